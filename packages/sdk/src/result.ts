/**
 * Success with a value or failure with an error, as a value: WIT's `result<T, E>`. `value` is what it came to, `error` why it
 * came to nothing.
 */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A success. `ok()` without a value is for results that carry none. */
export function ok(): Result<void, never>;
export function ok<T>(value: T): Result<T, never>;
export function ok(value?: unknown): Result<unknown, never> {
  return { ok: true, value };
}

/** A failure. Carries the error. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}
