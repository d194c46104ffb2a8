/** How matchers find what was observed of the values that tests hand to them. */
import type { AuditEvent, Usage } from '@airssys/host';
import type { MountControl } from '../mounted.ts';

const decisionsByPromise = new WeakMap<object, readonly AuditEvent[]>();
const controls = new WeakMap<object, MountControl>();

/** Remembers that the gate's decisions during a call, or during a mount, are in `decisions`. */
export function observePromise<P extends Promise<unknown>>(promise: P, decisions: readonly AuditEvent[]): P {
  decisionsByPromise.set(promise, decisions);
  return promise;
}

/** The decisions behind a promise; undefined for one that is neither a call of a mounted component nor a mount. */
export function decisionsOf(promise: object): readonly AuditEvent[] | undefined {
  return decisionsByPromise.get(promise);
}

interface CallUsage {
  readonly usage: Usage;
  /** Of the component that was called. */
  readonly control: MountControl;
}

const usageByPromise = new WeakMap<object, CallUsage>();

/** Remembers what a call has used that has ended. */
export function observeUsage(promise: object, used: CallUsage): void {
  usageByPromise.set(promise, used);
}

/** What the call behind a promise has used; undefined before its end, and for a promise that is no call. */
export function usageBehind(promise: object): CallUsage | undefined {
  return usageByPromise.get(promise);
}

export function observeMount<M extends object>(mounted: M, control: MountControl): M {
  controls.set(mounted, control);
  return mounted;
}

/** The control of a mounted component; undefined for anything else. */
export function controlOf(value: unknown): MountControl | undefined {
  return typeof value === 'object' && value !== null ? controls.get(value) : undefined;
}
