/**
 * What an instance has in its memory, shown to the embedder at two moments: before its first call, and at its end. Whatever ends it,
 * a trap or a deadline in the middle of a function, has no part in it: nothing of the component runs for it.
 */
import type { CoreInstance } from './state-snapshot.ts';

/** `started`: the instance is made, and nothing was called. `ended`: it takes no calls any more; it may have been stopped anywhere. */
export type InspectedMoment = 'started' | 'ended';

/**
 * Receives copies of all memories of an instance that the host can reach, in the order of its core modules. It must not throw. Who
 * was shown the start is shown the end, once.
 */
export type MemoryInspector = (moment: InspectedMoment, memories: readonly Uint8Array[]) => void;

/**
 * Copies of the memories.
 *
 * INVARIANT: never the memories themselves. One may be given to another instance when this one has ended.
 */
export function copyMemories(cores: readonly CoreInstance[]): readonly Uint8Array[] {
  return cores.flatMap(memoriesOf).map(({ buffer }) => new Uint8Array(buffer).slice());
}

/** The memory that the host has given to a module, else those that it defines: exported to the host, or to everybody. */
function memoriesOf({ instance, hooks, given }: CoreInstance): readonly WebAssembly.Memory[] {
  if (given !== undefined) return [given.memory];
  const names = hooks?.state?.memories ?? Object.keys(instance.exports);
  return names.flatMap((name) => {
    const value = instance.exports[name];
    return value instanceof WebAssembly.Memory ? [value] : [];
  });
}
