/** Each check on what is really so: folders with other rights, projects with other settings, a Node that was started otherwise. */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Check } from '../src/doctor/check.ts';
import { packagesCheck } from '../src/doctor/packages-check.ts';
import { readProject } from '../src/doctor/project.ts';
import { projectCheck, vitestCheck } from '../src/doctor/project-checks.ts';
import { toolsCheck } from '../src/doctor/tools-check.ts';
import { processIo } from '../src/io.ts';
import { airssys, BIN, childEnv, type Outcome } from './support/command.ts';
import { Project } from './support/project.ts';

interface Checked {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'mend' | 'skipped';
  readonly message: string;
  readonly hint?: string;
}

/** The document of the command: its checks by name, and that the exit code agrees. */
function checksOf({ code, stdout }: Outcome): Readonly<Record<string, Checked>> {
  const document = JSON.parse(stdout) as { readonly ok: boolean; readonly checks: readonly Checked[] };
  const faults = document.checks.filter(({ state }) => state === 'mend');
  expect([document.ok, code]).toEqual(faults.length === 0 ? [true, 0] : [false, 1]);
  for (const { hint } of faults) expect(hint).toMatch(/\.$/);
  return Object.fromEntries(document.checks.map((one) => [one.name, one]));
}

const MANIFEST = {
  name: 'shop',
  type: 'module',
  dependencies: { '@airssys/sdk': '*' },
  devDependencies: { '@airssys/testing': '*' },
};
const VITEST = "import { airssys } from '@airssys/testing/vitest';\nexport default { plugins: [airssys()] };\n";

/** A project with nothing to mend. */
const shop = (name: string): Project =>
  new Project(name).write('package.json', JSON.stringify(MANIFEST)).write('vitest.config.ts', VITEST);

const doctor = async (project: Project): Promise<ReturnType<typeof checksOf>> =>
  checksOf(await project.run(['doctor', '--json']));

/** One check alone, as the command has it. */
const checkAlone = async ({ run }: Check, dir: string): Promise<unknown> =>
  await run({ io: processIo(), project: readProject(dir) });

