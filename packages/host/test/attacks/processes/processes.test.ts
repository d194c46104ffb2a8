/** Programs that a component would start, or make do, without leave; and what would outlive it. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ALL_FILES, type Attacked, attacked, told } from '../attacked.ts';

const CAT = '/usr/bin/cat';
const ECHO = '/usr/bin/echo';
/** Granted here as a program that starts others, as a build tool is one. No component is given it by the host. */
const SHELL = '/usr/bin/dash';
const SLEEP = '/usr/bin/sleep';
const ENV = '/usr/bin/env';

const isLinux = process.platform === 'linux' && existsSync(SHELL) && existsSync(SLEEP);

const ANY = ['process.spawn:*', 'process.kill:*', 'process.signal:*'];

interface Ran {
  readonly status: string;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  made: Attacked,
  executable: string,
  args: readonly string[] = [],
  settings: object = {},
): Promise<Ran> {
  return JSON.parse(await made.call('run', executable, args, settings)) as Ran; // the fixture's answer
}

/** Processes with this word among their arguments. */
function running(word: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const state = readFileSync(`/proc/${name}/stat`, 'latin1').replace(/^.*\) /s, '')[0];
      return state !== 'Z' && readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0').includes(word);
    } catch {
      return false;
    }
  });
}

/** An argument of `sleep` that no other process has. */
let words = 0;
const uniqueSeconds = (): string => `${1_000_000 + process.pid}.${(words += 1)}`;

describe.runIf(isLinux)('executables', () => {
  test.each([
    ['cat', 'invalid-argument'],
    ['./cat', 'invalid-argument'],
    ['../usr/bin/cat', 'invalid-argument'],
    ['', 'invalid-argument'],
    ['/usr/bin/../bin/cat', 'invalid-argument'],
    ['/usr//bin/cat', 'invalid-argument'],
    ['/usr/bin/./cat', 'invalid-argument'],
    ['/usr/bin/cat/', 'invalid-argument'],
    ['/usr/bin/cat\0x', 'invalid-argument'],
    ['/usr/bin/cat -n', 'not-found'],
    ['/usr/bin/c?t', 'not-found'],
    ['/usr/bin/ｃat', 'not-found'],
    ['/usr/bin', 'denied'],
    ['/etc/passwd', 'denied'],
    ['/dev/null', 'denied'],
  ])('%j', async (executable, refused) => {
    const made = await attacked({ grants: ANY });
    expect((await run(made, executable)).status).toMatch(new RegExp(`^${refused}: `));
    const isPath = refused !== 'invalid-argument';
    expect(told(made.decisions())).toEqual([`${isPath ? 'allowed' : 'denied'} process.spawn ${executable}`]);
  });

  test.each([
    ['process.spawn:/usr/bin/cat', ECHO],
    ['process.spawn:/usr/bin/cat', '/usr/bin/catx'],
    ['process.spawn:/usr/bin/cat', '/usr/bin/ca'],
    ['process.spawn:/usr/local/**', CAT],
    ['process.kill:*', CAT],
    ['process.signal:*', CAT],
    ['filesystem.read:/**', CAT],
  ])('%s does not start %s', async (grant, executable) => {
    const made = await attacked({ grants: [grant] });
    expect((await run(made, executable)).status).toBe(`denied: ${executable}`);
    expect(told(made.decisions())).toEqual([`denied process.spawn ${executable}`]);
  });

  test('a link to a program that is not granted', async () => {
    const { root } = await attacked();
    const link = join(root, 'link');
    symlinkSync(ECHO, link);
    const made = await attacked({ grants: [`process.spawn:${link}`] });
    expect((await run(made, link, ['x'])).status).toBe(`denied: ${ECHO}`);
    expect(told(made.decisions())).toEqual([`allowed process.spawn ${link}`, `denied process.spawn ${ECHO}`]);
  });

  test('the host itself, by the kernel’s link to it', async () => {
    const made = await attacked({ grants: ['process.spawn:/proc/self/exe'] });
    expect((await run(made, '/proc/self/exe', ['-e', '1'])).status).toMatch(/^denied: .*node/);
  });

  test('a program that the component could have written, or a script of its own', async () => {
    const { data } = await attacked();
    copyFileSync(ECHO, join(data, 'program'));
    writeFileSync(join(data, 'script'), `#!${SHELL}\necho ran\n`);
    chmodSync(join(data, 'program'), 0o755);
    chmodSync(join(data, 'script'), 0o755);
    const made = await attacked({ mounts: { '/data': data }, grants: [...ANY, ...ALL_FILES] });
    for (const name of ['program', 'script']) {
      expect((await run(made, join(data, name))).status).toMatch(
        /^denied: .* lies in a directory that the component may write$/,
      );
      expect((await run(made, `/data/${name}`)).status).toMatch(/^not-found: /);
    }
    const fixed = await attacked({ mounts: { '/data': { path: data, readonly: true } }, grants: ANY });
    expect(await run(fixed, join(data, 'program'), ['ran'])).toMatchObject({ stdout: 'ran\n' });
    // The interpreter is named by the script, which the operator has granted.
    expect(await run(fixed, join(data, 'script'))).toMatchObject({ stdout: 'ran\n' });
  });

  test('a file that stands for a program is run by the program’s name, and by no other', async () => {
    const { root } = await attacked();
    const file = join(root, '../stand-in');
    writeFileSync(file, `#!${SHELL}\necho stand-in "$@"\n`);
    chmodSync(file, 0o755);
    onTestFinished(() => rmSync(file));
    const programs = { '/usr/bin/not-here': file };
    const made = await attacked({ programs, grants: ['process.spawn:/usr/bin/not-here'] });
    expect(await run(made, '/usr/bin/not-here', ['a'])).toMatchObject({ stdout: 'stand-in a\n' });
    expect(new Set(told(made.decisions()))).toEqual(new Set(['allowed process.spawn /usr/bin/not-here']));
    expect((await run(made, file)).status).toBe(`denied: ${file}`);
    const ungranted = await attacked({ programs, grants: [`process.spawn:${file}`] });
    expect((await run(ungranted, '/usr/bin/not-here')).status).toBe('denied: /usr/bin/not-here');
  });

  test('a program that runs with the rights of its owner', async () => {
    const { root } = await attacked();
    const program = join(root, 'program');
    copyFileSync(ECHO, program);
    chmodSync(program, 0o4755);
    const made = await attacked({ grants: [`process.spawn:${program}`] });
    expect((await run(made, program)).status).toBe(`denied: ${program} runs with the rights of its owner`);
  });

  test('what may not be executed', async () => {
    const { root } = await attacked();
    const made = await attacked({ grants: [`process.spawn:${join(root, 'secret.txt')}`] });
    expect((await run(made, join(root, 'secret.txt'))).status).toMatch(/^denied: .* is no program$/);
  });
});

