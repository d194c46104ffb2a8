/** The JavaScript that jco makes to join core modules, made ready for the host. */

/** jco's own tracing: it looks up an environment variable on every call and every value, which costs a tenth of a call. */
const DEBUG_LOG =
  /const _debugLog = \(\.\.\.args\) => \{\s*if \(!globalThis\?\.process\?\.env\?\.JCO_DEBUG\) \{ return; \}\s*console\.debug\(\.\.\.args\);\s*\};/;

/** Takes the tracing out. Glue of another shape, of another version of jco, stays as it is. */
export function withoutTracing(glue: string): string {
  return glue.replace(DEBUG_LOG, 'const _debugLog = () => {};');
}
