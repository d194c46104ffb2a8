/**
 * Takes the SDK's decorators out of the author's modules: they speak to the build, which has read them. What they are lowered to would
 * be in the memory of every instance, and a class that has none besides is left as it is written.
 */
import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { MarkPlace } from '@airssys/wit-gen';
import type { Loader, Plugin } from 'esbuild';

const LOADERS: Readonly<Record<string, Loader>> = { '.js': 'js', '.mjs': 'js', '.jsx': 'jsx', '.tsx': 'tsx' };

/** `marks` of all files. A file that has changed since they were found is bundled as it is. */
export function withoutMarks(marks: readonly MarkPlace[]): Plugin {
  const byFile = new Map<string, MarkPlace[]>();
  for (const mark of marks) byFile.set(mark.file, [...(byFile.get(mark.file) ?? []), mark]);
  return {
    name: 'airssys-without-marks',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
        const found = byFile.get(path);
        const contents = found && blanked(await readFile(path, 'utf8'), found);
        if (contents === undefined) return undefined;
        return { contents, loader: LOADERS[extname(path)] ?? 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

/** Undefined where a mark is not where it was found. INVARIANT: everything else stays in its line and column. */
export function blanked(source: string, marks: readonly MarkPlace[]): string | undefined {
  let text = source;
  for (const { start, text: mark, beginsMember } of marks) {
    if (!text.startsWith(mark, start)) return undefined;
    const blank = mark.replaceAll(/[^\r\n\u2028\u2029]/g, ' ');
    text = text.slice(0, start) + (beginsMember ? `;${blank.slice(1)}` : blank) + text.slice(start + mark.length);
  }
  return text;
}
