/** The documents whose snippets are looked after together, and the snippets in them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSnippets } from './snippets.ts';
import { RUN_ELSEWHERE } from './snippet-settings.ts';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

/** Not the diagnostics: their snippets are wrong on purpose, and looked after by packages/wit-gen. */
const PATTERNS = [
  '*.md',
  'docs/*.md',
  'docs/testing/*.md',
  'docs/decisions/*.md',
  'packages/*/README.md',
  'packages/cli/docs/*.md',
  'examples/*/README.md',
  'wit/README.md',
];

export function documents(): readonly string[] {
  return PATTERNS.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();
}

export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Code by `DOCUMENT#INDEX`, of all documents that no test of their own runs. */
export function documentedSnippets(): ReadonlyMap<string, string> {
  return new Map(
    documents()
      .filter((path) => !RUN_ELSEWHERE.includes(path))
      .flatMap((path) =>
        readSnippets(readDocument(path)).map(({ index, code }) => [`${path}#${index}`, code] as const),
      ),
  );
}
