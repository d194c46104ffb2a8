/**
 * The stack that compiled code keeps in its linear memory, for what has an address and for arrays: QuickJS has the arguments and variables of
 * each JavaScript function there. It grows from its top towards address 0, and a global says how far it is. Where it is the first thing in
 * memory, as in the components of both engines, code that goes on below 0 traps for an access out of bounds; what has happened is that it
 * called too deep.
 */
import type { CoreInstance } from './state-snapshot.ts';

/** What compilers align the stack to (the C ABI of WebAssembly). */
const ALIGNMENT = 16;
/** A frame is not larger. */
const FURTHEST_BELOW = 16 * 1024 * 1024;

/** Whether a stack in memory has gone below address 0. For an instance that has just accessed its memory out of bounds. */
export function hasOutgrownStack(cores: readonly CoreInstance[]): boolean {
  return cores.some(({ instance, hooks }) =>
    hooks?.state?.globals.some((name) => {
      const global = instance.exports[name];
      const value: unknown = global instanceof WebAssembly.Global ? global.value : undefined;
      return typeof value === 'number' && value < 0 && value >= -FURTHEST_BELOW && value % ALIGNMENT === 0;
    }),
  );
}
