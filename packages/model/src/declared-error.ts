/** Marks a {@link DeclaredError}, in every copy of this package. */
const BRAND = Symbol.for('airssys.declared-error');

/**
 * What a component threw and had declared with `@throws`: an answer of the component's, not its end. `name` is the name of
 * the author's class, `message` its message; the class's other public fields are properties. Recognise one with
 * {@link isDeclaredError}, and which one by its `name`.
 */
export class DeclaredError extends Error {
  static {
    Object.defineProperty(DeclaredError.prototype, BRAND, { value: true });
  }
}

/** Whether `value` is a {@link DeclaredError}, of the class with the given name when one is named. */
export function isDeclaredError(value: unknown, name?: string): value is DeclaredError {
  return value instanceof Error && BRAND in value && (name === undefined || value.name === name);
}
