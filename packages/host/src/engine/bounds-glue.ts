/**
 * What the glue reads from a guest's memory, held to the memory's bounds as the component model says ("Canonical ABI": trap if
 * a string or list does not lie in memory). jco reads a list beyond the memory's end, and takes any number for a handle. Lists of
 * numbers are checked where they are counted (`ValueHooks.copy`).
 */

/** Found by the words in {@link classifyTrap}. An address has no sign; as an argument of an import it comes with one. */
const HELPERS = `function guestRange(memory, pointer, length, size, what) {
  const start = pointer >>> 0;
  const end = start + (length >>> 0) * size;
  if (end > memory.buffer.byteLength) throw new WebAssembly.RuntimeError(what + ' content out of bounds');
  return [start, end];
}
const guestString = (memory, pointer, length) => {
  const [start, end] = guestRange(memory, pointer, length, 1, 'string');
  return new Uint8Array(memory.buffer, start, end - start);
};
`;

const STRING = /(TEXT_DECODER_UTF8\.decode\()new Uint8Array\((memory\d+)\.buffer, (\w+), (\w+)\)/g;
/** A list whose elements are read one by one, from the memory that is named next. */
const ELEMENTS =
  /(?=var result\d+ = \[\];\s*for \(let i = 0; i < (len\d+); i\+\+\) \{\s*const base = (base\d+) \+ i \* (\d+);[^}]*?\b(memory\d+)\b)/g;
/** A handle that was never given out has no entry: it is undefined, not 0. */
const REMOVED_HANDLE = 'if (val === 0 || (scope & T_FLAG) !== 0)';

export function withBounds(glue: string): string {
  const bounded = glue
    .replaceAll(STRING, '$1guestString($2, $3, $4)')
    .replaceAll(ELEMENTS, "guestRange($4, $2, $1, $3, 'list');\n")
    .replaceAll(REMOVED_HANDLE, 'if (!val || (scope & T_FLAG) !== 0)');
  return bounded.replace(/^export function instantiate\(/m, `${HELPERS}$&`);
}
