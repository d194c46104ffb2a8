/**
 * Writes what crosses the gate of one instance: the calls that it gets, and in each the calls of the host, with what both answer.
 *
 * INVARIANT: recording changes nothing: what a call is given and answers is what it would be without, and what cannot be recorded ends the
 * recording, never the call.
 */
import { TrapError } from '../sandbox/trap.ts';
import type { InterceptedCall } from '../sandbox/interceptor.ts';
import { deniedAccess } from '../sandbox/gated-calls.ts';
import { GuestExit } from '../sandbox/guest-exit.ts';
import type { CallOutcome, ExportedFunction, HandleToken, Sandbox, SandboxCallOptions } from '../sandbox/sandbox.ts';
import { GuestFault, type HostFunction, WitError } from '../services/host-service.ts';
import { NumberedHandles } from './numbered-handles.ts';
import { LOG, LOG_HASH_FROM } from './log-arguments.ts';
import type { RecordingFile } from './recording-file.ts';
import type { HeaderLine, HostAnswer, HostLine, RecordedInterface, RecordedOutcome } from './recording-lines.ts';
import type { SecretStandIns } from './secret-stand-ins.ts';
import type { Tape, TapedInstance } from './tape.ts';
import { type Encoded, encode } from './value-coding.ts';
import { sandboxLike } from '../sandbox/sandbox-like.ts';

/** Arguments of host calls, and results, are only compared: longer ones need not be there as a whole. In characters or bytes. */
export const HASH_FROM = 4_096;

export interface RecorderOptions {
  readonly file: RecordingFile;
  readonly secrets: SecretStandIns;
  readonly header: Omit<HeaderLine, 'interfaces'>;
  /** Told when nothing more comes: whether the instance ended in a trap, or did not start. */
  readonly onEnd: (hasTrapped: boolean) => void;
}

/** A call that runs, as the recording numbers it. */
interface OpenCall {
  readonly number: number;
  hostCalls: number;
  /** The host call that was not answered so far. */
  pending: Omit<HostLine, 'answer' | 'line'> | undefined;
}

export class Recorder implements Tape {
  readonly #options: RecorderOptions;
  readonly #handles = new NumberedHandles();
  /** By the number that the process has for them. */
  readonly #calls = new Map<number, OpenCall>();
  /** The embedder's functions, by `interface#function`. */
  readonly #embedders = new Map<string, HostFunction>();
  #count = 0;
  #isStarted = false;
  #hasTrapped = false;
  /** Nothing more is written. */
  #isOver = false;
  #isClosed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  readonly around = (call: InterceptedCall, proceed: () => unknown): unknown => {
    const open = this.#calls.get(call.call);
    if (open === undefined || this.#isOver || !this.#options.file.isOpen) return proceed();
    open.hostCalls += 1;
    const { name } = call;
    const begun = {
      call: open.number,
      n: open.hostCalls,
      name,
      args: this.#code(call.args, name === LOG ? LOG_HASH_FROM : HASH_FROM),
    };
    open.pending = begun;
    let hasWaited = false;
    const done = (answer: () => HostAnswer): void => {
      // The call may have ended before the host had an answer; where the answer is due to that end, it is here before the end is.
      if (open.pending !== begun || (hasWaited && call.host.signal.aborted)) return;
      open.pending = undefined;
      const conceals = this.#options.secrets.takeNew();
      this.#add(() => ({ line: 'host', ...begun, answer: answer(), ...(conceals.length > 0 && { conceals }) }));
    };
    const answered = (value: unknown): unknown => {
      // What an embedder's constructor has made is an object of the embedder's own.
      if (name.includes('#[constructor]') && typeof value === 'object' && value !== null) this.#handles.adopt(value);
      done(() => ({ ok: this.#code(value) }));
      return value;
    };
    const failed = (error: unknown): never => {
      done(() => this.#failure(error, name));
      throw error;
    };
    try {
      const answer = proceed();
      if (!(answer instanceof Promise)) return answered(answer);
      hasWaited = true;
      return answer.then(answered, failed);
    } catch (error) {
      return failed(error);
    }
  };

  bind({ imports, imported, services }: TapedInstance): void {
    this.#handles.bind(imports);
    const interfaces: RecordedInterface[] = [];
    for (const { interface: wit, waiting = {}, immediate = {} } of services) {
      const name = withoutVersion(wit);
      // What every host has is not told of.
      if (!imported.includes(name) || /^(?:airssys|wasi):/.test(wit)) continue;
      for (const [key, fn] of Object.entries({ ...immediate, ...waiting })) this.#embedders.set(`${name}#${key}`, fn);
      interfaces.push({ interface: wit, waiting: Object.keys(waiting), immediate: Object.keys(immediate) });
    }
    this.#add(() => ({ ...this.#options.header, interfaces }));
  }

  sandbox(inner: Sandbox): Sandbox {
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#add(() => ({ line: 'started', fuel: inner.usage.fuel }));
      inner.onEnded(() => {
        // A call that it was disposed in ends first.
        if (this.#calls.size === 0) this.#close('The instance was given up');
      });
    }
    return sandboxLike(inner, async (fn, operation, args, options, taken) =>
      this.#recorded(inner, { fn, operation, args, options, taken }),
    );
  }

  failed(error: unknown): void {
    this.#hasTrapped = true;
    this.#close(`The instance did not start: ${error instanceof Error ? error.message : String(error)}`);
  }

  async #recorded(inner: Sandbox, call: RecordedCall): Promise<CallOutcome> {
    const { fn, operation, args, options, taken } = call;
    let id: number | undefined;
    const onBegin = (begun: number): void => {
      id = begun;
      this.#begin(begun, call);
    };
    try {
      const outcome = await inner.call(fn, operation, args, { ...options, onBegin }, taken);
      this.#end(id, outcome.usage, () =>
        outcome.ok ? { ok: this.#code(outcome.value, HASH_FROM) } : { err: this.#code(outcome.error, HASH_FROM) },
      );
      return outcome;
    } catch (error) {
      // One that was refused before it began is none of the instance's.
      if (error instanceof TrapError) this.#trapped(id, error);
      throw error;
    } finally {
      if (inner.state !== 'ready' && this.#calls.size === 0) this.#close(closing(inner));
    }
  }

  #begin(id: number, { fn, operation, args, options, taken }: RecordedCall): void {
    this.#count += 1;
    const number = this.#count;
    this.#calls.set(id, { number, hostCalls: 0, pending: undefined });
    const maxFuel = options?.maxFuel;
    this.#add(() => ({
      line: 'call',
      call: number,
      operation,
      fn,
      args: this.#code(args),
      ...(maxFuel !== undefined && { maxFuel }),
      ...(taken !== undefined && taken.length > 0 && { taken: this.#code(taken) }),
    }));
  }

  #trapped(id: number | undefined, { kind, code, message, usage, exitCode }: TrapError): void {
    this.#hasTrapped ||= exitCode !== 0;
    const told = this.#options.secrets.text(message);
    this.#end(id, usage, () => ({ trap: kind, code, message: told, ...(exitCode !== undefined && { exitCode }) }));
  }

  #end(id: number | undefined, usage: CallOutcome['usage'], outcome: () => RecordedOutcome): void {
    const open = id === undefined ? undefined : this.#calls.get(id);
    if (id === undefined || open === undefined) return;
    this.#calls.delete(id);
    const { pending } = open;
    open.pending = undefined;
    if (pending !== undefined) this.#add(() => ({ line: 'host', ...pending, answer: { pending: true } }));
    const { fuel, memoryBytes, hostCalls } = usage;
    this.#add(() => ({ line: 'end', call: open.number, fuel, memoryBytes, hostCalls, outcome: outcome() }));
  }

