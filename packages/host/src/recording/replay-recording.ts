/** Runs a recording again, with its answers in the place of a host's services. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AirssysError, isAirssysError } from '@airssys/model';
import { ComponentHost } from '../component-host.ts';
import type { TrapError } from '../sandbox/trap.ts';
import type { LogSink } from '../services/host-services.ts';
import { describeDifference, type Difference } from './difference.ts';
import { readRecording, type Recording } from './read-recording.ts';
import { recordedService } from './recorded-services.ts';
import type { RecordedOutcome } from './recording-lines.ts';
import { type PlayedCall, ReplayTape } from './replay-tape.ts';

/** What a recording is replayed with, and what must be as it was. */
export interface ReplayOptions {
  /**
   * The component: its bytes, or a file. Default: the one that was recorded, which is looked for beside the recording (by its hash) and
   * where it was then.
   */
  readonly component?: string | Uint8Array | undefined;
  /**
   * Whether fuel must be the same. Default: if the component is the one that was recorded, until it has got what stands for a secret,
   * on whose letters fuel may hang.
   */
  readonly fuel?: boolean | undefined;
  /**
   * The trap at the end of the recording is a defect that is to be gone: all before it is to be as it was, and the call that trapped is to
   * end otherwise. How, is not compared. Default false.
   */
  readonly fixed?: boolean | undefined;
  /** Receives what the component logs. Default: nobody. */
  readonly log?: LogSink | undefined;
  /** Where prepared components are kept, as of a host. */
  readonly cacheDir?: string | undefined;
}

/** A call, as it was and as it is. */
export interface ReplayedCall {
  /** Counted from 1. The first is often the component's `initialize`. */
  readonly call: number;
  /** The operation, or the function of its lifecycle. */
  readonly operation: string;
  /** Undefined where the recording ends within the call. */
  readonly recorded: RecordedOutcome | undefined;
  /** What it came to in the replay. */
  readonly now: RecordedOutcome;
  /** Units of fuel that it used then; undefined where the recording ends within the call. */
  readonly recordedFuel: number | undefined;
  /** Units of fuel that it used now. */
  readonly fuel: number;
  /** Calls of the host in it, as recorded. */
  readonly hostCalls: number;
  /** The trap that it ended in, with the author's frames. */
  readonly trap: TrapError | undefined;
  /** The call of the host that came where the recording had ended in a trap; there is no answer to it. For `fixed`. */
  readonly beyond: string | undefined;
}

/** What a replay came to. */
export interface Replayed {
  /** What was replayed. */
  readonly recording: Recording;
  /** Whether the component is the very one that was recorded. */
  readonly isSameComponent: boolean;
  /** Those that were replayed, in their order. */
  readonly calls: readonly ReplayedCall[];
  /** Where it is first not as it was; undefined where it is. */
  readonly difference: Difference | undefined;
}

/** A call may compute on a slower machine than it was recorded on: time is the recording's. */
const TIMEOUT_MS = 600_000;

/**
 * Runs a recording again, from the start of its instance, in a sandbox that reaches nothing: each call of the host is answered as it was
 * then, denials included, up to the end of the recording or the first difference. Differences are told, not thrown.
 *
 * @param given The recording, or its file.
 * @throws AirssysError `AIRSSYS_RECORDING_INVALID` where the recording or its component cannot be read or found, and as
 *   `ComponentHost.load` does.
 */
export async function replayRecording(given: string | Recording, options: ReplayOptions = {}): Promise<Replayed> {
  const recording = typeof given === 'string' ? await readRecording(given) : given;
  const { component: recorded, interfaces, limits, metering } = recording.header;
  const bytes = await componentOf(recording, options.component);
  const isSameComponent = sha256(bytes) === recorded.sha256;
  const { fixed = false, log, cacheDir } = options;
  const byDefault = isSameComponent ? 'without-secrets' : 'never';
  const asked = options.fuel === true ? 'always' : 'never';
  const fuel = options.fuel === undefined ? byDefault : asked;
  await using host = new ComponentHost({ metering, cacheDir, services: interfaces.map(recordedService) });
  const loaded = await host.load(bytes, recorded.name);
  const tape = new ReplayTape(recording, { fuel, fixed, exports: loaded.exports.map(({ name }) => name) });
  try {
    await using _instance = await loaded.instantiateOn(tape, {
      id: recorded.id,
      grants: [],
      limits: { ...limits, timeoutMs: TIMEOUT_MS, startupTimeoutMs: TIMEOUT_MS },
      log,
    });
    await tape.play();
  } catch (error) {
    // What ended the start was compared, if it was the component's.
    if (tape.difference === undefined && !tape.isOver && tape.played.length === 0 && !isAsRecorded(recording, error))
      throw error;
  }
  return { recording, isSameComponent, calls: tape.played.map(replayed), difference: tape.difference };
}

/**
 * Refuses a replay that was not as its recording.
 *
 * @throws AirssysError `AIRSSYS_REPLAY_DIVERGED` where the replay is not as the recording.
 */
export function demandSame({ difference, recording, isSameComponent }: Replayed): void {
  if (difference === undefined) return;
  const { file, header } = recording;
  const message = `The replay of ${file ?? 'the recording'} differs in ${describeDifference(difference)}`;
  throw new AirssysError('AIRSSYS_REPLAY_DIVERGED', message, {
    hint: isSameComponent
      ? `The component is the one that was recorded, on Node ${header.node} with host ${header.host}; compare these.`
      : 'The component is another one than was recorded: this is the first thing that it does otherwise.',
    data: { ...difference, file },
  });
}

/** The instance did not come to a first call, then as now. */
const isAsRecorded = ({ startFuel, calls }: Recording, error: unknown): boolean =>
  startFuel === undefined && calls.length === 0 && isAirssysError(error);

const replayed = ({ recorded, end, trap, beyond }: PlayedCall): ReplayedCall => ({
  call: recorded.call,
  operation: recorded.operation,
  recorded: recorded.end?.outcome,
  now: end.outcome,
  recordedFuel: recorded.end?.fuel,
  fuel: end.fuel,
  hostCalls: recorded.hostCalls.length,
  trap,
  beyond,
});

async function componentOf(recording: Recording, given: string | Uint8Array | undefined): Promise<Uint8Array> {
  if (given instanceof Uint8Array) return given;
  if (given !== undefined) return await readComponentFile(given);
  const { file, header } = recording;
  const { sha256: hash, file: origin, name } = header.component;
  const places = [...(file === undefined ? [] : [join(dirname(file), `${hash}.wasm`)]), ...(origin ? [origin] : [])];
  for (const place of places) {
    const bytes = await readFile(place).catch(() => undefined);
    if (bytes !== undefined && sha256(bytes) === hash) return bytes;
  }
  throw new AirssysError('AIRSSYS_RECORDING_INVALID', `The component ${name} of the recording is not there`, {
    hint: `Name one to replay with. It was looked for in ${places.join(' and ') || 'no place'}, with the SHA-256 ${hash}.`,
    data: { sha256: hash, places },
  });
}

async function readComponentFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AirssysError('AIRSSYS_RECORDING_INVALID', `The component ${path} cannot be read`, {
      hint: 'Name a component file to replay with.',
      cause,
    });
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
