import type { TrapError, TrapKind } from '@airssys/host';
import fc from 'fast-check';
import type { Failure, Input } from './attempt.ts';
import type { Answers } from './generated-imports.ts';

/** How a call ends, as the host names it; or that it answers what is not of its type. */
export type FindingKind = TrapKind | 'invalid-result';

/** A failure that was found, with the smallest input that shows it. */
export interface Finding {
  /** What tells it from others: the operation, the kind of its end, and where that was. */
  readonly key: string;
  /** The operation that failed. */
  readonly operation: string;
  readonly kind: FindingKind;
  readonly code: string;
  readonly message: string;
  /** Lines of a stack in the author's files, the innermost first. */
  readonly frames: readonly string[];
  readonly input: Input;
  /** What the component had asked others for, and was answered. */
  readonly answered: Answers;
}

/** Lines that are told. */
const MAX_FRAMES = 4;
/** Where these end a call is a matter of chance. */
const ANYWHERE: ReadonlySet<TrapKind> = new Set(['stack-overflow', 'out-of-fuel', 'deadline', 'memory-limit']);

export function keyOf(input: Input, { at, error }: Failure): string {
  const operation = input.calls[at]?.target.label ?? '';
  const place = ANYWHERE.has(error.kind) ? '' : (framesOf(error)[0] ?? '');
  return [operation, kindOf(error), error.guestError?.name ?? '', place].join(' ');
}

export function findingOf(input: Input, failure: Failure): Finding {
  const { error, at, answered } = failure;
  const { code, message } = error;
  const operation = input.calls[at]?.target.label ?? '';
  return {
    key: keyOf(input, failure),
    operation,
    kind: kindOf(error),
    code,
    message,
    frames: framesOf(error),
    input,
    answered,
  };
}

/** What the codec inside of the component refuses to hand out. */
function kindOf({ kind, guestError }: TrapError): FindingKind {
  const isOfCodec = guestError?.name === 'AirssysError' && guestError.code === 'AIRSSYS_VALUE_INVALID';
  return isOfCodec && guestError.message.startsWith('result') ? 'invalid-result' : kind;
}

function framesOf({ guestError, frames, stack = '' }: TrapError): readonly string[] {
  const text = guestError?.stack || (frames.length > 0 ? stack : '');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at ') && (guestError === undefined || !WASM_FRAME.test(line)))
    .slice(0, MAX_FRAMES);
}

/** Of the engine, below the author's. */
const WASM_FRAME = /\(module \d+, function \d+\)$/;

/** The calls in TypeScript, on a mounted `component`. */
export const printCalls = ({ input }: Finding): readonly string[] =>
  input.calls.map(({ target, args }) => target.print(args));

/** What the component was answered, by function, in TypeScript. */
export const printAnswers = ({ answered }: Finding): readonly string[] =>
  Object.entries(answered).map(
    ([label, values]) => `${label} answers ${values.map((one) => fc.stringify(one)).join(', then ')}`,
  );
