import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AirssysError, MANIFEST_SECTION, SOURCE_MAP_SECTION } from '@airssys/model';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
// As its users have it: what goes into a component is the compiled runtime.
import { buildComponent, type BuildResult, diagnosticsOf } from '@airssys/sdk/build';
import { component, createWorkspace } from './workspace.ts';

const failure = async (work: Promise<unknown>): Promise<AirssysError> =>
  await work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: AirssysError) => error,
  );

const DOUBLE = '@operation() double(value: u32): u32 { return value * 2; }';

test('writes the component and what belongs to it, and takes an unchanged one from the cache', async () => {
  const { dir, write } = createWorkspace({
    'subject.ts': component(DOUBLE, "import type { Unit } from './unit.ts';"),
    'unit.ts': 'export type Unit = "m";',
  });
  let analyzed = 0;
  const onAnalyzed = (): void => void (analyzed += 1);
  const cacheDir = join(dir, 'cache');
  const options = { entry: join(dir, 'subject.ts'), engine: 'quickjs', cacheDir, onAnalyzed } as const;
  // What was written in the same millisecond as the build began is not cached: it may have changed since it was read.
  const past = new Date(Date.now() - 10_000);
  for (const name of ['subject.ts', 'unit.ts', 'package.json']) utimesSync(join(dir, name), past, past);

  const first = await buildComponent(options);
  expect(first.fromCache).toBe(false);
  expect(readdirSync(join(dir, 'dist')).toSorted()).toEqual([
    'Component.toml',
    'subject.d.ts',
    'subject.wasm',
    'subject.wit',
  ]);
  const wasm = readFileSync(join(dir, 'dist/subject.wasm'));
  expect(wasm.equals(first.component)).toBe(true);
  for (const section of [MANIFEST_SECTION, SOURCE_MAP_SECTION]) expect(wasm.includes(section)).toBe(true);
  expect(first.manifest.component).toMatchObject({ namespace: 'test', name: 'subject', version: '1.2.3' });
  expect(JSON.parse(first.sourceMap)).toMatchObject({ version: 3 });
  expect(JSON.parse(first.sourceMap).sources).toContain('subject.ts');
  expect(parse(first.componentToml)).toEqual({
    component: {
      name: 'subject',
      namespace: 'test',
      version: '1.2.3',
      description: 'For a test.',
      author: 'A. Author',
      license: 'MIT',
    },
    permissions: {},
    resources: { memory: { max_bytes: 67_108_864 } },
    config: {},
  });

  const second = await buildComponent(options);
  expect(second.fromCache).toBe(true);
  // Only whoever waits for a component is told that one is being made.
  expect(analyzed).toBe(1);
  expect(Buffer.compare(second.component, first.component)).toBe(0);

  // A file that only gives types counts too.
  const later = write('unit.ts', 'export type Unit = "m" | "km";');
  utimesSync(later, past, past);
  expect((await buildComponent(options)).fromCache).toBe(false);
  expect(analyzed).toBe(2);
});

test('what the configuration extends counts too, and the manifest is the same anywhere', async () => {
  const past = new Date(Date.now() - 10_000);
  const project = (): {
    dir: string;
    put: (name: string, content: string) => void;
    build: () => Promise<BuildResult>;
  } => {
    const { dir, write } = createWorkspace();
    const put = (name: string, content: string): void => utimesSync(write(name, content), past, past);
    put('package.json', '{ "type": "module", "name": "x" }');
    put('subject.ts', component(DOUBLE));
    put('tsconfig.json', '{ "extends": "./a.json" }');
    put('a.json', '{ "extends": ["./b"] }');
    put('b.json', '{ "compilerOptions": { "strict": true } }');
    const options = { entry: join(dir, 'subject.ts'), engine: 'quickjs', outDir: false } as const;
    return { dir, put, build: () => buildComponent({ ...options, cacheDir: join(dir, 'cache') }) };
  };
  const { dir, put, build } = project();
  const first = await build();
  expect([first.fromCache, (await build()).fromCache]).toEqual([false, true]);
  put('b.json', '{ "compilerOptions": { "strict": true, "noImplicitReturns": true } }');
  const changed = await build();
  expect(changed.fromCache).toBe(false);
  expect(changed.manifest.build.inputHash).not.toBe(first.manifest.build.inputHash);
  expect((await build()).fromCache).toBe(true);

  expect(Buffer.from(first.component).includes(dir)).toBe(false);
  const elsewhere = await project().build();
  expect(elsewhere.manifest).toEqual(first.manifest);
  expect(Object.keys(first.manifest.build.tools)).toEqual(
    expect.arrayContaining(['@airssys/sdk', '@airssys/wit-gen', '@airssys/wit', '@airssys/model', 'componentize-qjs']),
  );
  expect(Object.values(first.manifest.build.tools)).not.toContain('unknown');
});

