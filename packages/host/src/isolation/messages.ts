/** What a host and an instance in another thread or process say to each other: one tagged union per direction. */
import type { ErrorCode } from '@airssys/model';
import type { MeteringMode } from '../engine/metering/meter-module.ts';
import type { Limits } from '../sandbox/limits.ts';
import type { CallOutcome, ExportedFunction, HandleToken } from '../sandbox/sandbox.ts';
import type { WasmFrame } from '../sandbox/trap-frame.ts';
import type { TrapKind } from '../sandbox/trap.ts';
import type { Usage } from '../sandbox/usage.ts';
import type { Approach } from '../telemetry/limit-watch.ts';

export type ToRemote = StartMessage | CallMessage | AnswerMessage;

/** The first message, once: makes the instance. */
export interface StartMessage {
  readonly kind: 'start';
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly cacheDir: string;
  readonly cacheMaxBytes: number;
  readonly metering: MeteringMode;
  /** The host functions, as `interface@version#function-name`; all of them wait, for their answers come as messages. */
  readonly imports: readonly string[];
  readonly limits: Limits;
  /** The share of a limit at which to tell of it; undefined where nobody listens. */
  readonly limitEventAt: number | undefined;
}

/** Calls an export. One at a time. */
export interface CallMessage {
  readonly kind: 'call';
  readonly fn: ExportedFunction;
  readonly operation: string;
  readonly args: readonly unknown[];
  readonly taken: readonly HandleToken[];
  readonly timeoutMs: number;
  readonly maxFuel: number;
  /** `timeoutMs` is what is left for start-up. */
  readonly isStartUp: boolean;
}

/** The answer to a `host-call` of the same id. A `payload` is the `err` of the function's WIT result. */
export interface AnswerMessage {
  readonly kind: 'answer';
  readonly id: number;
  readonly answer:
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly message: string; readonly payload?: unknown };
}

export type FromRemote =
  | { readonly kind: 'started'; readonly exports: readonly ExportedFunction[]; readonly usage: Usage }
  | { readonly kind: 'returned'; readonly outcome: CallOutcome }
  | { readonly kind: 'trapped'; readonly trap: PlainTrap }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | ApproachMessage
  | HostCallMessage;

/** A limit is near, of those that are counted over there. */
export interface ApproachMessage extends Omit<Approach, 'operation'> {
  readonly kind: 'limit-approached';
}

/** The guest calls a host function, which only the host's gate may run. */
export interface HostCallMessage {
  readonly kind: 'host-call';
  readonly id: number;
  /** Interface without version, and the function's camelCase name, as the gate has them. */
  readonly interface: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface PlainTrap {
  readonly kind: TrapKind;
  readonly message: string;
  readonly usage: Usage;
  readonly frames: readonly WasmFrame[];
}

/** An AirssysError, or what else was thrown, without its class. */
export interface PlainError {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}
