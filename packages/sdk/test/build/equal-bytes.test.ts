/** Two builds of the same sources make the same bytes, wherever the sources lie. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from '@airssys/model';
import { expect, onTestFinished, test, vi } from 'vitest';
import { buildComponent } from '../../src/build/index.ts';
import { component, createWorkspace } from './workspace.ts';

const SOURCES = {
  'subject.ts': component(
    '@operation() seen(word: string): string { return `${[...WORDS.keys()].join()} ${word} ${double(2)}`; }',
    "import { double, WORDS } from './words.ts';",
  ),
  // What the engines seed by chance and file by address: maps, sets and classes.
  'words.ts': `
export const WORDS = new Map(['a', 'b', 'c'].map((word, at) => [word, new Set([at])]));
export const double = (value: number): number => value * 2;
`,
};

test.each(ENGINES)('%s', async (engine) => {
  const workspace = createWorkspace(SOURCES);
  onTestFinished(() => void vi.unstubAllEnvs());
  const build = async (folder: string): Promise<Buffer> => {
    const dir = join(workspace.dir, folder);
    mkdirSync(join(dir, 'a-folder-for-tools'), { recursive: true });
    for (const name of ['package.json', ...Object.keys(SOURCES)]) cpSync(join(workspace.dir, name), join(dir, name));
    vi.stubEnv('TMPDIR', join(dir, 'a-folder-for-tools'));
    const options = { engine, outDir: false, useCache: false, cacheDir: join(dir, 'cache') } as const;
    const built = await buildComponent({ ...options, entry: join(dir, 'subject.ts') });
    return Buffer.from(built.component);
  };
  const [one, other] = [await build('one'), await build('another/with a longer name')];
  expect(Buffer.compare(one, other)).toBe(0);
  for (const place of [workspace.dir, 'longer name', 'a-folder-for-tools']) expect(one.includes(place)).toBe(false);
});