test('a damaged entry of the cache is built again, and then used', async () => {
  const { dir } = createWorkspace({ 'subject.ts': component(DOUBLE) });
  const past = new Date(Date.now() - 10_000);
  for (const name of ['subject.ts', 'package.json']) utimesSync(join(dir, name), past, past);
  const cacheDir = join(dir, 'cache');
  const build = async (): Promise<boolean> =>
    (await buildComponent({ entry: join(dir, 'subject.ts'), engine: 'quickjs', outDir: false, cacheDir })).fromCache;
  expect([await build(), await build()]).toEqual([false, true]);
  const [id = ''] = readdirSync(join(cacheDir, 'components'));
  writeFileSync(join(cacheDir, 'components', id, 'manifest.json'), '{}');
  expect([await build(), await build()]).toEqual([false, true]);
});

test('permissions are in Component.toml by area', async () => {
  const source = component(DOUBLE).replace(
    'export class',
    "@requires('storage.read', 'filesystem.read:/data/**', 'network.outbound:api.example.com:443', 'clock')\nexport class",
  );
  const { dir } = createWorkspace({ 'subject.ts': source });
  const { componentToml, warnings } = await buildComponent({
    entry: join(dir, 'subject.ts'),
    engine: 'quickjs',
    outDir: false,
    cacheDir: join(dir, 'cache'),
  });
  expect(parse(componentToml)['permissions']).toEqual({
    storage: [{ action: 'read', namespace: '*' }],
    filesystem: [{ action: 'read', path: '/data/**' }],
    network: [{ action: 'outbound', domain: 'api.example.com', port: 443 }],
    clock: [{ action: 'read' }],
  });
  expect(warnings.map(({ message }) => message)).toEqual([
    "'storage.read' is asked for, but nothing uses storage or storageEntries",
    "'filesystem.read:/data/**' is asked for, but nothing uses files or OpenFile",
    "'network.outbound:api.example.com:443' is asked for, but nothing uses http, dns, tcp, tls or udp",
  ]);
  expect(existsSync(join(dir, 'dist'))).toBe(false);
});

test('imports what is used, and warns of what was not asked for', async () => {
  const { dir } = createWorkspace({
    'subject.ts': component('@operation() size(): u32 { return files.read("/data/a").length; }'),
  });
  const { wit, warnings } = await buildComponent({
    entry: join(dir, 'subject.ts'),
    engine: 'quickjs',
    outDir: false,
    cacheDir: join(dir, 'cache'),
  });
  expect(wit.match(/import .*;/g)).toEqual([
    'import airssys:core/host-services@1.0.0;',
    'import airssys:ext-filesystem/files@1.0.0;',
  ]);
  expect(warnings.map(({ code }) => code)).toEqual(['AIRSSYS_BUILD_UNREQUESTED']);
});

test('errors of the interface and of types come together, with their places, and nothing is written', async () => {
  const { dir } = createWorkspace({
    'subject.ts': component('@operation() any(value: any): u32 { return value; }\n  wrong: string = 5;'),
  });
  const error = await failure(
    buildComponent({
      entry: join(dir, 'subject.ts'),
      engine: 'quickjs',
      cacheDir: join(dir, 'cache'),
      onAnalyzed: () => expect.unreachable('no component is made of these'),
    }),
  );
  expect(error.code).toBe('AIRSSYS_BUILD_SOURCE');
  const found = diagnosticsOf(error).map(({ code, file, line, column }) => [
    code,
    file.slice(dir.length + 1),
    line,
    column,
  ]);
  expect(found).toEqual([
    ['AIRSSYS_WIT_TYPE_ANY', 'subject.ts', 7, 27],
    ['TS2322', 'subject.ts', 8, 3],
  ]);
  expect(existsSync(join(dir, 'dist'))).toBe(false);
});

