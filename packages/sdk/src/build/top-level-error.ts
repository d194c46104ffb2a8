/**
 * Errors of the sources' top level. It runs in the engine while the component is made; the engine's complaint has a stack in
 * positions of the bundled script, from which the author's own place is found.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';
import { resolve } from 'node:path';
import type { BuildDiagnostic } from './diagnostics.ts';

/** The engines name the script differently: `component.js:LINE:COLUMN`, `user.js:LINE:COLUMN`. */
const POSITION = /\b(?:component|user)\.js:(\d+):(\d+)/g;
const THROWN = /\b(\w*Error): ([^\n]+)/;

export const TOP_LEVEL_HINT: string =
  'The top level of the sources runs once, at build time, without a host. Move what reads the time, randomness or a client ' +
  'into an operation or the @onInitialize hook.';

/** The error as a diagnostic at the author's place; undefined where the engine's words have none. */
export function topLevelDiagnostic(words: string, sourceMap: string, projectDir: string): BuildDiagnostic | undefined {
  const thrown = THROWN.exec(words);
  if (thrown === null) return undefined;
  // esbuild's own output, with the sources named by bundle.ts.
  const map = new SourceMap(JSON.parse(sourceMap) as SourceMapPayload);
  for (const [, line, column] of words.matchAll(POSITION)) {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry) || entry.originalSource.startsWith('airssys:')) continue;
    return {
      code: 'TOP_LEVEL',
      severity: 'error',
      message: `${thrown[1] === 'Error' ? '' : `${thrown[1]}: `}${thrown[2]}`,
      hint: TOP_LEVEL_HINT,
      file: resolve(projectDir, entry.originalSource),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
      length: 1,
    };
  }
  return undefined;
}
