/**
 * Makes a component's script small. Every instance has the script's text, its bytecode and what the engine's parser used in its
 * memory, some ten bytes for each character. The author's names and statements stay as they are, for stack traces; code that is
 * in every component has no frames there.
 */
import { readFile } from 'node:fs/promises';
import { type Plugin, transform } from 'esbuild';

/** Characters of a line, about. Engines count columns in fewer bits than lines. */
const LINE_LIMIT = 400;

/** Shortens names and statements of the modules under the directories. */
export function shortened(directories: readonly string[], target: string): Plugin {
  return {
    name: 'airssys-shortened',
    setup(build) {
      build.onLoad({ filter: /\.js$/ }, async ({ path }) => {
        if (!directories.some((dir) => path.startsWith(dir))) return undefined;
        const text = await readFile(path, 'utf8');
        return { contents: await shorten(text, target), loader: 'js' };
      });
    },
  };
}

/** By target and text: it is the same code in every build of a process. */
const shortTexts = new Map<string, Promise<string>>();

function shorten(text: string, target: string): Promise<string> {
  const key = `${target} ${text}`;
  const options = { format: 'esm', target, charset: 'utf8', minifyIdentifiers: true, minifySyntax: true } as const;
  const known = shortTexts.get(key) ?? transform(text, options).then(({ code }) => code);
  shortTexts.set(key, known);
  return known;
}

/** The script without white space that it does not need; its map leads to where the given one does. */
export async function compact(
  script: string,
  sourceMap: string,
  target: string,
): Promise<{ readonly script: string; readonly sourceMap: string }> {
  const map = Buffer.from(sourceMap).toString('base64');
  const { code, map: composed } = await transform(
    `${script}\n//# sourceMappingURL=data:application/json;base64,${map}`,
    {
      format: 'esm',
      target,
      charset: 'utf8',
      minifyWhitespace: true,
      lineLimit: LINE_LIMIT,
      sourcemap: 'external',
      legalComments: 'none',
    },
  );
  return { script: code, sourceMap: composed };
}
