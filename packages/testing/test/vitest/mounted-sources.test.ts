import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mountedPaths, sourcesOf } from '../../src/vitest/mounted-sources.ts';

const file = join(import.meta.dirname, '../mount.test.ts');
/** What the code mounts, with all that it imports. */
const mountedSources = (code: string, file: string): Promise<ReadonlySet<string>> =>
  sourcesOf(mountedPaths(code, file));
const fixture = join(import.meta.dirname, '../fixtures/everything.ts');

test.each([
  "await mount('./fixtures/everything.ts')",
  'await mount<typeof Everything>(\n  "./fixtures/everything.ts", {})',
  "const path = './fixtures/everything.ts';\nawait mount(path)",
  "mount(new URL('./fixtures/everything.ts', import.meta.url))",
  'const url = new URL(`./fixtures/everything.ts`, import.meta.url); // for mount',
])('%s', async (code) => {
  expect([...(await mountedSources(code, file))]).toEqual([fixture]);
});

test('sources that the component imports belong to it', async () => {
  const example = join(import.meta.dirname, '../../../../examples/weather-report');
  const found = await mountedSources("mount('../src/weather-report.ts')", join(example, 'test/any.test.ts'));
  expect([...found].sort()).toEqual([join(example, 'src/csv.ts'), join(example, 'src/weather-report.ts')]);
});

test('what is not there, and what is not mounted, is left alone', async () => {
  expect([...(await mountedSources("mount('./nothing.ts')", file))]).toEqual([]);
  expect([...(await mountedSources("open('./fixtures/dice.ts')", file))]).toEqual([]);
});
