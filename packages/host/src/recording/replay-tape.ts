/**
 * Plays a recording to an instance: its calls are made again, and what they ask of the host is answered as it was.
 *
 * INVARIANT: no service is reached but the log, which goes to whoever replays. What differs ends the instance at once, so that nothing
 * runs on answers to other questions.
 */
import { isDeepStrictEqual } from 'node:util';
import { AirssysError } from '@airssys/model';
import { LIFECYCLE } from '../lifecycle-calls.ts';
import type { InterceptedCall } from '../sandbox/interceptor.ts';
import type { CallOutcome, ExportedFunction, HandleToken, Sandbox, SandboxCallOptions } from '../sandbox/sandbox.ts';
import { GuestExit } from '../sandbox/guest-exit.ts';
import { TrapError } from '../sandbox/trap.ts';
import { GuestFault, WitError } from '../services/host-service.ts';
import { type Difference, showCall } from './difference.ts';
import { differenceOf, isOfTime, type PlayedEnd, playedEnd, showOutcome } from './compare-ends.ts';
import { comparableLog, isErrorReport, LOG, LOG_HASH_FROM } from './log-arguments.ts';
import { NumberedHandles } from './numbered-handles.ts';
import type { RecordedCall, Recording } from './read-recording.ts';
import { HASH_FROM } from './recorder.ts';
import type { HostAnswer, HostLine } from './recording-lines.ts';
import { sandboxLike } from '../sandbox/sandbox-like.ts';
import type { Tape, TapedInstance } from './tape.ts';
import { type Encoded, decode, encode } from './value-coding.ts';

export interface ReplayTapeOptions {
  /** What the component exports: interfaces by their WIT names. */
  readonly exports: readonly string[];
  /** Whether fuel is compared: `without-secrets` until the component has got a text in the place of a secret. */
  readonly fuel: 'always' | 'without-secrets' | 'never';
  /** Whether the trap at the end of the recording is to be gone: see `ReplayOptions.fixed`. */
  readonly fixed: boolean;
}

/** A call that was made again. */
export interface PlayedCall {
  readonly recorded: RecordedCall;
  readonly end: PlayedEnd;
  /** The trap that it ended in. */
  readonly trap: TrapError | undefined;
  /** What it asked of the host where the recording has nothing more, because there it had ended in a trap. */
  readonly beyond: string | undefined;
}

export class ReplayTape implements Tape {
  readonly #recording: Recording;
  readonly #options: ReplayTapeOptions;
  readonly #handles = new NumberedHandles();
  readonly played: PlayedCall[] = [];
  /** Where it first differs. */
  difference: Difference | undefined;
  /** The recording ends within the call that was made last. */
  isOver = false;
  #inner: Sandbox | undefined;
  #current: RecordedCall | undefined;
  #hostCalls = 0;
  #beyond: string | undefined;
  #hasSecrets: boolean;

  constructor(recording: Recording, options: ReplayTapeOptions) {
    this.#recording = recording;
    this.#hasSecrets = recording.header.concealsEnv;
    this.#options = options;
  }

  bind({ imports }: TapedInstance): void {
    this.#handles.bind(imports);
  }

