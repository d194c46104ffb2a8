/** What the README shows is compiled and run. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
let dir = '';

beforeAll(() => {
  // Inside of the repository, so that the packages resolve as in a project that has them installed.
  mkdirSync(join(root, 'node_modules/.cache/airssys'), { recursive: true });
  dir = mkdtempSync(join(root, 'node_modules/.cache/airssys/readme-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Code blocks of the README by the file name in their first line, `// NAME`. */
function codeBlocks(): ReadonlyMap<string, string> {
  const blocks = [...readme.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  return new Map(blocks.map(([, name = '', code = '']) => [name, code]));
}

test('the code of the README builds, and runs as it says', async () => {
  const blocks = codeBlocks();
  expect([...blocks.keys()]).toEqual(['counter.ts', 'use.ts']);
  // A project of its own: builds keep a lock beside the nearest package.json.
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  for (const [name, code] of blocks) writeFileSync(join(dir, name), code);
  const { buildComponent } = await import('@airssys/sdk/build');
  const { written } = await buildComponent({
    entry: join(dir, 'counter.ts'),
    engine: 'quickjs',
    outDir: join(dir, 'dist'),
  });
  expect(written.map((path) => path.slice(dir.length + 6))).toEqual([
    'counter.wit',
    'counter.d.ts',
    'Component.toml',
    'counter.wasm',
  ]);
  const before = process.cwd();
  const printed: unknown[] = [];
  const log = console.log;
  process.chdir(dir);
  console.log = (...values: unknown[]) => void printed.push(...values);
  try {
    await import(pathToFileURL(join(dir, 'use.ts')).href);
  } finally {
    console.log = log;
    process.chdir(before);
  }
  expect(printed).toEqual([42, 'AIRSSYS_TRAP_DEADLINE']);
});
