/** Values that a component's code compares with: chance would hardly find the one number that it treats in another way. */
import type { WorthTrying } from '@airssys/model/arbitrary';

const NUMBER = /(?<![\w.$])(?:0x[\da-f_]+|0b[01_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.$])/gi;
const STRING = /'([^'\\\n]{1,40})'|"([^"\\\n]{1,40})"/g;
const IMPORTED = /\bfrom\s*(['"])[^'"\n]*\1/g;
const MAX_STRINGS = 100;
const MAX_NUMBERS = 200;

/** @param sourceMap The source map of a component, as JSON: it carries the author's sources. */
export function worthTrying(sourceMap: string | undefined): WorthTrying {
  const text = sourcesOf(sourceMap).join('\n').replaceAll(IMPORTED, '');
  const numbers = new Set<number>();
  const strings = new Set<string>();
  for (const [, single, double] of text.matchAll(STRING)) strings.add(single ?? double ?? '');
  // What stands in a text is none of the code's numbers.
  for (const [literal] of text.replaceAll(STRING, '').matchAll(NUMBER)) {
    const value = Number(literal.replaceAll('_', ''));
    if (Number.isFinite(value)) numbers.add(value);
  }
  return { numbers: [...numbers].slice(0, MAX_NUMBERS), strings: [...strings].slice(0, MAX_STRINGS) };
}

/** The author's own files: what came from packages is left out. */
function sourcesOf(sourceMap: string | undefined): readonly string[] {
  const map: unknown = sourceMap === undefined ? {} : JSON.parse(sourceMap);
  const { sources = [], sourcesContent = [] } = map as SourceMap; // the section is ours, and what is in it is only searched
  return sources.flatMap((name, at) => {
    const content = sourcesContent[at];
    return typeof content === 'string' && !name.includes('node_modules') ? [content] : [];
  });
}

interface SourceMap {
  readonly sources?: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}
