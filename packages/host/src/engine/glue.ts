/** The JavaScript that jco makes to join core modules, made ready for the host. */
import { withResources } from './resource-glue.ts';

/** jco's own tracing: it looks up an environment variable on every call and every value, which costs a tenth of a call. */
const DEBUG_LOG =
  /const _debugLog = \(\.\.\.args\) => \{\s*if \(!globalThis\?\.process\?\.env\?\.JCO_DEBUG\) \{ return; \}\s*console\.debug\(\.\.\.args\);\s*\};/;

/** An argument that shares an i64 with other cases of a variant, read as a smaller integer. Addresses have no sign. */
const SHARED_INTEGER = /(?<!\b(?:ptr|len)\d+ = )\bNumber\((arg\d+)\)/g;

/** `realloc0 = exports1.cabi_realloc;`: guest functions that the glue calls from frames of its own, whatever they are named. */
const CALLED_FROM_FRAMES = /^(\s*(?:realloc|postReturn)\d+ = )(exports\S+);$/gm;

/** The content of a list of numbers. */
const LIST_CONTENT = /(memory\d+)\.buffer\.slice\((ptr\d+), \2 \+ (len\d+ \* \d+)\)/g;
const HEAD = /^export function instantiate\(.*\{$/m;
const LIST_CONTENT_OF = `
  function listContent({ buffer }, at, length) {
    if (at < 0 || length < 0 || at + length > buffer.byteLength) throw new WebAssembly.RuntimeError('list content out-of-bounds');
    return buffer.slice(at, at + length);
  }`;

/** The glue as the host runs it. Glue of another shape, of another version of jco, stays as it is. */
export function readyGlue(glue: string): string {
  return withResources(withBounds(withPins(withSigns(withoutTracing(glue)))));
}

/** Nothing can be suspended on top of a frame of the glue. */
function withPins(glue: string): string {
  return glue.replace(CALLED_FROM_FRAMES, '$1instantiateCore.pinned($2);');
}

/** A list of numbers that goes past the memory is a trap (component model, "load_list"); jco would cut it off there. */
function withBounds(glue: string): string {
  const bounded = glue.replace(LIST_CONTENT, 'listContent($1, $2, $3)');
  return bounded === glue ? glue : bounded.replace(HEAD, `$&${LIST_CONTENT_OF}`);
}

/**
 * Only the low 32 bits of such an argument count (component model, "Flattening"); jco takes all of them, so that an
 * imported function would get 4294967295 for an s32 of -1, and fail for an s8.
 */
function withSigns(glue: string): string {
  return glue.replace(SHARED_INTEGER, 'Number(BigInt.asIntN(32, BigInt($1)))');
}

/** Takes the tracing out. */
function withoutTracing(glue: string): string {
  return glue.replace(DEBUG_LOG, 'const _debugLog = () => {};');
}
