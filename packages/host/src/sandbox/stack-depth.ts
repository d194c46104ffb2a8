/**
 * How many frames an error keeps. V8 takes the innermost ten, which may all be the panic of the guest's runtime; while a call
 * is under way it takes more. The setting is the whole thread's, so it is put back when no call is.
 */
import { MAX_FRAMES } from './trap-frame.ts';

/** The glue and the sandbox have frames between those of the guest. */
const DEPTH = MAX_FRAMES + 14;

/** Not where a host has frozen its globals. */
const isSettable = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable === true;

let underWay = 0;
let before: number | undefined;

/** A call begins. */
export function deepen(): void {
  underWay += 1;
  if (underWay !== 1 || !isSettable) return;
  before = Error.stackTraceLimit;
  // Who wants more keeps it.
  if (before < DEPTH) Error.stackTraceLimit = DEPTH;
}

/** A call has ended. Each `deepen` is followed by one. */
export function flatten(): void {
  underWay -= 1;
  // Who has changed it meanwhile has the last word.
  if (underWay === 0 && before !== undefined && Error.stackTraceLimit === DEPTH) Error.stackTraceLimit = before;
}
