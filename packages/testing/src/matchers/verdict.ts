/** What a matcher finds. `message` is for the failure, so also for `.not`. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For what a matcher cannot judge: it fails with and without `.not`. */
export function misuse(text: string): never {
  throw new TypeError(text);
}

/** How a promise ended. */
export type Settlement =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown };

export async function settle(promise: Promise<unknown>): Promise<Settlement> {
  try {
    return { kind: 'returned', value: await promise };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

/** The promise that a test hands to `expect`, also as a function that makes it. */
export function toPromise(received: unknown): Promise<unknown> | undefined {
  const value: unknown = typeof received === 'function' ? received() : received;
  return value instanceof Promise ? value : undefined;
}

/** A value in one short line. */
export function show(value: unknown): string {
  const text =
    value instanceof Uint8Array
      ? `${value.length} bytes`
      : (JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ??
        String(value));
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

export function matchesText(text: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
}

/** Lines of equal columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce(
    (most, row) => row.map((cell, at) => Math.max(cell.length, most[at] ?? 0)),
    [] as readonly number[],
  );
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()).join('\n');
}

/** More lines than this say no more. */
const MAX_LINES = 20;

/** The last of many, under what they are. */
export function listed(title: string, rows: readonly (readonly string[])[]): string {
  const left = rows.length - MAX_LINES;
  return `${title}\n\n${table(rows.slice(-MAX_LINES))}${left > 0 ? `\n  (and ${left} before them)` : ''}`;
}