test('a Node module is refused with what to use instead', async () => {
  const { dir } = createWorkspace({
    'subject.ts': component(DOUBLE, "import { readFileSync } from 'node:fs';\nvoid readFileSync;"),
  });
  const error = await failure(
    buildComponent({ entry: join(dir, 'subject.ts'), engine: 'quickjs', outDir: false, cacheDir: join(dir, 'cache') }),
  );
  expect(error.message).toMatch(/node:fs/);
});

test('await at the top level is refused, with a way out', async () => {
  const { write } = createWorkspace();
  const entry = write(
    'subject.ts',
    component(DOUBLE, '\nconst settings = await Promise.resolve(1);\nconsole.log(settings);'),
  );
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "target": "es2024", "module": "esnext", "moduleResolution": "bundler", "lib": ["es2024", "webworker"] } }',
  );
  const error = await failure(buildComponent({ entry, engine: 'quickjs', outDir: false }));
  expect(diagnosticsOf(error)).toMatchObject([
    {
      code: 'BUNDLE',
      message: 'await at the top level of a module',
      hint: expect.stringContaining('Await in an operation or a hook') as unknown,
      file: entry,
      line: 4,
    },
  ]);
});

test.each(['quickjs', 'starlingmonkey'] as const)(
  'promises of the top level are settled in the build with %s, and rejections end it',
  async (engine) => {
    const { write } = createWorkspace();
    const top = (rest: string): string =>
      component('@operation() read(): string { return state; }', `let state = 'new';\n${rest}`);
    const good = write('good.ts', top("void Promise.resolve().then(() => { state = 'settled'; });"));
    await buildComponent({ entry: good, engine, outDir: false });
    const bad = write(
      'bad.ts',
      top(
        "const load = async (): Promise<void> => {\n  await null;\n  throw new RangeError('nobody waits');\n};\nvoid load();",
      ),
    );
    const error = await failure(buildComponent({ entry: bad, engine, outDir: false }));
    expect(diagnosticsOf(error)).toMatchObject([
      { code: 'TOP_LEVEL', message: expect.stringContaining('nobody waits') as unknown, file: bad, line: 6 },
    ]);
  },
  180_000,
);

test.each(['quickjs', 'starlingmonkey'] as const)(
  'the top level may not read the time, and %s says where',
  async (engine) => {
    const { dir } = createWorkspace({ 'subject.ts': component(DOUBLE, 'const built = Date.now();\nvoid built;') });
    const entry = join(dir, 'subject.ts');
    const error = await failure(buildComponent({ entry, engine, outDir: false, cacheDir: join(dir, 'cache') }));
    expect(error.code).toBe('AIRSSYS_BUILD_SOURCE');
    expect(error.message).toMatch(/while the component was being built/);
    expect(diagnosticsOf(error)).toMatchObject([{ code: 'TOP_LEVEL', file: entry, line: 3 }]);
  },
);

test.each([
  ['a missing file', 'nowhere.ts', 'AIRSSYS_BUILD_MISSING_FILE'],
  ['a file that is no TypeScript', 'package.json', 'AIRSSYS_BUILD_CONFIG'],
])('%s is refused', async (_, name, code) => {
  const { dir } = createWorkspace();
  expect((await failure(buildComponent({ entry: join(dir, name) }))).code).toBe(code);
});

test('an output folder that cannot be made is a clear error', async () => {
  const { dir } = createWorkspace({ 'subject.ts': component(DOUBLE), occupied: 'a file' });
  const error = await failure(
    buildComponent({
      entry: join(dir, 'subject.ts'),
      engine: 'quickjs',
      outDir: join(dir, 'occupied'),
      cacheDir: join(dir, 'cache'),
    }),
  );
  expect(error.code).toBe('AIRSSYS_BUILD_WRITE');
  expect(statSync(join(dir, 'occupied')).isFile()).toBe(true);
});
