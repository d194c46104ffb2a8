/**
 * Why a call ended the instance. V8 says so in a message only, whose words depend on its version; what the sandbox itself
 * stopped, it knows. The names follow wasmtime's trap codes where there is one.
 */
import { AirssysError, type ErrorCode } from '@airssys/model';
import { formatCauses, type GuestError } from './guest-error.ts';
import { formatFrames, sourceFrames, type TrapFrame, type WasmFrame } from './trap-frame.ts';
import { GuestExit } from './guest-exit.ts';
import type { Usage } from './usage.ts';

/** Why a call has ended its instance: the component did it, a limit did its work, or the host failed. */
export type TrapKind =
  // The component did it.
  | 'guest-error'
  | 'denied'
  /** It ended itself (`wasi:cli/exit`): no failure where its exit code is 0. */
  | 'exit'
  | 'unreachable'
  | 'memory-out-of-bounds'
  | 'table-out-of-bounds'
  /** Only where V8 tells it from the next one: for a table of typed references, on Node 26. */
  | 'indirect-call-to-null'
  /** A call through a table to a function of another type, or to nothing. */
  | 'bad-signature'
  | 'null-reference'
  | 'integer-overflow'
  | 'integer-division-by-zero'
  | 'bad-conversion-to-integer'
  | 'array-out-of-bounds'
  | 'cast-failure'
  /** An array, or a memory for which the process has no room. */
  | 'allocation-too-large'
  | 'misaligned'
  | 'uncaught-exception'
  // The same, at the boundary of the component.
  | 'cannot-enter'
  | 'cannot-leave'
  /** An asynchronous operation waits for what nobody can bring about. */
  | 'deadlock'
  | 'invalid-char'
  | 'invalid-discriminant'
  | 'string-out-of-bounds'
  | 'list-out-of-bounds'
  | 'pointer-out-of-bounds'
  | 'misaligned-pointer'
  | 'invalid-handle'
  /** A value of another kind than its type says. */
  | 'invalid-value'
  // A limit did its work.
  | 'stack-overflow'
  | 'out-of-fuel'
  | 'deadline'
  | 'startup-deadline'
  | 'cancelled'
  | 'memory-limit'
  | 'table-limit'
  | 'core-instance-limit'
  | 'handle-limit'
  | 'host-call-limit'
  | 'bytes-in-limit'
  | 'bytes-out-limit'
  // The host failed.
  | 'host-error'
  /** The thread or process of the instance has ended under it. */
  | 'lost'
  | 'internal';

const CODES: Partial<Readonly<Record<TrapKind, ErrorCode>>> = {
  'guest-error': 'AIRSSYS_TRAP_GUEST_ERROR',
  denied: 'AIRSSYS_CAPABILITY_DENIED',
  exit: 'AIRSSYS_TRAP_EXIT',
  'out-of-fuel': 'AIRSSYS_TRAP_OUT_OF_FUEL',
  deadline: 'AIRSSYS_TRAP_DEADLINE',
  'startup-deadline': 'AIRSSYS_TRAP_STARTUP_DEADLINE',
  cancelled: 'AIRSSYS_TRAP_CANCELLED',
  'memory-limit': 'AIRSSYS_TRAP_MEMORY_LIMIT',
  'table-limit': 'AIRSSYS_TRAP_TABLE_LIMIT',
  'host-call-limit': 'AIRSSYS_TRAP_HOST_CALL_LIMIT',
  'core-instance-limit': 'AIRSSYS_TRAP_CORE_INSTANCE_LIMIT',
  'handle-limit': 'AIRSSYS_TRAP_HANDLE_LIMIT',
  'bytes-in-limit': 'AIRSSYS_TRAP_BYTES_IN_LIMIT',
  'bytes-out-limit': 'AIRSSYS_TRAP_BYTES_OUT_LIMIT',
  'stack-overflow': 'AIRSSYS_TRAP_STACK_OVERFLOW',
  'host-error': 'AIRSSYS_TRAP_HOST_ERROR',
  lost: 'AIRSSYS_TRAP_LOST',
};

const HINTS: Partial<Readonly<Record<TrapKind, string>>> = {
  'out-of-fuel': 'Raise maxFuel, or look for a loop that does not end.',
  deadline: 'Raise timeoutMs, or look for a loop or a wait that does not end.',
  'startup-deadline': 'Raise startupTimeoutMs, or do less before the component is ready.',
  'memory-limit': 'Raise maxMemoryBytes, or process the data in parts.',
  'core-instance-limit': 'Raise maxCoreInstances, or build the component of fewer core modules.',
  'handle-limit': 'Raise maxHandles, or look for handles that are never dropped.',
  'host-call-limit': 'Raise maxHostCalls, or ask the host for more at once.',
  'bytes-in-limit': 'Raise maxBytesIn, or hand the data over in parts.',
  'bytes-out-limit': 'Raise maxBytesOut, or answer in parts.',
  'stack-overflow': 'Look for a recursion that does not end.',
  'guest-error': 'The operation threw. Catch the error there, or declare it with @throws.',
  denied: 'Grant the capability when the component is instantiated, if it is to be allowed.',
  'cannot-enter': 'The instance ended with an earlier trap. Make a new one.',
};

