/** Modules that are changed on their way into the script. */
import { utimesSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { type BuildResult, buildComponent, type SourceTransform, type TransformedModule } from '@airssys/sdk/build';
import { expect, test } from 'vitest';
import { component, createWorkspace } from './workspace.ts';

const FILES = {
  'subject.ts': component(
    `@operation() async read(value: u32): Promise<u32> { return await this.#add(value); }
  async #add(value: number): Promise<number> { return value + OFFSET; }`,
    "import { OFFSET } from './offset.ts';",
  ),
  'offset.ts': 'export const OFFSET: number = 41;\n',
};

/** Sets a mark in each module, and keeps what it was given. */
function marking(id: string, seen: TransformedModule[] = []): SourceTransform {
  return {
    id,
    transform(module) {
      seen.push(module);
      return { code: `${module.code}\nglobalThis.marks = '${id}';`, map: module.map, data: `seen by ${id}` };
    },
  };
}

function project(): { readonly path: (name: string) => string; readonly build: Build } {
  const { dir } = createWorkspace(FILES);
  const past = new Date(Date.now() - 10_000);
  const path = (name: string): string => join(dir, name);
  for (const name of [...Object.keys(FILES), 'package.json']) utimesSync(path(name), past, past);
  const options = { entry: path('subject.ts'), engine: 'quickjs', outDir: false, cacheDir: path('cache') } as const;
  return { path, build: (transform) => buildComponent({ ...options, transform }) };
}
type Build = (transform?: SourceTransform) => Promise<BuildResult>;

test("gets the author's modules lowered, and its word on them stays with the component", async () => {
  const { path, build } = project();
  const seen: TransformedModule[] = [];
  const { transformed, component: bytes, sourceMap } = await build(marking('one', seen));
  expect(transformed).toEqual({ [path('offset.ts')]: 'seen by one', [path('subject.ts')]: 'seen by one' });
  expect(seen.map((module) => module.path).toSorted()).toEqual([path('offset.ts'), path('subject.ts')]);
  // Decorators and types are lowered; what the bundle does to `async` comes later.
  const subject = seen.find((module) => module.path.endsWith('subject.ts'));
  expect(subject?.code).not.toMatch(/@operation|: Promise/);
  expect(subject?.code).toContain('async');
  expect(JSON.parse(subject?.map ?? '')).toMatchObject({ sourcesContent: [FILES['subject.ts']] });
  expect(Buffer.from(bytes).includes('seen by')).toBe(false);

  const map = new SourceMap(JSON.parse(sourceMap));
  expect(map.payload.sources).toEqual(expect.arrayContaining(['subject.ts', 'offset.ts']));
  expect(map.payload.sourcesContent).toContain(FILES['offset.ts']);
});

test('another transform is another component, and the cache has each of them', async () => {
  const { build } = project();
  const [plain, one, two] = [await build(), await build(marking('one')), await build(marking('two'))];
  const hashes = [plain, one, two].map(({ manifest }) => manifest.build.inputHash);
  expect(new Set(hashes).size).toBe(3);
  expect([plain, one, two].map(({ fromCache }) => fromCache)).toEqual([false, false, false]);

  const again = await build(marking('one'));
  expect([again.fromCache, again.transformed]).toEqual([true, one.transformed]);
  expect([(await build()).fromCache, (await build()).transformed]).toEqual([true, {}]);
});
