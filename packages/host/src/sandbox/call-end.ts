/** How one call ends: what is first of its answer, a trap and a stop, and what is told of it. */
import { offAbort, onAbort } from './abort-listeners.ts';
import type { ActiveCall, Stop } from './active-call.ts';
import { deadlineStop } from './deadline-timer.ts';
import { hasOutgrownStack } from './shadow-stack.ts';
import type { CoreInstance } from './state-snapshot.ts';
import { enterGuest, type WasmFrame, wasmFrames } from './trap-frame.ts';
import { classifyTrap, type TrapKind } from './trap.ts';

/** How a call can end. One of them is called, once. */
export interface Ends {
  answered(value: unknown): void;
  failed(error: unknown): void;
}

/** Runs a call to its answer, or whatever ends it first: the glue may leave its own promise pending for ever. */
export function settle(
  call: ActiveCall,
  run: () => Promise<unknown>,
  signal: AbortSignal | undefined,
  ends: Ends,
): void {
  const cancel = signal && ((): void => call.stop({ kind: 'cancelled', message: `${call.operation} was cancelled` }));
  if (cancel) onAbort(signal, cancel);
  let isOver = false;
  const isFirst = (): boolean => {
    if (isOver) return false;
    isOver = true;
    if (cancel) offAbort(signal, cancel);
    return true;
  };
  let guest: Promise<unknown> | undefined;
  call.onStop((stop) => {
    if (isFirst()) void unwindingOf(() => guest).then((unwound) => ends.failed(new Stopped(stop, unwound)));
  });
  try {
    guest = enterGuest(run);
  } catch (error) {
    if (isFirst()) ends.failed(error);
    return;
  }
  const answered = (value: unknown): void => {
    if (performance.now() >= call.deadlineAt) call.stop(deadlineStop(call));
    if (!isFirst()) return;
    if (call.trapped === undefined) ends.answered(value);
    else ends.failed(call.trapped);
  };
  const failed = (error: unknown): void => {
    if (isFirst()) ends.failed(error);
  };
  void guest.then(answered, failed);
}

/**
 * Runs a call that is over before anything else can run, and answers what it answers. No timer and no signal can stop it, only a
 * limit that it reaches itself. Throws what {@link Ends.failed} is told of.
 */
export function answerAtOnce(call: ActiveCall, run: () => unknown): unknown {
  let value: unknown;
  try {
    value = enterGuest(run);
  } catch (error) {
    throw call.stopped === undefined ? error : new Stopped(call.stopped, error);
  }
  if (performance.now() >= call.deadlineAt) call.stop(deadlineStop(call));
  if (call.stopped !== undefined) throw new Stopped(call.stopped, undefined);
  if (call.trapped !== undefined) throw call.trapped;
  return value;
}

/**
 * What the guest itself ends with once it has been stopped: it has the guest's stack. One that was running when it was
 * stopped ends in this turn of the event loop; one that waits does not, and nobody waits for it. Whoever has stopped the call
 * comes back to the guest first.
 */
async function unwindingOf(guest: () => Promise<unknown> | undefined): Promise<unknown> {
  await Promise.resolve();
  return await new Promise((resolve) => {
    guest()?.then(resolve, resolve);
    setImmediate(resolve, undefined);
  });
}

/**
 * A value that is no Error is the `err` of a result: the call ended well, with that answer. Unless the operation threw what
 * it does not declare: an engine may take that for the `err`, and make up a value for it.
 */
export function isAnswer(call: ActiveCall, thrown: unknown): boolean {
  if (thrown instanceof Error || call.stopped !== undefined || call.trapped !== undefined) return false;
  return call.guestError?.isFatal !== true;
}

/** Carries a stop through the promise of a call. */
class Stopped extends Error {
  readonly stop: Stop;
  /** What the guest was unwound by, where it was. */
  readonly unwound: unknown;

  constructor(stop: Stop, unwound: unknown) {
    super(stop.message);
    this.stop = stop;
    this.unwound = unwound;
  }
}

/** The reason that counts: what the sandbox decided, then what the guest told of, then what was thrown. `cores` as they were then. */
export function explain(
  call: ActiveCall,
  thrown: unknown,
  cores: readonly CoreInstance[],
): { readonly kind: TrapKind; readonly message: string; readonly cause: unknown } {
  const stop = call.stopped;
  if (stop) return { kind: stop.kind, message: stop.message, cause: stop.cause };
  const { operation, guestError, refused } = call;
  const first = call.trapped ?? thrown;
  if (refused !== undefined) {
    const what = refused === 'memory-limit' ? 'memory' : 'table elements';
    return { kind: refused, message: `${operation} needed more ${what} than its limit allows`, cause: first };
  }
  if (guestError) {
    return {
      kind: 'guest-error',
      message: `${operation} threw ${guestError.name}: ${guestError.message}`,
      cause: first,
    };
  }
  const thrownKind = classifyTrap(first);
  const kind = thrownKind === 'memory-out-of-bounds' && hasOutgrownStack(cores) ? 'stack-overflow' : thrownKind;
  const detail = first instanceof Error ? first.message : String(first);
  return { kind, message: `${operation} trapped: ${kind} (${detail})`, cause: first };
}

/**
 * The guest's stack: of what unwound it, else of the host's error that stopped it. One that runs a script was stopped
 * somewhere in its engine, whose functions say nothing of the script.
 */
export function framesOf(thrown: unknown, cause: unknown, runsScript: boolean): readonly WasmFrame[] {
  if (!(thrown instanceof Stopped)) return wasmFrames(thrown);
  if (runsScript) return [];
  const frames = wasmFrames(thrown.unwound);
  return frames.length > 0 ? frames : wasmFrames(cause);
}