/** A call that ended its instance. `kind` says why; the instance takes no further calls. */
export class TrapError extends AirssysError {
  override readonly name: string = 'TrapError';
  readonly kind: TrapKind;
  /** The operation that was called. */
  readonly operation: string;
  /** What the call had used when it ended. */
  readonly usage: Usage;
  /** The error inside of the component, where it was told; its stack is in the author's files. */
  readonly guestError: GuestError | undefined;
  /**
   * The guest's calls that were under way, the innermost first, at most 50: the author's functions where `guestError` has a
   * stack, else the functions of the core modules. Empty where nothing is known: of a call that was stopped while it waited,
   * and of a script that a limit has stopped.
   */
  readonly frames: readonly TrapFrame[];
  /** The code of the component's own exit; undefined where another thing has ended the call. */
  readonly exitCode: number | undefined;

  /** For sandboxes: the `facts` are what was known when the call ended. The `message` is for people. */
  constructor(kind: TrapKind, message: string, facts: TrapFacts) {
    super(CODES[kind] ?? 'AIRSSYS_TRAP', message, {
      hint: HINTS[kind],
      cause: facts.cause,
      data: { kind, operation: facts.operation, usage: facts.usage },
    });
    this.kind = kind;
    this.operation = facts.operation;
    this.usage = facts.usage;
    this.exitCode = facts.cause instanceof GuestExit ? facts.cause.exitCode : undefined;
    this.guestError = facts.guestError;
    const { guestError } = facts;
    const told = sourceFrames(guestError);
    this.frames = told.length > 0 ? told : (facts.frames ?? []);
    if (guestError?.stack) {
      const causes = formatCauses(guestError);
      this.stack = `${this.name}: ${message}\n${guestError.stack}${causes === '' ? '' : `\n${causes}`}`;
    } else if (this.frames.length > 0) this.stack = `${this.name}: ${message}\n${formatFrames(this.frames)}`;
  }
}

export interface TrapFacts {
  readonly operation: string;
  readonly usage: Usage;
  readonly guestError?: GuestError | undefined;
  readonly frames?: readonly WasmFrame[] | undefined;
  readonly cause?: unknown;
}

/**
 * For what WebAssembly itself traps on: the words of V8 13 (Node 24) and 14 (Node 26), and those of wasmtime, into which jco's
 * glue changes some of them. For the component model's traps: jco's, and those that the host writes into its glue.
 */
const MESSAGES: readonly (readonly [RegExp, TrapKind])[] = [
  [/cannot enter component/, 'cannot-enter'],
  [/cannot leave component/, 'cannot-leave'],
  [/cannot block a synchronous task/, 'cannot-leave'],
  [/deadlock detected/, 'deadlock'],
  [/not a valid char/, 'invalid-char'],
  [/invalid (?:variant )?discriminant/, 'invalid-discriminant'],
  [/string content out of bounds/, 'string-out-of-bounds'],
  [/list content out[ -]of[ -]bounds/, 'list-out-of-bounds'],
  // What V8 says where the glue reads or writes at a pointer of the guest's.
  [
    /outside the bounds of the DataView|Invalid typed array length|Start offset .* outside the bounds|offset is out of bounds/,
    'pointer-out-of-bounds',
  ],
  [/pointer .* is not aligned|start offset of \w+ should be a multiple/, 'misaligned-pointer'],
  [
    /unknown handle index|borrow handles still remain|cannot remove owned resource|invalid resource rep/,
    'invalid-handle',
  ],
  [/^must be between|^invalid \w+$|is not one of the cases|extraneous bits/, 'invalid-value'],
  [/encoded data was not valid/, 'invalid-value'],
  [/unreachable/, 'unreachable'],
  [/array element access out of bounds/, 'array-out-of-bounds'],
  [/illegal cast/, 'cast-failure'],
  [/requested new array is too large|Out of memory: Cannot allocate|could not allocate memory/, 'allocation-too-large'],
  [/memory access out of bounds|out of bounds memory access|data segment .*out of bounds/, 'memory-out-of-bounds'],
  [/divide by zero|remainder by zero/, 'integer-division-by-zero'],
  [/divide result unrepresentable|integer overflow/, 'integer-overflow'],
  [/float unrepresentable|invalid conversion to integer/, 'bad-conversion-to-integer'],
  [
    /table index is out of bounds|table access out of bounds|out of bounds table access|element segment/,
    'table-out-of-bounds',
  ],
  [/^null function$/, 'indirect-call-to-null'],
  // V8 13 says `null function or function signature mismatch` of both; V8 14 leaves the null out, and means it.
  [/function signature mismatch|indirect call type mismatch/, 'bad-signature'],
  [/dereferencing a null pointer|rethrowing null value/, 'null-reference'],
  [/unaligned/, 'misaligned'],
  [/call stack exhausted/, 'stack-overflow'],
];

/** The kind of what a call threw, where the sandbox itself did not stop it. */
export function classifyTrap(thrown: unknown): TrapKind {
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message)) return 'stack-overflow';
  if (thrown instanceof WebAssembly.Exception) return 'uncaught-exception';
  if (!(thrown instanceof Error)) return 'internal';
  return MESSAGES.find(([pattern]) => pattern.test(thrown.message))?.[1] ?? 'internal';
}
