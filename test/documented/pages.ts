/** The pages of a folder of documents, and the files that a page shows: those are a project. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The index of a folder; it is no page. */
export const INDEX = 'README.md';

/** A fenced block whose info string names a file: ```` ```ts file=src/counter.ts ````. */
const FILE_BLOCK = /^(?<fence>`{3,})\w+ file=(?<path>\S+)\n(?<content>[\s\S]*?)^\k<fence>$/gm;

export interface Page {
  /** File name without its extension. */
  readonly name: string;
  /** Content by path. */
  readonly files: ReadonlyMap<string, string>;
}

export function readPages(folder: string): readonly Page[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== INDEX)
    .map((name) => ({
      name: name.slice(0, -'.md'.length),
      files: filesOf(readFileSync(join(folder, name), 'utf8')),
    }));
}

/** @throws Error where two blocks are the same file. */
export function filesOf(markdown: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { groups } of markdown.matchAll(FILE_BLOCK)) {
    const { path = '', content = '' } = groups ?? {};
    if (files.has(path)) throw new Error(`Two blocks are the file ${path}`);
    files.set(path, content);
  }
  return files;
}

const CONFIG = `import { airssys } from '@airssys/testing/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({ plugins: [airssys()] });
`;

/** Writes the project that a page is into a folder, with what every project has and the page does not show. */
export function writeProject(page: Page, folder: string): void {
  const files = new Map([
    ['package.json', `{ "name": "${page.name}", "private": true, "type": "module" }\n`],
    ['vitest.config.ts', CONFIG],
    ...page.files,
  ]);
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