describe.runIf(isLinux)('arguments', () => {
  test.each([
    '; touch /tmp/airssys-attack',
    '$(touch /tmp/airssys-attack)',
    '`touch /tmp/airssys-attack`',
    '| touch /tmp/airssys-attack',
    '&& touch /tmp/airssys-attack',
    '> /tmp/airssys-attack',
    '\n touch /tmp/airssys-attack',
    '$HOME',
    '~',
    '*',
    '"\'\\',
    '%PATH%',
  ])('%j is a text', async (argument) => {
    const made = await attacked({ grants: [`process.spawn:${ECHO}`] });
    expect(await run(made, ECHO, ['-n', '--', argument])).toEqual({
      status: '{"kind":"exited","code":0}',
      stdout: `-- ${argument}`,
      stderr: '',
    });
    expect(existsSync('/tmp/airssys-attack')).toBe(false);
  });

  test('a NUL, and more than any program takes', async () => {
    const made = await attacked({ grants: ANY });
    expect((await run(made, ECHO, ['a', 'b\0c'])).status).toBe('invalid-argument: argument 1 has a NUL');
    expect((await run(made, ECHO, ['x'.repeat(200_000)])).status).toBe(
      'invalid-argument: 200001 characters of arguments',
    );
    expect(
      (
        await run(
          made,
          ECHO,
          Array.from({ length: 140_000 }, () => ''),
        )
      ).status,
    ).toMatch(/^invalid-argument: /);
  });
});

