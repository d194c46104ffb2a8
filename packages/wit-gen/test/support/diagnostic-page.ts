/** The pages about diagnostics, and their examples as files that can be analyzed. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../../cli/docs/diagnostics');
const SDK_EXPORTS = join(import.meta.dirname, '../../../sdk/src/index.ts');

export interface DiagnosticPage {
  readonly code: string;
  /** The first heading. */
  readonly title: string;
  /** The paragraph below it: what the code means. */
  readonly meaning: string;
  /** Examples that show the code, and how they are mended; in TypeScript or WIT, so that a page may have none. */
  readonly wrong: readonly string[];
  readonly mended: readonly string[];
  /** The languages of all fences, with what stands behind them. */
  readonly fences: readonly string[];
}

export function diagnosticPages(): readonly DiagnosticPage[] {
  return readdirSync(DOCS).map((name) => {
    const [title = '', meaning = ''] = readFileSync(join(DOCS, name), 'utf8').split('\n\n');
    const blocks = [...readFileSync(join(DOCS, name), 'utf8').matchAll(/^```(\w[^\n]*)\n([\s\S]*?)^```$/gm)];
    const tagged = (tag: string): readonly string[] =>
      blocks.flatMap(([, info, text]) =>
        info !== undefined && info.endsWith(tag) && text !== undefined ? [text] : [],
      );
    return {
      code: basename(name, '.md'),
      title: title.replace(/^# /, ''),
      meaning: meaning.replaceAll('\n', ' '),
      wrong: tagged(' wrong'),
      mended: tagged(' mended'),
      fences: blocks.map(([, info = '']) => info),
    };
  });
}

export interface ExampleFiles {
  /** Texts by name; the entry is `entry.ts`. */
  readonly texts: Readonly<Record<string, string>>;
  /** `FILE:LINE` of what is marked. */
  readonly marks: readonly string[];
}

const MARK = /^\s*\/\/ ↓ here$/;

/**
 * An example as files. `// file: NAME` begins a further one; `// ↓ here` marks the line below it. What is used of the SDK is imported in
 * one line before it, unless the example has an import of its own.
 */
export function exampleFiles(example: string): ExampleFiles {
  const texts: Record<string, string> = {};
  let name = 'entry.ts';
  texts[name] = sdkImport(example);
  const marks: string[] = [];
  for (const line of example.split('\n')) {
    const next = /^\/\/ file: (\S+)$/.exec(line)?.[1];
    if (next !== undefined) {
      name = next;
      texts[name] = '';
      continue;
    }
    texts[name] += `${line}\n`;
    if (MARK.test(line)) marks.push(`${name}:${(texts[name] ?? '').split('\n').length}`);
  }
  return { texts, marks };
}

/** What an example uses of the SDK, imported in one line; nothing where it has an import of its own. */
export function sdkImport(example: string): string {
  if (example.includes("from '@airssys/sdk'")) return '';
  const used = sdkNames().filter((name) => new RegExp(`\\b${name.replace('type ', '')}\\b`).test(example));
  return used.length === 0 ? '' : `import { ${used.join(', ')} } from '@airssys/sdk';\n`;
}

/** All that the SDK exports, types as `type NAME`. */
function sdkNames(): readonly string[] {
  const lists = readFileSync(SDK_EXPORTS, 'utf8').matchAll(/^export (type )?\{([^}]*)\}/gm);
  return [...lists].flatMap(([, type = '', names = '']) =>
    names
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map((one) => `${type}${one}`),
  );
}