  #failure(error: unknown, name: string): HostAnswer {
    const denied = deniedAccess(error);
    const text = (told: string): string => this.#options.secrets.text(told);
    if (denied !== undefined) {
      // A replay does not have the embedder's way of saying it.
      const told = this.#embedders.get(name)?.denied?.(denied);
      if (told !== undefined) return { err: this.#code(told.payload) };
      return { denied: { area: denied.area, action: denied.action, resource: text(denied.resource) } };
    }
    if (error instanceof WitError) return { err: this.#code(error.payload) };
    if (error instanceof GuestFault) {
      const { kind, message, cause } = error;
      return { fault: kind, message: text(message), ...(cause instanceof GuestExit && { exitCode: cause.exitCode }) };
    }
    return { failed: text(error instanceof Error ? error.message : String(error)) };
  }

  /** Arguments may hold what became a secret before they were made. */
  #code(value: unknown, hashFrom?: number): Encoded {
    const { secrets } = this.#options;
    try {
      return encode(value, {
        handles: this.#handles,
        concealed: (text) => secrets.text(text),
        concealedBytes: (bytes) => secrets.bytes(bytes),
        hashFrom,
      });
    } catch (error) {
      this.#cut(error);
      return null;
    }
  }

  #add(line: () => Parameters<RecordingFile['add']>[0]): void {
    if (this.#isOver || !this.#options.file.isOpen) return;
    const made = line();
    if (this.#isOver) return; // it could not be made
    this.#options.file.add(made);
  }

  #cut(error: unknown): void {
    const what = error instanceof Error ? error.message : String(error);
    this.#options.file.end({ line: 'cut', why: `A value cannot be recorded: ${what}` });
    this.#isOver = true;
  }

  #close(why: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.file.end({ line: 'closed', why: this.#options.secrets.text(why) });
    this.#isOver = true;
    this.#options.onEnd(this.#hasTrapped);
  }
}

interface RecordedCall {
  readonly fn: ExportedFunction;
  readonly operation: string;
  readonly args: readonly unknown[];
  readonly options: SandboxCallOptions | undefined;
  readonly taken: readonly HandleToken[] | undefined;
}

const withoutVersion = (wit: string): string => wit.split('@')[0] ?? wit;

const closing = ({ state }: Sandbox): string =>
  state === 'trapped' ? 'A call has ended the instance' : 'The instance was given up';
