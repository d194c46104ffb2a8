/**
 * What a recording holds: lines of JSON, of which the first says what the others are of. Lines are written as things happen, so whatever
 * is there of a file is a recording. See docs/testing/record-and-replay.md.
 */
import type { MeteringMode } from '../engine/metering/meter-module.ts';
import type { Limits } from '../sandbox/limits.ts';
import type { ExportedFunction } from '../sandbox/sandbox.ts';
import type { TrapKind } from '../sandbox/trap.ts';
import type { Encoded } from './value-coding.ts';

export const RECORDING_VERSION = 1;

export interface RecordedComponent {
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
  /** `namespace:name`, as the host knew it. */
  readonly id: string;
  /** Empty where it does not tell. */
  readonly version: string;
  /** The JavaScript engine inside, where its manifest tells of one. */
  readonly engine?: string;
  /** The name that it was loaded by. */
  readonly name: string;
  /** Where it was loaded from, where that was a file. */
  readonly file?: string;
}

/** An interface of the embedder's: no other host has it. */
export interface RecordedInterface {
  /** Full WIT name. */
  readonly interface: string;
  readonly waiting: readonly string[];
  readonly immediate: readonly string[];
}

/** The first line. */
export interface HeaderLine {
  readonly line: 'airssys-recording';
  /** Of the recording's format. */
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Version of `@airssys/host`, and of Node. */
  readonly host: string;
  /** Version of Node. */
  readonly node: string;
  /** Which component it was. */
  readonly component: RecordedComponent;
  /** How fuel was counted. */
  readonly metering: MeteringMode;
  /** What the instance was allowed to use. */
  readonly limits: Limits;
  /** What the instance was granted when it was made, in the text form of permissions. */
  readonly grants: readonly string[];
  /** The interfaces that it imported, as the host had them. */
  readonly interfaces: readonly RecordedInterface[];
  /** Whether variables of its environment are not as they were. */
  readonly concealsEnv: boolean;
}

/** The instance is there; nothing of it was called so far. */
export interface StartedLine {
  readonly line: 'started';
  readonly fuel: number;
}

/** A call of the component begins. */
export interface CallLine {
  readonly line: 'call';
  /** Counted from 1, in the order in which they ran. */
  readonly call: number;
  /** The operation, or the function of its lifecycle, that was called. */
  readonly operation: string;
  /** How it is found among the component's exports. */
  readonly fn: ExportedFunction;
  /** Its arguments, in jco's values. */
  readonly args: Encoded;
  /** The caller's own limit of fuel, where there was one. */
  readonly maxFuel?: number;
  /** Handles that it takes over, by their numbers. */
  readonly taken?: Encoded;
}

/** A call of the host that has been answered, or whose call has ended before it was. */
export interface HostLine {
  readonly line: 'host';
  /** Of which call it is part. */
  readonly call: number;
  /** Counted from 1, within the call. */
  readonly n: number;
  /** `interface#function`, without a version. */
  readonly name: string;
  /** Its arguments, in jco's values. */
  readonly args: Encoded;
  /** What the host has answered. */
  readonly answer: HostAnswer;
  /** Texts that are secrets from here on, as the recording spells them. */
  readonly conceals?: readonly string[];
}

/**
 * What the host has answered to a component's call, as recordings have it. `ok` is what the function returned, `err` the error
 * of its result, `denied` what the gate refused (`area`, `action` and `resource`); a `fault` is told with a `message`, and an
 * `exitCode` where the component exited; `failed` says why the host could not.
 */
export type HostAnswer =
  | { readonly ok: Encoded }
  /** The `err` of a `result`. */
  | { readonly err: Encoded }
  | { readonly denied: { readonly area: string; readonly action: string; readonly resource: string } }
  /** The component did what ends it. */
  | { readonly fault: TrapKind; readonly message: string; readonly exitCode?: number }
  | { readonly failed: string }
  /** The call had ended before. */
  | { readonly pending: true };

/** How a call has ended. */
export interface EndLine {
  readonly line: 'end';
  /** Which call it was. */
  readonly call: number;
  /** Units of fuel that it used. */
  readonly fuel: number;
  /** Bytes of linear memory at its end. */
  readonly memoryBytes: number;
  /** Calls of the host in it. */
  readonly hostCalls: number;
  /** What it came to. */
  readonly outcome: RecordedOutcome;
}

/**
 * What a call came to, as recordings have it. `ok` is what it returned, `err` the error of its result; a `trap` is told with
 * its error's `code` and `message`, and an `exitCode` where the component exited.
 */
export type RecordedOutcome =
  | { readonly ok: Encoded }
  /** The `err` of its result. */
  | { readonly err: Encoded }
  | { readonly trap: TrapKind; readonly code: string; readonly message: string; readonly exitCode?: number };

/** The last line: the instance was given up, or nothing more is recorded, and why. */
export interface LastLine {
  readonly line: 'closed' | 'cut';
  readonly why: string;
}

export type RecordingLine = HeaderLine | StartedLine | CallLine | HostLine | EndLine | LastLine;
