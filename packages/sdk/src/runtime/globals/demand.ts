/** What globals refuse. */
import { state } from '../state.ts';

/** Refuses what would be frozen into the snapshot, or was not asked for. */
export function demand(what: string, permission: string): void {
  if (!state.started) {
    throw new Error(
      `${what} was called while the component was being built, which would freeze its value. Call it inside of an operation.`,
    );
  }
  if (!state.permissions.has(permission)) {
    throw new Error(`${what} needs the capability '${permission}': add @requires('${permission}') to the component.`);
  }
}

/** A function, with a message for everything else. `what` is who takes it. */
export function demandFunction(what: string, value: unknown): asserts value is (...args: unknown[]) => unknown {
  if (typeof value !== 'function') throw new TypeError(`${what} takes a function, not ${typeof value}`);
}