const temporary = mkdtempSync(join(tmpdir(), 'airssys-doctor-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** A folder for one test. */
function folder(name: string, mode = 0o755): string {
  mkdirSync(join(temporary, name));
  chmodSync(join(temporary, name), mode);
  return join(temporary, name);
}

describe('airssys doctor', () => {
  it('finds nothing to mend in a project that is well, and leaves nothing there', async () => {
    const project = shop('doctor-well');
    const before = readdirSync(project.dir);
    const env = { TMPDIR: tmpdir(), AIRSSYS_DATA_DIR: join(temporary, 'none') };
    const { code, stdout, stderr } = await project.run(['doctor'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').filter((line) => line.length > 80 && line.includes(' ', 6))).toEqual([]);
    expect(
      stdout
        .replaceAll(/\n {6}/g, ' ')
        .replaceAll(/ \d+\.\d+\.\d+(?=[,\n])| \d+\.\d+\.\d+$/gm, ' <version>')
        .replaceAll(/(cache|files|data): .*/g, '$1: <place>'),
    ).toContain(
      [
        'ok    packages: @airssys/sdk, @airssys/testing, @airssys/host, @airssys/cli, @airssys/model: all <version>',
        'ok    package.json: "type" is "module"',
        'ok    tsconfig.json: a class with @component compiles with tsconfig.json',
        'ok    vitest: vitest.config.ts has the plugin',
        'ok    build cache: <place>',
        'ok    component cache: <place>',
        'ok    temporary files: <place>',
        'ok    host data: <place>',
        '',
        'Nothing is to be mended.',
      ].join('\n'),
    );
    expect(readdirSync(project.dir)).toEqual(before);
  });

  it('looks at the machine alone where there is no project', async () => {
    const checks = checksOf(await airssys(['doctor', '--json'], { cwd: folder('nothing') }));
    expect(checks['node']).toMatchObject({ state: 'ok' });
    expect(checks['tools']).toMatchObject({ state: 'ok', message: expect.stringContaining('componentize-qjs 0.4.5') });
    expect(
      Object.values(checks)
        .filter(({ state }) => state === 'skipped')
        .map(({ name }) => name),
    ).toEqual(['packages', 'package.json', 'tsconfig.json', 'vitest', 'build cache']);
  });

  it.each([
    ['--jitless', 'runs without WebAssembly'],
    [`--import=data:text/javascript,${encodeURIComponent('delete WebAssembly.Suspending')}`, 'cannot suspend'],
  ])('tells of a Node that is started with %s', (option, words) => {
    const { status, stdout } = spawnSync(process.execPath, [option, BIN, 'doctor', '--json'], {
      cwd: temporary,
      encoding: 'utf8',
      env: childEnv(),
    });
    const { node } = checksOf({ code: status, stdout, stderr: '', signal: null });
    expect(node).toMatchObject({ state: 'mend', message: expect.stringContaining(words) });
  });
});

describe('a project', () => {
  it.each([
    ['no object', '[', 'is not a JSON object'],
    ['no type', JSON.stringify({ ...MANIFEST, type: undefined }), '"type" is not set'],
    ['scripts', JSON.stringify({ ...MANIFEST, type: 'commonjs' }), '"type" is "commonjs"'],
  ])('with a package.json that has %s', async (name, content, words) => {
    const { dir } = shop(`doctor-${name.replace(' ', '-')}`).write('package.json', content);
    expect(await checkAlone(projectCheck, dir)).toMatchObject({
      state: 'mend',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    [
      'what is not strict',
      { target: 'es2024', module: 'esnext', moduleResolution: 'bundler', strict: false },
      '"strict" is off',
    ],
    ['a library that is too old', { lib: ['es5'], module: 'esnext', moduleResolution: 'bundler' }, 'does not compile'],
    ['a word that means nothing', { module: 'amd-2' }, 'does not compile'],
  ])('with a tsconfig.json that has %s', async (name, compilerOptions, words) => {
    const project = shop(`doctor-${name.replaceAll(' ', '-')}`);
    const checks = await doctor(project.write('tsconfig.json', JSON.stringify({ compilerOptions })));
    expect(checks['tsconfig.json']).toMatchObject({ state: 'mend', message: expect.stringContaining(words) });
    expect(readdirSync(project.dir).filter((file) => file.startsWith('.airssys-doctor'))).toEqual([]);
  });

  it('whose vitest does not know components', async () => {
    const project = shop('doctor-vitest').write('vitest.config.ts', 'export default {};\n');
    expect(await checkAlone(vitestCheck, project.dir)).toMatchObject({
      state: 'mend',
      message: expect.stringContaining('without the plugin'),
    });
    rmSync(project.path('vitest.config.ts'));
    expect(await checkAlone(vitestCheck, project.dir)).toMatchObject({
      state: 'mend',
      message: 'there is no vitest.config.ts',
    });
  });
});

describe('what is installed', () => {
  const manifest = (name: string, version: string, dependencies = {}): string =>
    JSON.stringify({ name, version, type: 'module', dependencies, exports: './index.js' });

  /** A project outside of this repository, so that nothing is found but what it has. */
  function elsewhere(name: string, packages: Readonly<Record<string, string>>): string {
    const dir = folder(name);
    writeFileSync(join(dir, 'package.json'), JSON.stringify(MANIFEST));
    for (const [file, content] of Object.entries(packages)) {
      const path = join(dir, 'node_modules', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return dir;
  }
  it('nothing yet', async () => {
    const cwd = elsewhere('bare', {});
    const { packages, 'tsconfig.json': compiler } = checksOf(await airssys(['doctor', '--json'], { cwd }));
    expect(packages).toMatchObject({
      state: 'mend',
      message: '@airssys/sdk, @airssys/testing of package.json is not installed',
      hint: 'Run npm install.',
    });
    expect(compiler).toMatchObject({ state: 'mend', message: expect.stringContaining('does not compile') });
  });

  it('a package of another version than the command', async () => {
    const dir = elsewhere('other', {
      '@airssys/sdk/package.json': manifest('@airssys/sdk', '0.0.9'),
      '@airssys/testing/package.json': manifest('@airssys/testing', '0.1.0'),
    });
    expect(await checkAlone(packagesCheck, dir)).toMatchObject({
      state: 'mend',
      message: '@airssys/sdk 0.0.9 beside the command airssys 0.1.0',
    });
    expect(await checkAlone(toolsCheck, dir)).toMatchObject({
      state: 'mend',
      message: 'typescript is not installed, which @airssys/sdk 0.0.9 needs',
    });
  });

  const TOOLS = [
    'typescript',
    'esbuild',
    'componentize-qjs',
    '@bytecodealliance/componentize-js',
    '@bytecodealliance/jco-transpile',
  ];
  const sdk = manifest('@airssys/sdk', '0.1.0', Object.fromEntries(TOOLS.map((name) => [name, '2.0.0'])));
  const tools = Object.fromEntries(TOOLS.map((name) => [`${name}/package.json`, manifest(name, '2.0.0')]));

  it('a tool of another version than the SDK was made for', async () => {
    const dir = elsewhere('tool', {
      '@airssys/sdk/package.json': sdk,
      ...tools,
      'esbuild/package.json': manifest('esbuild', '1.0.0'),
    });
    expect(await checkAlone(toolsCheck, dir)).toMatchObject({
      state: 'mend',
      message: 'esbuild is 1.0.0, and @airssys/sdk 0.1.0 was made for 2.0.0',
    });
  });

  it.each([
    ['that is damaged', 'export const = 1;', 'SyntaxError|Unexpected token'],
    [
      'that ends the process',
      'process.kill(process.pid, "SIGKILL"); await new Promise(() => {});',
      'ended with SIGKILL',
    ],
  ])('a tool %s', async (name, code, words) => {
    const modules = Object.fromEntries(TOOLS.map((one) => [`${one}/index.js`, 'export const transform = () => {};']));
    const dir = elsewhere(name.replaceAll(' ', '-'), {
      '@airssys/sdk/package.json': sdk,
      ...tools,
      ...modules,
      'componentize-qjs/index.js': code,
    });
    expect(await checkAlone(toolsCheck, dir)).toMatchObject({
      state: 'mend',
      message: expect.stringMatching(new RegExp(`^componentize-qjs is installed, but does not load: .*(${words})`)),
    });
  });
});

describe('directories', () => {
  const withEnv = async (env: Readonly<Record<string, string>>): Promise<ReturnType<typeof checksOf>> =>
    checksOf(await airssys(['doctor', '--json'], { cwd: temporary, env }));

  it('that are files, or below one', async () => {
    const file = join(folder('files'), 'file');
    writeFileSync(file, '');
    const checks = await withEnv({ AIRSSYS_CACHE_DIR: file, AIRSSYS_DATA_DIR: join(file, 'data') });
    expect(checks['component cache']).toMatchObject({
      state: 'mend',
      message: `the directory ${file} is not a directory`,
    });
    expect(checks['host data']).toMatchObject({
      state: 'mend',
      message: `the directory ${file}/data cannot be made: ${file} is a file`,
    });
  });

  it('that others can write to, or look into', async () => {
    const [cache, data] = [folder('open-cache', 0o777), folder('open-data', 0o755)];
    const checks = await withEnv({ AIRSSYS_CACHE_DIR: cache, AIRSSYS_DATA_DIR: data, AIRSSYS_CACHE_MAX_BYTES: '' });
    expect(checks['component cache']).toMatchObject({
      state: 'mend',
      message: expect.stringContaining('other users can write'),
    });
    expect(checks['host data']).toMatchObject({ state: 'mend', hint: `Make it this user's alone: chmod 700 ${data}.` });
    chmodSync(cache, 0o700);
    chmodSync(data, 0o700);
    const mended = await withEnv({ AIRSSYS_CACHE_DIR: cache, AIRSSYS_DATA_DIR: data });
    expect(mended['component cache']).toMatchObject({ state: 'ok', message: `${cache}: 0 files, 0 B` });
    expect(mended['host data']).toMatchObject({ state: 'ok' });
  });

  it('whose names cannot be used', async () => {
    const checks = await withEnv({
      AIRSSYS_CACHE_MAX_BYTES: '1GiB',
      TMPDIR: join(temporary, 'gone'),
      AIRSSYS_DATA_DIR: join(temporary, 'a'.repeat(100)),
    });
    expect(checks['component cache']).toMatchObject({ state: 'mend', message: "AIRSSYS_CACHE_MAX_BYTES is '1GiB'" });
    expect(checks['temporary files']).toMatchObject({
      state: 'mend',
      message: expect.stringContaining('is not there'),
    });
    expect(checks['host data']).toMatchObject({
      state: 'mend',
      message: expect.stringContaining('No socket can have a path'),
    });
  });

  /** Rights do not hold root back: there the command runs as another user, where that one can read it. */
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const asNobody = (env: Readonly<Record<string, string>>): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [BIN, 'doctor', '--json'], {
      cwd: '/',
      encoding: 'utf8',
      env: childEnv(env),
      ...nobody,
    });
  const canRun = process.platform !== 'win32' && asNobody({ HOME: '/', AIRSSYS_CACHE_DIR: '/' }).stdout !== '';

  it.skipIf(!canRun)('that are read-only', () => {
    chmodSync(temporary, 0o755);
    const cache = folder('read-only', 0o555);
    const { status, stdout } = asNobody({ AIRSSYS_CACHE_DIR: join(cache, 'below'), AIRSSYS_DATA_DIR: cache });
    const checks = checksOf({ code: status, stdout: String(stdout), stderr: '', signal: null });
    expect(checks['component cache']).toMatchObject({
      state: 'mend',
      message: `the directory ${cache}/below cannot be written to (EACCES)`,
      hint: 'Let this user write there, or name another one by AIRSSYS_CACHE_DIR.',
    });
    expect(checks['host data']).toMatchObject({ state: 'mend', message: expect.stringContaining('EACCES') });
  });

  const small = '/dev/shm';
  it.skipIf(!isSmall(small))('that have no room', async () => {
    const { 'temporary files': found } = await withEnv({ TMPDIR: small });
    expect(found).toMatchObject({
      state: 'mend',
      message: expect.stringMatching(/has [\d.]+ \w+ left, and builds need/),
    });
  });
});

function isSmall(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize < 256 * 1024 ** 2;
  } catch {
    return false;
  }
}
