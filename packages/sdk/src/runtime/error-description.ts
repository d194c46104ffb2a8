/** An error as JSON, with all that led to it: causes, and the errors that an `AggregateError` or `SuppressedError` holds. */

/** Stacks are the engine's own text, in positions of the bundled script. */
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
      name: this.#text(error, 'name'),
      message: this.#text(error, 'message'),
      stack: this.#text(error, 'stack'),
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

  #text(error: Error, key: string): string {
    const value = read(error, key);
    return this.#cut(typeof value === 'string' ? value : value === undefined ? '' : render(value));
  }

  #cut(text: string): string {
    return text.length <= this.#maxText ? text : `${text.slice(0, this.#maxText)}… (${text.length} characters)`;
  }
}

function read(error: Error, key: string): unknown {
  try {
    return Reflect.get(error, key);
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
