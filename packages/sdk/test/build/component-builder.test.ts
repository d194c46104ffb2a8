import { expect, it } from 'vitest';
import { buildComponent } from '../../src/build/build-component.ts';
import { ComponentBuilder } from '../../src/build/component-builder.ts';
import { readSections } from '../../src/build/wasm/sections.ts';
import { component, createWorkspace } from './workspace.ts';

const CUSTOM = 0;

/** All of a component but what it says of itself. */
const code = (bytes: Uint8Array): Buffer =>
  Buffer.concat(readSections(bytes).flatMap(({ id, content }) => (id === CUSTOM ? [] : [Uint8Array.of(id), content])));

const operation = (sum: string, type = 'u32'): string => `@operation() add(by: ${type}): u32 { return ${sum}; }`;

it('makes what a build makes, of each version of the sources', { timeout: 240_000 }, async () => {
  const { dir, write } = createWorkspace();
  const entry = write('subject.ts', component(operation('by')));
  const cacheDir = `${dir}/cache`;
  await using builder = new ComponentBuilder({ entry, engine: 'quickjs', cacheDir });
  const { built: first, files } = await builder.build();
  expect(files).toEqual(expect.arrayContaining([entry, `${dir}/package.json`]));

  // More than the memory that the first script has needed.
  const table = 'const table = Array.from({ length: 30_000 }, (_, at) => `entry ${at}`);';
  write('subject.ts', component(operation('by + table.length'), table));
  const { built: second } = await builder.build();
  const whole = await buildComponent({ entry, engine: 'quickjs', outDir: false, useCache: false, cacheDir });
  expect(code(second?.component ?? new Uint8Array()).equals(code(whole.component))).toBe(true);
  expect(code(first?.component ?? new Uint8Array()).equals(code(whole.component))).toBe(false);
  expect(second?.sourceMap).toBe(whole.sourceMap);
  expect(second?.parsedManifest).toEqual({
    ...whole.manifest,
    build: { ...whole.manifest.build, inputHash: expect.any(String) as string },
  });
  expect(second?.wit).toBe(whole.wit);

  // What the top level throws has its place.
  write('subject.ts', component(operation('by'), '\nthrow new RangeError("too early");'));
  const { built, diagnostics } = await builder.build();
  expect(built).toBeUndefined();
  expect(diagnostics).toMatchObject([
    { file: entry, line: 4, message: expect.stringContaining('too early') as string },
  ]);
});

it('tells of the interface at once, and of types when it is asked', async () => {
  const { dir, write } = createWorkspace();
  const entry = write('subject.ts', component(operation('by', 'any')));
  await using builder = new ComponentBuilder({ entry, engine: 'quickjs', cacheDir: `${dir}/cache` });
  const { built, diagnostics, files } = await builder.build();
  expect(built).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: 'AIRSSYS_WIT_TYPE_ANY', file: entry }]);
  expect(files).toContain(entry);
  write('subject.ts', component(operation("'x'")));
  expect(await builder.checkTypes()).toMatchObject([{ code: 'TS2322', file: entry }]);
});