describe.runIf(isLinux)('environment', () => {
  const variable = async (
    name: string,
    value: string,
    grants: readonly string[] = ['environment.read:*'],
  ): Promise<Ran> =>
    await run(await attacked({ grants: [...ANY, ...grants] }), ENV, [], { env: new Map([[name, value]]) });

  test.each([
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'LD_AUDIT',
    'ld_preload',
    'DYLD_INSERT_LIBRARIES',
    'GLIBC_TUNABLES',
    'NODE_OPTIONS',
    'NODE_PATH',
    'PYTHONPATH',
    'PYTHONSTARTUP',
    'PERL5OPT',
    'RUBYOPT',
    'JAVA_TOOL_OPTIONS',
    'BASH_ENV',
    'BASH_FUNC_x%%',
    'ENV',
    'IFS',
    'GIT_SSH_COMMAND',
    'GIT_EXEC_PATH',
    'GIT_CONFIG_COUNT',
    'PAGER',
    'AIRSSYS_PROCESS',
  ])('%s would load code', async (name) => {
    expect((await variable(name, '/data/evil.so')).status).toMatch(/^(denied|invalid-argument): /);
  });

  test.each(['', 'A=B', 'A B', '1A', 'A\0', 'ÀB', 'A\nB'])('%j is no name', async (name) => {
    expect((await variable(name, 'x')).status).toMatch(/^invalid-argument: /);
  });

  test('a value with a NUL', async () => {
    expect((await variable('A', 'x\0B=y')).status).toBe('invalid-argument: value of A');
  });

  test('a name that is not granted', async () => {
    const made = await attacked({ grants: [...ANY, 'environment.read:APP_*'] });
    expect((await run(made, ENV, [], { env: new Map([['PATH', '/data']]) })).status).toBe('denied: PATH');
    expect(told(made.decisions())).toEqual([`allowed process.spawn ${ENV}`, 'denied environment.read PATH']);
  });

  test('nothing of the host’s', async () => {
    process.env['AIRSSYS_TEST_HOST_VARIABLE'] = 'of the host';
    onTestFinished(() => void delete process.env['AIRSSYS_TEST_HOST_VARIABLE']);
    const { stdout } = await variable('APP_MODE', 'test');
    expect(stdout.split('\n').map((line) => line.replace(/=.*/, ''))).toEqual(['APP_MODE', 'AIRSSYS_PROCESS', '']);
  });
});

describe.runIf(isLinux)('working directory', () => {
  test.each([
    '/data/../..',
    '/',
    '/proc/self/cwd',
    'data',
    '',
    '/data/link',
    '/data/a.txt',
    '/data/missing',
    '/data\0',
  ])('%j', async (cwd) => {
    const made = await attacked({ grants: [...ANY, ...ALL_FILES] });
    symlinkSync('..', join(made.data, 'link'));
    expect((await run(made, '/usr/bin/pwd', [], { cwd })).status).toMatch(/^(denied|not-found|invalid-argument): /);
  });

  test('one of the mount', async () => {
    const made = await attacked({ grants: [...ANY, ...ALL_FILES] });
    expect(await run(made, CAT, ['b.txt'], { cwd: '/data/dir' })).toMatchObject({ stdout: 'B' });
  });
});

describe.runIf(isLinux)('limits', () => {
  test('time, output, memory, and how many', async () => {
    const made = await attacked({
      grants: ANY,
      processes: { maxProcesses: 2, timeoutMs: 20_000, maxOutputBytes: 100_000 },
    });
    const seconds = uniqueSeconds();
    expect((await run(made, SLEEP, [seconds], { timeoutMs: 50 })).status).toBe('{"kind":"timed-out"}');
    const flood = await run(made, '/usr/bin/yes', [], { maxOutputBytes: 4_000_000_000 });
    expect([flood.status, flood.stdout.length <= 100_000]).toEqual(['{"kind":"too-much-output"}', true]);
    const large = await run(made, '/usr/bin/dd', ['if=/dev/zero', 'of=/dev/null', 'bs=500M', 'count=1'], {
      maxMemoryBytes: 100_000_000,
    });
    expect(large.stderr).toContain('memory exhausted');
    expect(await made.call('spawnMany', SLEEP, [seconds], 2)).toBe('done');
    expect(await made.call('spawnMany', SLEEP, [seconds], 1)).toBe('too-many: 2 run');
    expect(running(seconds)).toHaveLength(2);
    await made.instance[Symbol.asyncDispose]();
    expect(running(seconds)).toEqual([]);
  });
});

