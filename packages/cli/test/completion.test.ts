/** The completion of real shells: each is given a line and the Tab key, and asked what it offers. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNodes, commandTree } from '../src/completion/command-tree.ts';
import { processIo } from '../src/io.ts';
import { createProgram } from '../src/program.ts';
import { airssys, BIN, childEnv } from './support/command.ts';
import { HostProcess } from './support/host-process.ts';
import { Project, sampleProject } from './support/project.ts';
import { completeInBash, completeInFish, completeInZsh, hasShell, type ShellSetting } from './support/shells.ts';

const SHELLS = [
  ['bash', completeInBash],
  ['zsh', completeInZsh],
  ['fish', completeInFish],
] as const;

const scripts = mkdtempSync(join(tmpdir(), 'airssys-completion-'));
afterAll(() => rmSync(scripts, { recursive: true, force: true }));

let project: Project;
beforeAll(async () => {
  project = new Project('completion').write('dist/shop.wasm', '').write('src/shop.ts', '').write('src/notes.txt', '');
  for (const [shell] of SHELLS) {
    const { code, stdout, stderr } = await airssys(['completion', shell]);
    if (code !== 0) throw new Error(stderr);
    writeFileSync(join(scripts, shell), stdout);
  }
});

const setting = (shell: string): ShellSetting => ({ script: join(scripts, shell), cwd: project.dir });

/** Without what only some shells add to a name: the directory before it, the slash behind it. */
const names = (offered: readonly string[]): readonly string[] =>
  offered.map((one) => one.replace(/\/$/, '').replace(/^.*\//, ''));

// A shell that is not installed cannot be asked: .ci/run installs those of Debian.
for (const [shell, complete] of SHELLS) {
  describe.skipIf(!hasShell(shell))(`in ${shell}`, () => {
    it.each([
      ['airssys insp', ['inspect']],
      ['airssys wit ', ['add', 'diff', 'print']],
      ['airssys build --out', ['--out-dir']],
      ['airssys wit print --no', ['--no-deps']],
      ['airssys build --engine ', ['quickjs', 'starlingmonkey']],
      ['airssys build --engine q', ['quickjs']],
      ['airssys update acme:shop x.wasm --strategy blue', ['blue-green']],
      ['airssys help comple', ['completion']],
      ['airssys completion z', ['zsh']],
      ['airssys explain AIRSSYS_TRAP_OUT', ['AIRSSYS_TRAP_OUT_OF_FUEL']],
      // What an option takes is no argument: the component is still to come.
      ['airssys run --engine quickjs dist/', ['shop.wasm']],
      ['airssys run src/', ['shop.ts']],
      ['airssys build --out-dir ', ['dist', 'src']],
      ['airssys run dist/shop.wasm greet src/n', ['notes.txt']],
      ['airssys run dist/shop.wasm --max-fuel ', []],
    ])('%s', (line, expected) => {
      expect(names(complete(line, setting(shell)))).toEqual(expected);
    });
  });
}

describe.skipIf(!hasShell('bash'))('all of it', () => {
  const tree = commandTree(createProgram(processIo(), () => {}));

  it.each(allNodes(tree).map((node) => [['airssys', ...node.path].join(' '), node] as const))('%s', (line, node) => {
    const offered = completeInBash(`${line} -`, setting('bash'));
    expect(new Set(offered)).toEqual(new Set(node.options.flatMap((option) => option.names)));
    if (node.args.length > 0) return;
    const commands = completeInBash(`${line} `, setting('bash'));
    expect(new Set(commands)).toEqual(new Set(node.commands.map(({ path }) => path.at(-1))));
  });
});

it('knows the components of a host that runs', async () => {
  const built = await sampleProject('completion-host');
  await using host = await new HostProcess().start();
  await host.json('install', built.path('dist/sample.wasm'), '--no-start');
  symlinkSync(BIN, join(scripts, 'airssys'));
  const path = [scripts, dirname(process.execPath), process.env['PATH']].join(delimiter);
  const env = childEnv({ PATH: path, AIRSSYS_DATA_DIR: host.dataDir });
  const asked = SHELLS.filter(([shell]) => hasShell(shell));
  for (const [shell, complete] of asked) {
    const offered = complete('airssys start demo', { ...setting(shell), env });
    expect([shell, offered]).toEqual([shell, ['demo:sample']]);
  }
  // Bash takes the word after the colon for one of its own.
  expect(completeInBash('airssys start demo:sa', { ...setting('bash'), env })).toEqual(['sample']);
});

it('says how it is installed, and refuses shells that it does not know', async () => {
  const { code, stdout } = await airssys(['completion', 'fish', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    shell: 'fish',
    install: 'airssys completion fish > ~/.config/fish/completions/airssys.fish',
    script: expect.stringContaining('complete -c airssys'),
  });
  expect((await airssys(['completion', 'tcsh'])).stderr).toContain('Allowed choices are bash, zsh, fish');
});
