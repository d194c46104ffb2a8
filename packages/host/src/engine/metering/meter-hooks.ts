/**
 * The names of the exports that the rewriter has appended, by which the host attaches to an instance. They are for the host
 * alone: hand `publicExports` to everything else.
 */
export interface MeterHooks {
  /** A mutable `i64` global: the fuel left in the current slice, negative while in debt. */
  readonly fuel: string;
  /** A mutable `i32` global: the number by which the host knows this instance in `allowMemoryGrow` and `allowTableGrow`. */
  readonly id: string;
  /** A table of three functions; see {@link HookSlot}. */
  readonly table: string;
  /** The module's start function, if it has one. It does not run by itself any more: the host calls it once it has bound the hooks. */
  readonly start?: string;
  /** The state that the module defines; undefined where it cannot be saved and put back. */
  readonly state?: StateHooks;
}

/**
 * The mutable state that a module defines: with these, an instance can be put back to an earlier moment. Tables and segments
 * are not among it: a module whose code changes them has no such hooks.
 */
export interface StateHooks {
  readonly memories: readonly string[];
  /** The mutable globals. */
  readonly globals: readonly string[];
}

/**
 * Which function the host puts into which slot of the table.
 *
 * INVARIANT: a slot that was not filled traps when it is called (`call_indirect` of null), so an instance that the host forgot to
 * bind cannot run for free or grow unseen.
 */
export const HookSlot = {
  /** `() -> i64`: a grant above 0, or anything else to stop the guest. */
  refill: 0,
  /** `(id i32, memory i32, currentPages i64, deltaPages i64) -> i32`: 0 refuses. */
  memoryGrow: 1,
  /** `(id i32, table i32, currentElements i64, deltaElements i64) -> i32`: 0 refuses. */
  tableGrow: 2,
} as const;

export const HOOK_SLOTS = 3;
