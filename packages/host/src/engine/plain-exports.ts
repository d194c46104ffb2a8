/**
 * Exported functions whose values are numbers, in components that import nothing: called without the bookkeeping that the
 * glue does for each call. Its tasks and subtasks are there for imports, handles and asynchronous functions; where there is none of
 * these, nobody looks at them, and they cost ten times what the call itself does.
 *
 * INVARIANT: a function that is not, line for line, what the transpiler writes for this case stays as it is. That a call is
 * alone in its instance and that nothing runs after a trap is the sandbox's business, with either form.
 *
 * Each asks the sandbox which form of the core function it is to call (`GlueHooks.entry`): the one that can be suspended, or the function
 * itself, which answers at once.
 */

/** What only a component has that imports functions, or has resources. */
const NEEDS_TASKS = /\btrampoline\d+\b|rscTable|_lowerImport\w*\(/;

/** A parameter as a number: by a conversion of the glue's, or as it is. */
const ARGUMENT = String.raw`(?:to(?:Int|Uint)(?:8|16|32|64)\(arg\d+\)|\+arg\d+|arg\d+ \? 1 : 0|validateHostChar\(arg\d+\))`;
const RESULT = String.raw`(?:ret|ret >>> 0|clampGuest\(ret, -?\d+, \d+\)|BigInt\.asUintN\(64, BigInt\(ret\)\))`;

const HEAD = /^async function (?<name>[\w$]+)\((?<params>[\w, ]*)\) \{$/;
/** A line of an object's fields, any number of times. */
const FIELDS = /^(?!fn: )\w+(?:: [^{}]*)?,?$/;

/** The lines behind the head, without white space around them and without empty ones. */
const LINES: readonly RegExp[] = [
  /^const hostProvided = false;$/,
  /^getOrCreateAsyncState\(\d+\)\.throwIfTrapped\(\);$/,
  /^const \[task, \w+\] = createNewCurrentTask\(\{$/,
  FIELDS,
  /^\}\);$/,
  /^task\.setCalleeIsAsync\(false\);$/,
  /^const started = await task\.enter\(\);$/,
  /^if \(!started\) \{$/,
  /^_debugLog\(.*\{$/,
  FIELDS,
  /^\}\);$/,
  /^throw new Error\("failed to enter task"\);$/,
  /^\}$/,
  /^CURRENT_TASK_MAY_BLOCK\.value = task\.mayBlock\(\) \? 1 : 0;$/,
  /^if \(null!== null\) \{$/,
  /^task\.setReturnMemoryIdx\(null\);$/,
  /^task\.setReturnMemory\(\(\(\) => null\)\(\)\);$/,
  /^\}$/,
  /^return await _withGlobalCurrentTaskMetaAsync\(\{$/,
  FIELDS,
  /^fn: async \(\) => \{$/,
  /^try \{$/,
  /^_debugLog\(.*\{$/,
  FIELDS,
  /^\}\);$/,
  /^let ret;$/,
  /^try \{$/,
  /^(?:ret = +)?await _withGlobalCurrentTaskMeta\(\{$/,
  FIELDS,
  new RegExp(String.raw`^fn: \(\) => (?<core>[\w$]+)\((?<args>(?:${ARGUMENT}(?:, ${ARGUMENT})*)?)\),$`),
  /^\}\);$/,
  /^\} catch \(err\) \{$/,
  /^_debugLog\(.*\{$/,
  FIELDS,
  /^\}\);$/,
  /^getOrCreateAsyncState\(\d+\)\.markTrapped\(err\);$/,
  /^task\.setErrored\(err\);$/,
  /^task\.reject\(err\);$/,
  /^task\.exit\(\);$/,
  /^return task\.completionPromise\(\);$/,
  /^\}$/,
  /^_debugLog\(.*\{$/,
  FIELDS,
  /^\}\);$/,
  new RegExp(String.raw`^task\.resolve\(\[${RESULT}\]\);$`),
  /^task\.exit\(\);$/,
];

/** Present where the function has a result. */
const RETURN = new RegExp(String.raw`^return (?<result>${RESULT});$`);

const END: readonly RegExp[] = [
  /^\} catch \(err\) \{$/,
  /^if \(!task\.isResolvedState\(\)\) \{$/,
  /^task\.setErrored\(err\);$/,
  /^task\.reject\(err\);$/,
  /^\}$/,
  /^if \(!task\.isExited\(\)\) \{ task\.exit\(\{ skipExclusiveLockCheck: true \}\); \}$/,
  /^throw err;$/,
  /^\}$/,
  /^\},$/,
  /^\}\);$/,
  /^\}$/,
];

/** The glue with direct calls where they are enough. */
export function withPlainExports(glue: string): string {
  const start = glue.indexOf('_initGenerator');
  if (start === -1 || NEEDS_TASKS.test(glue.slice(start))) return glue;
  const lines = glue.slice(start).split('\n');
  const written: string[] = [];
  const entries = new Map<string, string[]>();
  for (let at = 0; at < lines.length;) {
    const found = HEAD.test(lines[at]?.trim() ?? '') ? new Matched(lines, at) : undefined;
    if (found?.isWhole === true) {
      written.push(found.direct());
      entries.set(found.core, [...(entries.get(found.core) ?? []), found.name]);
    } else written.push(lines[at] ?? '');
    at = found?.isWhole === true ? found.end : at + 1;
  }
  return glue.slice(0, start) + written.map((line) => withEntries(line, entries)).join('\n');
}

const SUSPENDABLE = /^\s*(?<core>[\w$]+) = WebAssembly\.promising\((?<plain>[^;()]+)\);$/;

/** Where the glue makes the form of a core function that can be suspended, the functions that call it are given theirs. */
function withEntries(line: string, entries: ReadonlyMap<string, readonly string[]>): string {
  const { core = '', plain = '' } = SUSPENDABLE.exec(line)?.groups ?? {};
  const given = (entries.get(core) ?? []).map(
    (name) => `${entryOf(name)} = instantiateCore.entry(${name}, ${plain}, ${core});`,
  );
  return [line, ...given].join('\n');
}

/** The variable of an exported function's core function. No name that jco makes of WIT's has a `$` in it. */
const entryOf = (name: string): string => `${name}$entry`;

/** A function that was compared with the lines above, as far as they agree. */
class Matched {
  readonly isWhole: boolean;
  /** The line behind it. */
  end: number;
  readonly #lines: readonly string[];
  readonly #groups: Record<string, string> = {};

  constructor(lines: readonly string[], at: number) {
    this.#lines = lines;
    this.end = at;
    this.isWhole = this.#takeAll([HEAD, ...LINES]) && this.#takeEnd();
  }

  get name(): string {
    return this.#groups['name'] ?? '';
  }

  /** The variable of the form that can be suspended. */
  get core(): string {
    return this.#groups['core'] ?? '';
  }

  direct(): string {
    const { params = '', args = '', result = 'ret' } = this.#groups;
    const call = `${entryOf(this.name)}(${args})`;
    const body =
      result === 'ret'
        ? `return ${call};`
        : `const ret = ${call}; return ret instanceof Promise ? ret.then((ret) => ${result}) : ${result};`;
    return `let ${entryOf(this.name)};\nfunction ${this.name}(${params}) { ${body} }`;
  }

  /** The result may be missing. */
  #takeEnd(): boolean {
    this.#take(RETURN);
    return this.#takeAll(END);
  }

  #takeAll(patterns: readonly RegExp[]): boolean {
    return patterns.every((pattern) => {
      if (pattern !== FIELDS) return this.#take(pattern);
      while (this.#take(FIELDS));
      return true;
    });
  }

  #take(pattern: RegExp): boolean {
    while (this.#lines[this.end]?.trim() === '') this.end += 1;
    const match = pattern.exec(this.#lines[this.end]?.trim() ?? '');
    if (match === null) return false;
    Object.assign(this.#groups, match.groups);
    this.end += 1;
    return true;
  }
}
