/**
 * Why a call ended the instance. V8 says so in a message only, whose words depend on its version; what the sandbox itself
 * stopped, it knows. The names follow wasmtime's trap codes where there is one.
 */
import { AirssysError, type ErrorCode } from '@airssys/model';
import { formatCauses, type GuestError } from './guest-error.ts';
import type { Usage } from './usage.ts';

export type TrapKind =
  // The component did it.
  | 'guest-error'
  | 'denied'
  | 'unreachable'
  | 'memory-out-of-bounds'
  | 'table-out-of-bounds'
  | 'indirect-call-to-null'
  | 'bad-signature'
  | 'null-reference'
  | 'integer-overflow'
  | 'integer-division-by-zero'
  | 'bad-conversion-to-integer'
  | 'misaligned'
  | 'uncaught-exception'
  | 'cannot-enter'
  | 'cannot-leave'
  | 'invalid-value'
  // A limit did its work.
  | 'stack-overflow'
  | 'out-of-fuel'
  | 'deadline'
  | 'cancelled'
  | 'memory-limit'
  | 'table-limit'
  | 'host-call-limit'
  // The host failed.
  | 'host-error'
  /** The thread or process of the instance has ended under it. */
  | 'lost'
  | 'internal';

const CODES: Partial<Readonly<Record<TrapKind, ErrorCode>>> = {
  'guest-error': 'AIRSSYS_TRAP_GUEST_ERROR',
  denied: 'AIRSSYS_CAPABILITY_DENIED',
  'out-of-fuel': 'AIRSSYS_TRAP_OUT_OF_FUEL',
  deadline: 'AIRSSYS_TRAP_DEADLINE',
  cancelled: 'AIRSSYS_TRAP_CANCELLED',
  'memory-limit': 'AIRSSYS_TRAP_MEMORY_LIMIT',
  'table-limit': 'AIRSSYS_TRAP_TABLE_LIMIT',
  'stack-overflow': 'AIRSSYS_TRAP_STACK_OVERFLOW',
  'host-error': 'AIRSSYS_TRAP_HOST_ERROR',
  lost: 'AIRSSYS_TRAP_LOST',
};

const HINTS: Partial<Readonly<Record<TrapKind, string>>> = {
  'out-of-fuel': 'Raise maxFuel, or look for a loop that does not end.',
  deadline: 'Raise timeoutMs, or look for a loop or a wait that does not end.',
  'memory-limit': 'Raise maxMemoryBytes, or process the data in parts.',
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

  constructor(kind: TrapKind, message: string, facts: TrapFacts) {
    super(CODES[kind] ?? 'AIRSSYS_TRAP', message, {
      hint: HINTS[kind],
      cause: facts.cause,
      data: { kind, operation: facts.operation, usage: facts.usage },
    });
    this.kind = kind;
    this.operation = facts.operation;
    this.usage = facts.usage;
    this.guestError = facts.guestError;
    const { guestError } = facts;
    if (guestError?.stack) {
      const causes = formatCauses(guestError);
      this.stack = `${this.name}: ${message}\n${guestError.stack}${causes === '' ? '' : `\n${causes}`}`;
    }
  }
}

export interface TrapFacts {
  readonly operation: string;
  readonly usage: Usage;
  readonly guestError?: GuestError | undefined;
  readonly cause?: unknown;
}

/**
 * For what WebAssembly itself traps on: the words of V8 (12 to 14), and those of wasmtime, into which jco's glue changes some
 * of them. For the component model's traps: jco's.
 */
const MESSAGES: readonly (readonly [RegExp, TrapKind])[] = [
  [/cannot enter component/, 'cannot-enter'],
  [/cannot leave component/, 'cannot-leave'],
  [/cannot block a synchronous task/, 'cannot-leave'],
  [/unknown handle index|cannot remove owned resource while borrowed|borrow handles still remain/, 'invalid-value'],
  [
    /invalid variant discriminant|invalid discriminant|is not one of the cases|extraneous bits|content out-of-bounds|invalid char|not a valid char/i,
    'invalid-value',
  ],
  [/unaligned pointer|list pointer .* is not aligned|must be between -?\d+ and \d+/, 'invalid-value'],
  // Where the glue looks for a value outside of the memory; and what is no UTF-8.
  [
    /Invalid typed array length|outside the bounds of the (buffer|DataView)|encoded data was not valid/,
    'invalid-value',
  ],
  [/unreachable/, 'unreachable'],
  [/memory access out of bounds|out of bounds memory access/, 'memory-out-of-bounds'],
  [/data segment .*out of bounds/, 'memory-out-of-bounds'],
  [/divide by zero|remainder by zero/, 'integer-division-by-zero'],
  [/divide result unrepresentable|integer overflow/, 'integer-overflow'],
  [/float unrepresentable|invalid conversion to integer/, 'bad-conversion-to-integer'],
  [
    /table index is out of bounds|table access out of bounds|out of bounds table access|element segment/,
    'table-out-of-bounds',
  ],
  [/null function|uninitialized element/, 'indirect-call-to-null'],
  // V8 14 and jco say the same of a null and of a function of another type.
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
