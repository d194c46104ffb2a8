/** The glue for a component whose core modules have become one. */
import type { GluePart } from './glue-plan.ts';
import type { PartExport } from './link-part.ts';

/** The name under which the glue asks for the module. */
export const LINKED_FILE = 'component.linked.wasm';

/** The glue without its instantiations, and what it takes from the modules. */
export interface OpenGlue {
  /** What stands before, between and after the instantiations. */
  readonly texts: readonly string[];
  /** By the names under which it reads them now. */
  readonly exports: ReadonlyMap<string, PartExport>;
}

const MODULES = /^(?:[ \t]*const module\d+ = getCoreModule\('[^'\\\n]+'\);\n)+/m;
/** Keeps failures to load a module from being reported twice; the host has loaded them. */
const LOADING = /^[ \t]*Promise\.all\(\[module\d+(?:, module\d+)*\]\)\.catch\(\(\) => \{\}\);\n/gm;
const DECLARATION = /^[ \t]*let exports\d+;\n/gm;
/** Names of core modules come as a whole. In other texts of the component, which are names of WIT, none of these stands in front of it. */
const READ = /(?<=^|[\s(!=,[])(exports\d+)(?:\.([A-Za-z_$][\w$]*)|\['([^'\\\n]*)'\])/gm;
const ANY_USE = /\bexports\d+(?![\w$])|\bmodule\d+\b|\binstantiateCore\(/;

/** Takes the glue apart; undefined where it uses the modules in other ways than by reading their exports. */
export function openGlue(glue: string, plan: readonly GluePart[]): OpenGlue | undefined {
  const exports = new Map<string, PartExport>();
  const names = new Map<string, string>();
  const take = (part: number, name: string): string => {
    const key = `${part} ${name}`;
    const short = names.get(key) ?? `e${names.size}`;
    names.set(key, short);
    exports.set(short, { part, name });
    return short;
  };
  const pieces = [...plan, undefined].map((next, at) => {
    const piece = glue.slice(plan[at - 1]?.to ?? 0, next?.from);
    return piece.replaceAll(LOADING, '').replaceAll(DECLARATION, '');
  });
  const rest = pieces.map((piece) => piece.replace(MODULES, '').replaceAll(READ, ''));
  if (!MODULES.test(pieces[0] ?? '') || rest.some((piece) => ANY_USE.test(piece))) return undefined;
  const texts = pieces.map((piece) =>
    piece.replaceAll(READ, (whole, variable: string, plain?: string, quoted?: string) => {
      const part = plan.findIndex((one) => one.exports === variable);
      return part === -1 ? whole : `exports0.${take(part, plain ?? quoted ?? '')}`;
    }),
  );
  return { texts, exports };
}

/**
 * Puts the glue together again: all modules are instantiated where the first was, and the start function runs where the last was
 * (see `GlueHooks.start`).
 *
 * @param imports Expressions of the glue, as the module imports them.
 */
export function closeGlue({ texts }: OpenGlue, imports: readonly string[]): string {
  const [first = '', ...others] = texts;
  const fields = imports.map((expression, index) => `      '${index}': ${expression},\n`);
  const object = imports.length === 0 ? '' : `, {\n    '': {\n${fields.join('')}    },\n  }`;
  return [
    first.replace(MODULES, `const module0 = getCoreModule('${LINKED_FILE}');\nlet exports0;\n`),
    `  ({ exports: exports0 } = yield instantiateCore(yield module0${object}));\n`,
    ...others.slice(0, -1),
    '  instantiateCore.start();\n',
    others.at(-1) ?? '',
  ].join('');
}
