/**
 * Reads from jco's glue how it joins the core modules of a component. It does so in a few kinds of lines, one instantiation after the
 * other, each with an object of what the module imports.
 */
import type { ImportSource } from './link-part.ts';

/** One instantiation, as it stands in the glue. */
export interface GluePart {
  /** The name under which the glue asks for the module. */
  readonly file: string;
  /** The variable that it puts the exports into. */
  readonly exports: string;
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, ImportSource>>;
  /** Where the statement lies in the glue. */
  readonly from: number;
  readonly to: number;
}

const MODULE = /^[ \t]*const (module\d+) = getCoreModule\('([^'\\\n]+)'\);\n/gm;
const HEAD = /^[ \t]*\(\{ exports: (exports\d+) \} = yield instantiateCore\(yield (module\d+)(\)\);|, \{)\n/gm;
const TAIL = '}));';
/** A name as the glue writes it, without anything that would have to be escaped. */
const KEY = String.raw`(?:([A-Za-z_$][\w$]*)|'([^'\\\n]*)')`;
const GROUP = new RegExp(`^${KEY}: \\{$`);
const GROUP_END = '},';
const FIELD = new RegExp(`^${KEY}: (.+),$`);
/** What the glue notes on a function for asynchronous exports. */
const MARKED = /^Object\.assign\((.+), \{ _jcoMaySuspend: (?:true|false) \}\)$/;
const OF_PART = new RegExp(`^(exports\\d+)(?:\\.([A-Za-z_$][\\w$]*)|\\['([^'\\\\\n]*)'\\])$`);
const OF_GLUE = /^trampoline\d+$/;
const TRAMPOLINE = /trampoline\d+/;
const DECLARATION = /^[ \t]*(?:const|let|function) (trampoline\d+)\b/gm;
/** The note is read for these; what is linked loses it. */
const CALLBACK = '[callback]';

/** The instantiations in their order, and undefined where the glue is of another kind. */
export function planOf(glue: string): readonly GluePart[] | undefined {
  const files = new Map([...glue.matchAll(MODULE)].map(([, module = '', file = '']) => [module, file]));
  const parts: GluePart[] = [];
  for (const found of glue.matchAll(HEAD)) {
    const [head, exports = '', module = '', end] = found;
    const file = files.get(module);
    const body = readBody(glue, found.index + head.length, end === '));', parts);
    if (file === undefined || body === undefined) return undefined;
    parts.push({ file, exports, imports: body.imports, from: found.index, to: body.to });
  }
  const isEachOnce = new Set(parts.map(({ file }) => file)).size === parts.length && parts.length === files.size;
  const before = glue.slice(0, parts[0]?.from);
  const declared = new Set([...before.matchAll(DECLARATION)].map(([, name = '']) => name));
  return isEachOnce && parts.every(({ imports }) => isDeclared(imports, declared)) ? parts : undefined;
}

interface Body {
  readonly imports: GluePart['imports'];
  readonly to: number;
}

function readBody(glue: string, from: number, isEmpty: boolean, earlier: readonly GluePart[]): Body | undefined {
  const imports = new Map<string, Map<string, ImportSource>>();
  if (isEmpty) return { imports, to: from };
  let group: Map<string, ImportSource> | undefined;
  for (let at = from; at < glue.length;) {
    const end = glue.indexOf('\n', at);
    if (end === -1) return undefined;
    const line = glue.slice(at, end).trim();
    at = end + 1;
    if (group === undefined && line === TAIL) return { imports, to: at };
    if (group !== undefined && line === GROUP_END) {
      group = undefined;
      continue;
    }
    const [, plain, quoted, value] = (group === undefined ? GROUP : FIELD).exec(line) ?? [];
    const key = plain ?? quoted;
    if (key === undefined) return undefined;
    if (group === undefined) imports.set(key, (group = new Map()));
    else {
      const source = sourceOf(value ?? '', earlier);
      if (source === undefined) return undefined;
      group.set(key, source);
    }
  }
  return undefined;
}

function sourceOf(value: string, earlier: readonly GluePart[]): ImportSource | undefined {
  const inner = MARKED.exec(value)?.[1] ?? value;
  if (OF_GLUE.test(inner)) return { from: 'glue', expression: value };
  const [, exports, plain, quoted] = OF_PART.exec(inner) ?? [];
  const name = plain ?? quoted;
  const part = earlier.findIndex((one) => one.exports === exports);
  if (part === -1 || name === undefined || name.startsWith(CALLBACK)) return undefined;
  return { from: 'part', export: { part, name } };
}

/** Whether all that the glue gives is there before the first module is instantiated. */
function isDeclared(imports: GluePart['imports'], declared: ReadonlySet<string>): boolean {
  const sources = [...imports.values()].flatMap((fields) => [...fields.values()]);
  return sources.every(
    (source) => source.from === 'part' || declared.has(TRAMPOLINE.exec(source.expression)?.[0] ?? ''),
  );
}