describe.runIf(isLinux)('what a process leaves behind', () => {
  /** Ways in which a program gets rid of its parent. `SECONDS` marks them. */
  const WAYS = {
    'in the background': 'sleep SECONDS & wait',
    'in the background, its parent gone': '(sleep SECONDS &) ; read line',
    'in a session of its own': 'setsid sleep SECONDS & read line',
    'in a session of its own, its parent gone': '(setsid sleep SECONDS &) ; read line',
    'deaf to signals': "trap '' TERM HUP INT; sleep SECONDS; sleep SECONDS",
    stopped: 'sleep SECONDS & sleep 0.5; kill -STOP $!; read line',
    many: 'for i in 1 2 3 4 5 6 7 8; do (setsid sleep SECONDS &); done; read line',
  };

  const started = async (script: string): Promise<Attacked & { readonly seconds: string }> => {
    const made = await attacked({ grants: ANY });
    const seconds = uniqueSeconds();
    expect(
      await made.call('spawn', SHELL, [
        '-c',
        script.replaceAll('SECONDS', seconds).replaceAll(/\b(sleep|setsid)\b/g, '/usr/bin/$1'),
      ]),
    ).toBe('done');
    await expect
      .poll(() => running(seconds).length, { timeout: 10_000 })
      .toBeGreaterThan(script.startsWith('for') ? 7 : 0);
    return { ...made, seconds };
  };

  test.each(Object.entries(WAYS))('%s: it ends with the instance', async (_name, script) => {
    const { instance, seconds } = await started(script);
    await instance[Symbol.asyncDispose]();
    expect(running(seconds)).toEqual([]);
  });

  test('it ends when the instance traps', async () => {
    const { call, seconds } = await started(WAYS['in a session of its own, its parent gone']);
    expect(await call('leak', 'error')).toContain('threw TypeError');
    await expect.poll(() => running(seconds)).toEqual([]);
  });

  test('it ends when it is killed, given up, or its program has ended', async () => {
    for (const way of ['kill', 'give up'] as const) {
      const { call, seconds } = await started(WAYS['in a session of its own, its parent gone']);
      expect(await call('useChild', way, '')).toBe('done');
      await expect.poll(() => running(seconds)).toEqual([]);
    }
    const made = await attacked({ grants: ANY });
    const seconds = uniqueSeconds();
    const { status } = await run(made, SHELL, ['-c', `(/usr/bin/setsid /usr/bin/sleep ${seconds} &); exit 3`]);
    expect([status, running(seconds)]).toEqual(['{"kind":"exited","code":3}', []]);
  });

  test.each(['write', 'close', 'read', 'wait'])('%s after the grant was revoked', async (use) => {
    const made = await attacked({ grants: ANY });
    expect(await made.call('spawn', CAT, [])).toBe('done');
    made.decisions();
    made.instance.capabilities.revoke('process.spawn:*');
    expect(await made.call('useChild', use, 'x')).toBe(`denied: ${CAT}`);
    expect(told(made.decisions())).toEqual([`denied process.spawn ${CAT}`]);
  });

  test.each(['signal', 'kill'])('%s without a grant of its own', async (use) => {
    const made = await attacked({ grants: ['process.spawn:*'] });
    const seconds = uniqueSeconds();
    expect(await made.call('spawn', SLEEP, [seconds])).toBe('done');
    expect(await made.call('useChild', use, 'terminate')).toBe(`denied: ${SLEEP}`);
    expect(told(made.decisions()).at(-1)).toBe(`denied process.${use} ${SLEEP}`);
    expect(running(seconds)).toHaveLength(1);
  });

  test('a call that is cancelled waits no longer', async () => {
    const made = await attacked({ grants: ANY });
    const seconds = uniqueSeconds();
    await made.call('spawn', SLEEP, [seconds]);
    made.decisions();
    const stop = new AbortController();
    const waiting = made.instance.invoke('useChild', ['wait', ''], { signal: stop.signal });
    // One that has not begun would end with the signal's reason.
    await expect.poll(() => made.decisions().length).toBeGreaterThan(0);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'AIRSSYS_TRAP_CANCELLED' });
    await expect.poll(() => running(seconds)).toEqual([]);
  });
});