  sandbox(inner: Sandbox): Sandbox {
    if (this.#inner === undefined) {
      this.#inner = inner;
      const { startFuel } = this.#recording;
      if (this.#options.fuel !== 'never' && startFuel !== undefined && startFuel !== inner.usage.fuel) {
        this.#differ({
          call: 0,
          operation: 'start-up',
          what: 'fuel',
          recorded: `${startFuel}`,
          now: `${inner.usage.fuel}`,
        });
      }
    }
    return sandboxLike(inner, async (fn, operation, _args, options) => {
      // The host initializes what it makes; whatever else is called is called by this.
      const [first] = this.#recording.calls;
      const isInitialize = fn.interface === LIFECYCLE && fn.name === 'initialize';
      if (isInitialize && first?.fn.name === fn.name && first.fn.interface === fn.interface) {
        return await this.#make(inner, first, options);
      }
      // Whoever wrote the recording did not come to it.
      if (first === undefined && !this.#recording.isWhole) this.isOver = true;
      else this.#differ({ call: 0, operation: 'start-up', what: 'call', recorded: 'no initialize', now: operation });
      throw diverged();
    });
  }

  failed(): void {}

  /** Makes the calls that come after the start. */
  async play(): Promise<void> {
    const inner = this.#inner;
    if (inner === undefined) return;
    for (const call of this.#recording.calls.slice(this.played.length)) {
      if (this.difference !== undefined || this.isOver || inner.state !== 'ready') return;
      // What it throws was compared.
      await this.#make(inner, call).catch(() => {});
    }
  }

  readonly around = (call: InterceptedCall, proceed: () => unknown): unknown => {
    const current = this.#current;
    if (current === undefined || this.difference !== undefined) throw diverged();
    this.#hostCalls += 1;
    const recorded = current.hostCalls[this.#hostCalls - 1];
    const isLog = call.name === LOG;
    const args = this.#encode(call.args, isLog ? LOG_HASH_FROM : HASH_FROM);
    if (recorded === undefined) throw this.#unrecorded(current, showCall(call.name, args));
    const place = { call: current.call, operation: current.operation, hostCall: this.#hostCalls };
    const comparable = isLog ? comparableLog : (value: Encoded): Encoded => value;
    const isNamed = recorded.name === call.name;
    if (!isNamed || !isDeepStrictEqual(comparable(recorded.args), comparable(args))) {
      const ofArguments = isLog ? 'log' : 'arguments';
      const what = isNamed ? ofArguments : 'host-call';
      // What was told of the error is not told where there is none.
      if (recorded.name === LOG && isErrorReport(recorded.args) && this.#isToBeMended(current)) {
        throw this.#past(showCall(call.name, args));
      }
      const sides = { recorded: showCall(recorded.name, recorded.args), now: showCall(call.name, args) };
      this.#differ({ ...place, what, ...sides });
      throw diverged();
    }
    for (const secret of recorded.conceals ?? []) {
      this.#hasSecrets = true;
      call.host.conceal(secret);
    }
    // The log is what a replay is read by; and errors travel in it.
    return isLog ? proceed() : this.#answer(recorded, call, current);
  };

  #answer({ answer, name }: HostLine, { host }: InterceptedCall, current: RecordedCall): unknown {
    if ('ok' in answer) {
      const value = this.#decode(answer.ok);
      if (name.includes('#[constructor]') && typeof value === 'object' && value !== null) this.#handles.adopt(value);
      return value;
    }
    if ('err' in answer) throw WitError.withPayload(this.#decode(answer.err));
    if ('failed' in answer) throw new Error(answer.failed);
    if ('fault' in answer) throw faultOf(answer);
    if ('pending' in answer) throw this.#stopped(current);
    // Nothing is granted to a replay, so this denies it as the gate does.
    host.demand(answer.denied as Parameters<typeof host.demand>[0]);
    throw new Error(`${name} was denied in the recording, and is not now`);
  }

  /** Its call was stopped here, by time or by hand; or the recording ends here. */
  #stopped({ end }: RecordedCall): GuestFault {
    if (end !== undefined && 'trap' in end.outcome) return new GuestFault(end.outcome.trap, end.outcome.message);
    this.isOver = true;
    return new GuestFault('cancelled', 'The recording ends here');
  }

  #unrecorded(current: RecordedCall, now: string): Error {
    const { end } = current;
    if (end === undefined) return this.#stopped(current);
    const trap = 'trap' in end.outcome ? end.outcome : undefined;
    if (trap !== undefined && isOfTime(trap.trap)) return this.#stopped(current);
    if (this.#isToBeMended(current)) return this.#past(now);
    const place = { call: current.call, operation: current.operation, hostCall: this.#hostCalls };
    this.#differ({ ...place, what: 'host-call', recorded: `none: ${showOutcome(end.outcome)}`, now });
    return diverged();
  }

  #isToBeMended({ end }: RecordedCall): boolean {
    return this.#options.fixed && end !== undefined && 'trap' in end.outcome;
  }

  /** The call goes on where it had trapped. */
  #past(now: string): GuestFault {
    this.#beyond = now;
    return new GuestFault('cancelled', `The recording has no answer to ${now}`);
  }

  async #make(inner: Sandbox, recorded: RecordedCall, given: SandboxCallOptions = {}): Promise<CallOutcome> {
    const { operation, args, taken, end } = recorded;
    const fn = this.#present(inner, recorded.fn);
    this.#current = recorded;
    this.#hostCalls = 0;
    const values = this.#decode(args) as readonly unknown[]; // a list, as it was recorded
    const handles = taken === undefined ? [] : (this.#decode(taken) as readonly HandleToken[]); // likewise
    const options = { ...given, ...this.#bounds(recorded) };
    try {
      const outcome = await inner.call(fn, operation, values, options, handles);
      this.#ended(
        recorded,
        playedEnd(outcome, (value) => this.#encode(value, HASH_FROM)),
      );
      return outcome;
    } catch (error) {
      if (error instanceof TrapError) this.#ended(recorded, playedEnd(error), error);
      else if (this.difference === undefined) {
        const now = `refused: ${error instanceof Error ? error.message : String(error)}`;
        const was = end === undefined ? 'begun' : showOutcome(end.outcome);
        this.#differ({ call: recorded.call, operation, what: 'outcome', recorded: was, now });
      }
      throw error;
    } finally {
      this.#current = undefined;
    }
  }

  /** Another version of a component has another version of its interface. */
  #present(inner: Sandbox, fn: ExportedFunction): ExportedFunction {
    if (fn.interface === undefined || inner.has(fn)) return fn;
    const name = withoutVersion(fn.interface);
    const found = this.#options.exports.find((one) => withoutVersion(one) === name);
    return found === undefined ? fn : { ...fn, interface: found };
  }

  /** A call that was stopped by time while it computed is stopped at the fuel that it had used; where that is not known, by time. */
  #bounds({ end, maxFuel, hostCalls }: RecordedCall): Pick<SandboxCallOptions, 'maxFuel' | 'timeoutMs'> {
    const isStopped = end !== undefined && 'trap' in end.outcome && isOfTime(end.outcome.trap);
    const isWaiting = hostCalls.some(({ answer }) => 'pending' in answer);
    if (!isStopped || isWaiting) return { maxFuel };
    return end.fuel > 0 ? { maxFuel: end.fuel } : { maxFuel, timeoutMs: this.#recording.header.limits.timeoutMs };
  }

  #ended(recorded: RecordedCall, end: PlayedEnd, trap?: TrapError): void {
    const beyond = this.#beyond;
    this.played.push({ recorded, end, trap, beyond });
    if (this.difference !== undefined || this.isOver || beyond !== undefined) return;
    const { fixed } = this.#options;
    const fuel = this.#options.fuel === 'always' || (this.#options.fuel === 'without-secrets' && !this.#hasSecrets);
    const found = differenceOf(recorded, end, { hostCalls: this.#hostCalls, fuel, fixed });
    if (found !== undefined) this.#differ({ call: recorded.call, operation: recorded.operation, ...found });
  }

  #differ(difference: Difference): void {
    this.difference ??= difference;
  }

  #encode(value: unknown, hashFrom: number): Encoded {
    return encode(value, { handles: this.#handles, hashFrom });
  }

  #decode(value: Encoded): unknown {
    return decode(value, (number, of) => this.#handles.standIn(number, of));
  }
}

const withoutVersion = (wit: string): string => wit.split('@')[0] ?? wit;

const faultOf = ({ fault, message, exitCode }: Extract<HostAnswer, { fault: unknown }>): GuestFault =>
  new GuestFault(fault, message, exitCode === undefined ? undefined : { cause: new GuestExit(exitCode) });

const diverged = (): AirssysError =>
  new AirssysError('AIRSSYS_REPLAY_DIVERGED', 'The replay has come to where it is not as it was recorded');
