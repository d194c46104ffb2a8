/** Characters of one argument, of all of them together. */
const MAX_ARG = 60;
const MAX_ARGS = 200;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The arguments of a call in a line. */
export function describeArgs(args: readonly unknown[]): string {
  return cut(args.map((arg) => cut(describe(arg), MAX_ARG)).join(', '), MAX_ARGS);
}

function describe(arg: unknown): string {
  if (arg instanceof Uint8Array) return JSON.stringify(textOf(arg) ?? `${arg.length} bytes`);
  // What JSON has no word for: a bigint, and the bytes inside of a record.
  const text = JSON.stringify(arg, (_key, value: unknown) => {
    if (typeof value === 'bigint') return Number(value);
    return value instanceof Uint8Array ? (textOf(value) ?? `${value.length} bytes`) : value;
  }) as string | undefined; // of undefined, and of a function
  return text ?? String(arg);
}

/** Undefined for what is no text. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    // One byte more than is shown may be in the middle of a character, so all are read.
    const text = decoder.decode(bytes);
    return /[^\P{Cc}\s]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)}…`);
