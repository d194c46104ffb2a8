import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Artifacts } from '../../src/build/build-cache.ts';
import { writeResults } from '../../src/build/write-results.ts';
import { createWorkspace } from './workspace.ts';

const artifacts = (name: string, version = '1.0.0'): Artifacts => ({
  component: Buffer.from(name),
  wit: '',
  declarations: '',
  componentToml: `[component]\nname = "${name}"\nnamespace = "test"\nversion = "${version}"\n`,
  manifest: '{}',
  sourceMap: '{}',
  warnings: [],
  transformed: {},
});

function folder(): {
  outDir: string;
  read: (file: string) => string;
  write: (name: string, version?: string) => Promise<string>;
} {
  const outDir = join(createWorkspace().dir, 'dist');
  return {
    outDir,
    read: (file) => readFileSync(join(outDir, file), 'utf8'),
    // The name of the description that was written.
    write: async (name, version) => {
      const written = await writeResults(artifacts(name, version), { outDir, fileName: name });
      return written
        .map((path) => basename(path))
        .filter((file) => file.endsWith('.toml'))
        .join();
    },
  };
}

test('Component.toml is written again for the same component, whatever its version', async () => {
  const { outDir, read, write } = folder();
  expect([await write('a'), await write('a'), await write('a', '2.0.0')]).toEqual(Array(3).fill('Component.toml'));
  expect(read('Component.toml')).toBe(artifacts('a', '2.0.0').componentToml);
  expect(readdirSync(outDir).toSorted()).toEqual(['Component.toml', 'a.d.ts', 'a.wasm', 'a.wit']);
});

test("another component's Component.toml stays", async () => {
  const { read, write } = folder();
  expect([await write('a'), await write('b'), await write('a', '2.0.0'), await write('b', '3.0.0')]).toEqual([
    'Component.toml',
    'b.Component.toml',
    'Component.toml',
    'b.Component.toml',
  ]);
  expect(read('Component.toml')).toBe(artifacts('a', '2.0.0').componentToml);
  expect(read('b.Component.toml')).toBe(artifacts('b', '3.0.0').componentToml);
});

test('a component that has its own file keeps it', async () => {
  const { outDir, write } = folder();
  await write('a');
  await write('b');
  rmSync(join(outDir, 'Component.toml'));
  expect(await write('b', '2.0.0')).toBe('b.Component.toml');
});

test.each(['= no TOML', 'x = 1', 'component = 1'])(
  'a Component.toml that does not say whose it is stays: %s',
  async (text) => {
    const { outDir, read, write } = folder();
    await write('a');
    writeFileSync(join(outDir, 'Component.toml'), text);
    expect(await write('a')).toBe('a.Component.toml');
    expect(read('Component.toml')).toBe(text);
  },
);

test('of several at once each has a file', async () => {
  const { outDir, write } = folder();
  const names = ['a', 'b', 'c', 'd'];
  const written = await Promise.all(names.map(async (name) => await write(name)));
  expect(new Set(written).size).toBe(4);
  expect(readdirSync(outDir).filter((file) => file.endsWith('.toml'))).toHaveLength(4);
});
