import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { airssys, BIN, shown } from './support/command.ts';

const show = async (...args: readonly string[]): Promise<string> => shown(await airssys(args));

describe('airssys', () => {
  it('helps', async () => {
    const { code, stdout, stderr } = await airssys(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: airssys [options] [command]

      Build, check, run and inspect WebAssembly components written in TypeScript.

      Options:
        -V, --version  print the version
        -h, --help     print help

      Commands:
        new            Start a project: a component with tests, scripts and settings.
                       As npm create airssys.
        build          Build a component from the TypeScript class with @component.
        check          Say what a build would say of the sources, without making a
                       component.
        test           Run the project's tests with its own Vitest; components are
                       built and run in the sandbox.
        run            Call an operation of a component in the sandbox, and print its
                       result as JSON; or run a program.
        replay         Run a recording again: the host answers as it did then, and the
                       first difference is told.
        fuzz           Call the operations of a component with generated inputs, and
                       tell which of them end in a trap.
        serve          Answer HTTP requests by a component with
                       wasi:http/incoming-handler, each in a sandbox of its own.
        host           Keep components running, and be operated by install, update,
                       ps, call and so on, until told to end.
        ps             List the components of the host.
        install        Hand a component to the host, and start it.
        update         Bring in another version of a component while it runs. What
                       goes wrong is taken back.
        start          Start a component.
        stop           Stop a component: calls under way are answered first.
        rollback       Go back to the version before; during an update, end it.
        uninstall      Take a component off, with what it has stored.
        call           Call an operation of a component that the host runs, and print
                       its result as JSON.
        events         Print what has happened to the components of the host: changes
                       of their states, and why.
        logs           Print what the components of the host have logged since it was
                       started.
        inspect        Print what a component is, offers and asks for, without running
                       it.
        sign           Sign a component, so that hosts which trust the key can tell
                       that it is yours; or make a key.
        verify         Say whether one of the keys has signed a component, and that it
                       was not changed since.
        publish        Publish a component: to an OCI registry, or as a package of
                       npm.
        pull           Fetch a component that was published, and print the source with
                       the digest of what was found.
        audit          Look after the log of what components were allowed and denied.
        wit            Use the WIT packages of others; print and compare WIT.
        compose        Make one component of several: imports of the one are answered
                       by exports of the others.
        pipeline       Check a pipeline and print its stages, or draw it. \`airssys
                       host --pipeline\` runs it.
        dev            Run a component while its sources are written: each save takes
                       the place of what runs, state is kept.
        doctor         Say what on this machine and in this project keeps airssys from
                       working, and how to mend it.
        explain        Say what the code of an error means, and what to do.
        completion     Print a script that completes commands, options and their
                       values in a shell.
        help           print the help of a command

      Exit codes:
        0    ok
        1    the component failed: trap, error, limit, denied; or it answered an error;
             or wit diff found a breaking change that the version does not tell of;
             or doctor found something to mend
        2    wrong usage or bad input: arguments, missing file, not a component
        3    the sources have errors
        70   a defect of airssys: please report it
        130  interrupted by Ctrl-C

      Example:
        $ airssys build src/hello.ts --engine quickjs
        $ airssys run dist/hello.wasm greet Ada
      "
    `);
  });

  it.each(['build', 'check', 'run', 'inspect'])('%s helps with an example, within 80 columns', async (command) => {
    const { code, stdout, stderr } = await airssys([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Example:\n  $ airssys ${command}`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await airssys(['help', command])).stdout).toBe(stdout);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await airssys(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('guesses what was meant', async () => {
    expect(await show('biuld')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: Unknown command 'biuld'
      hint: Did you mean build? airssys --help says more.

      "
    `);
    expect(await show('run', 'x.wasm', 'add', '--alow', 'storage')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: Unknown option '--alow'
      hint: Did you mean --allow? airssys run --help says more.

      "
    `);
    expect(await show('inspect')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: Missing required argument 'component'
      hint: airssys inspect --help says more.

      "
    `);
    expect(await show('inspect', 'a.wasm', 'b.wasm', '--json')).toMatchInlineSnapshot(`
      "exit 2
      --- stdout
      {"error":{"code":"AIRSSYS_CLI_USAGE","message":"Too many arguments for 'inspect'. Expected 1 argument but got 2: a.wasm, b.wasm","hint":"airssys inspect --help says more.","data":{}}}
      "
    `);
  });

  it('without a command prints its help, and ends with 2', async () => {
    const { code, stdout, stderr } = await airssys([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: airssys');
  });

  it('has colours where it is told to, and else none', async () => {
    const coloured = await airssys(['inspect', 'nowhere.wasm'], { env: { FORCE_COLOR: '1' } });
    expect(coloured.stderr).toContain('\u001B[31merror');
    const plain = await airssys(['inspect', 'nowhere.wasm'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(plain.stderr).not.toContain('\u001B');
  });
});

describe('an output that nobody takes', () => {
  const shell = (line: string): unknown => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const help = `"${process.execPath}" "${BIN}" --help`;

  it('ends the command without a word where the reader has gone', () => {
    expect(shell(`${help} | true`)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.skipIf(!existsSync('/dev/full'))('is told of where it cannot be written', () => {
    expect(shell(`${help} > /dev/full`)).toMatchInlineSnapshot(`
      {
        "status": 2,
        "stderr": "error AIRSSYS_CLI_USAGE: The output cannot be written (ENOSPC)

      ",
        "stdout": "",
      }
    `);
  });
});

describe('an older Node', () => {
  const old = '/usr/bin/node';
  const version = existsSync(old) ? spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout : '';

  it.skipIf(!/^v(1\d|2[0-3])\./.test(version))('is told apart in words', () => {
    const { status, stderr } = spawnSync(old, [BIN, '--help'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr.replace(version.trim().slice(1), '<version>')).toMatchInlineSnapshot(`
      "error AIRSSYS_ENGINE_RUNTIME: airssys cannot run on Node <version>
      hint: Use Node 26, or 24.20 and later: WebAssembly must be able to suspend (JSPI).

      "
    `);
  });
});

it.each([
  ['24.19.9', false],
  ['24.20.0', true],
  ['25.9.0', false],
  ['26.0.0', true],
  ['27.1.0', true],
])('on Node %s it runs: %s, as package.json says', (version, isFit) => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, BIN, '--version'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(isFit ? 0 : 2);
  if (!isFit) expect(stderr).toContain(`airssys cannot run on Node ${version}`);
});
