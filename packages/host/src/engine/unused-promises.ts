/** The glue makes a second, suspendable form of every allocator and every post-return function, and uses few of them. */

const SECOND_FORM =
  /\n[ \t]*try \{\s*((?:realloc|postReturn)\d+Async) = WebAssembly\.promising\(([^;\n]*)\);\s*\} catch\(err\) \{\s*\1 = \2;\s*\}/g;

/** Names that come up at their declaration and in the two assignments alone. */
const UNUSED = 3;

/** The glue without those that nothing reads: each costs an instance some microseconds. */
export function withoutUnusedPromises(glue: string): string {
  const uses = new Map<string, number>();
  for (const [name] of glue.matchAll(/\b(?:realloc|postReturn)\d+Async\b/g)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return glue.replaceAll(SECOND_FORM, (whole, name: string) => (uses.get(name) === UNUSED ? '' : whole));
}
