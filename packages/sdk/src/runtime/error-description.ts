/** An error as JSON, with all that led to it: causes, and the errors that an `AggregateError` or `SuppressedError` holds. */

/** Stacks are the engine's own text, in positions of the bundled script, from where the error was made. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly cause?: ErrorDescription;
  readonly errors?: readonly ErrorDescription[];
}

/** Levels of causes, and of errors inside of errors. */
const MAX_DEPTH = 8;
/** Errors of one description, all levels together. */
const MAX_ERRORS = 24;
/** Characters that a description may have as JSON; what a host keeps of a log entry's value is not much more. */
const MAX_LENGTH = 60_000;
/** Characters of a message or stack: the first that keep the whole within its length. */
const TEXT_LENGTHS = [16_000, 4_000, 1_000, 200];
/** Names of the language's own errors, which classes that extend them inherit. */
const OF_THE_LANGUAGE = /^(Aggregate|Eval|Range|Reference|Suppressed|Syntax|Type|URI)?Error$/;

/** Describes what was thrown. `more` goes in front. Runs getters of the error's, and survives those that throw. */
export function describeError(error: unknown, more: Readonly<Record<string, unknown>>): string {
  let json = '';
  for (const maxText of TEXT_LENGTHS) {
    json = JSON.stringify({ ...more, ...new Describer(maxText).describe(error, MAX_DEPTH) });
    if (json.length <= MAX_LENGTH) break;
  }
  return json;
}

/** The name and message of what was thrown, for a line of a log. */
export function errorLine(error: unknown): string {
  const { name, message } = new Describer(TEXT_LENGTHS[0] ?? 0).describe(error, 0);
  return `${name}: ${message}`;
}

class Describer {
  readonly #maxText: number;
  #errorsLeft = MAX_ERRORS;

  constructor(maxText: number) {
    this.#maxText = maxText;
  }

  describe(error: unknown, depth: number): ErrorDescription {
    this.#errorsLeft -= 1;
    if (!(error instanceof Error)) return { name: 'thrown value', message: this.#cut(render(error)), stack: '' };
    const code = read(error, 'code');
    const cause = read(error, 'cause');
    // Before the errors inside, which could use up the number of all.
    const described =
      cause !== undefined && depth > 0 && this.#errorsLeft > 0 ? this.describe(cause, depth - 1) : undefined;
    const errors = this.#inside(error, depth);
    return {
      name: this.#name(error),
      message: this.#text(error, 'message'),
      stack: withoutConstructors(this.#text(error, 'stack'), classesOf(error)),
      ...(typeof code === 'string' && { code: this.#cut(code) }),
      ...(described && { cause: described }),
      ...(errors.length > 0 && { errors }),
    };
  }

  /** The errors of an `AggregateError`, and the two of a `SuppressedError`, which `using` makes. */
  #inside(error: Error, depth: number): readonly ErrorDescription[] {
    const list = read(error, 'errors');
    const suppressed = read(error, 'suppressed');
    const inside: readonly unknown[] = Array.isArray(list)
      ? list
      : suppressed === undefined
        ? []
        : [read(error, 'error'), suppressed];
    const found: ErrorDescription[] = [];
    for (const one of inside) {
      if (depth === 0 || this.#errorsLeft <= 0) break;
      found.push(this.describe(one, depth - 1));
    }
    return found;
  }

  /** Its name; where it has only that of what its class extends, the class's. */
  #name(error: Error): string {
    const name = this.#text(error, 'name');
    if (!OF_THE_LANGUAGE.test(name) || Object.hasOwn(error, 'name')) return name;
    const [own = name] = classesOf(error);
    return this.#cut(own);
  }

  #text(error: Error, key: string): string {
    const value = read(error, key);
    return this.#cut(typeof value === 'string' ? value : value === undefined ? '' : render(value));
  }

  #cut(text: string): string {
    return text.length <= this.#maxText ? text : `${text.slice(0, this.#maxText)}… (${text.length} characters)`;
  }
}

/** The names of its class and of those which that extends, the language's own left out. */
function classesOf(error: Error): ReadonlySet<string> {
  const names = new Set<string>();
  let made = read(error, 'constructor');
  while (typeof made === 'function') {
    const name = read(made, 'name');
    if (typeof name !== 'string' || name === '' || OF_THE_LANGUAGE.test(name)) break;
    names.add(name);
    made = Object.getPrototypeOf(made);
  }
  return names;
}

/** The head of a frame: `NAME@FILE` of StarlingMonkey, `at NAME (FILE` of QuickJS. */
const FRAME = /^(?: *at )?([^@\s]+)(?:@| \()/;

/** A stack without the constructors of the error at its head, as V8 has it: it begins where the error was made. */
function withoutConstructors(stack: string, classes: ReadonlySet<string>): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => !classes.has(FRAME.exec(line)?.[1] ?? ''));
  return lines.slice(Math.max(first, 0)).join('\n');
}

function read(object: object, key: string): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    return undefined; // a getter of the author's that throws
  }
}

/** A value that is no error, as text. */
function render(value: unknown): string {
  try {
    return (typeof value === 'object' ? JSON.stringify(value) : undefined) ?? String(value);
  } catch {
    return typeof value;
  }
}
