/** The JavaScript that jco makes to join core modules, made ready for the host. */
import { withBounds } from './bounds-glue.ts';
import { withPlainExports } from './plain-exports.ts';
import { withResources } from './resource-glue.ts';
import { withSmallValues } from './small-values-glue.ts';
import { withoutUnusedPromises } from './unused-promises.ts';
import { withCountedValues } from './value-glue.ts';
import { withoutTasks } from './without-tasks.ts';

/** jco's own tracing: it looks up an environment variable on every call and every value, which costs a tenth of a call. */
const DEBUG_LOG =
  /const _debugLog = \(\.\.\.args\) => \{\s*if \(!globalThis\?\.process\?\.env\?\.JCO_DEBUG\) \{ return; \}\s*console\.debug\(\.\.\.args\);\s*\};/;

/** An argument that shares an i64 with other cases of a variant, read as a smaller integer. Addresses have no sign. */
const SHARED_INTEGER = /(?<!\b(?:ptr|len)\d+ = )\bNumber\((arg\d+)\)/g;

/** `postReturn0 = exports1.cabi_post_run;`: called from a frame of the glue, whatever it is named. `realloc` is the allocator's. */
const CALLED_FROM_FRAMES = /^(\s*postReturn\d+ = )(exports\S+);$/gm;

/**
 * The glue as the host runs it. Glue of another shape, of another version of jco, stays as it is; where its values could not be
 * counted it is refused.
 *
 * @throws AirssysError `AIRSSYS_ENGINE_TRANSPILE`.
 */
export function readyGlue(glue: string): string {
  const lean = withoutUnusedPromises(withoutTasks(withPlainExports(glue)));
  return withSmallValues(withCountedValues(withPins(withBounds(withResources(withSigns(withoutTracing(lean)))))));
}

/** Nothing can be suspended on top of a frame of the glue. */
function withPins(glue: string): string {
  return glue.replace(CALLED_FROM_FRAMES, '$1instantiateCore.pinned($2);');
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
