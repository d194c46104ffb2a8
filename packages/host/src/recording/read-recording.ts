/** A recording as it was read: its calls, each with the calls of the host in it. */
import { readFile } from 'node:fs/promises';
import { AirssysError } from '@airssys/model';
import {
  type CallLine,
  type EndLine,
  type HeaderLine,
  type HostLine,
  RECORDING_VERSION,
  type RecordingLine,
} from './recording-lines.ts';

/** A call of a recording, with all that came of it. */
export interface RecordedCall extends CallLine {
  /** In their order. */
  readonly hostCalls: readonly HostLine[];
  /** How it ended; undefined where the recording ends within it. */
  readonly end: EndLine | undefined;
}

/** The life of one instance, call by call. */
export interface Recording {
  /** The file that it was read from, if it was. */
  readonly file: string | undefined;
  /** Which component it was, and how it was set up. */
  readonly header: HeaderLine;
  /** Fuel of the start; undefined where the instance did not come to it. */
  readonly startFuel: number | undefined;
  /** In their order. */
  readonly calls: readonly RecordedCall[];
  /** Whether all of the instance's life is there: it was not cut, nor was whoever wrote it killed. */
  readonly isWhole: boolean;
  /** Why it ends. */
  readonly ending: string;
}

/**
 * The recording that a file is.
 *
 * @throws AirssysError `AIRSSYS_RECORDING_INVALID` where the file cannot be read or is no recording.
 */
export async function readRecording(file: string): Promise<Recording> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new AirssysError('AIRSSYS_RECORDING_INVALID', `The recording ${file} cannot be read`, {
      hint: 'Name a file that `airssys run --record` or a host has written.',
      cause,
    });
  }
  return parseRecording(text, file);
}

/**
 * The recording that a text is; `file` says where it is from.
 *
 * @throws AirssysError `AIRSSYS_RECORDING_INVALID` where the text is no recording.
 */
export function parseRecording(text: string, file?: string): Recording {
  const [first, ...lines] = linesOf(text, file);
  if (first?.line !== 'airssys-recording') throw invalid(file, 'it does not begin as one does');
  if (first.version !== RECORDING_VERSION) {
    throw invalid(file, `it is of version ${String(first.version)}, and this host reads ${RECORDING_VERSION}`);
  }
  const calls = new Map<number, { call: CallLine; hostCalls: HostLine[]; end?: EndLine }>();
  let startFuel: number | undefined;
  let last: string | undefined;
  let isWhole = false;
  for (const line of lines) {
    switch (line.line) {
      case 'airssys-recording':
        throw invalid(file, 'it begins twice');
      case 'started':
        startFuel = line.fuel;
        break;
      case 'call':
        calls.set(line.call, { call: line, hostCalls: [] });
        break;
      case 'host':
        known(calls, line.call, file).hostCalls.push(line);
        break;
      case 'end':
        known(calls, line.call, file).end = line;
        break;
      case 'closed':
      case 'cut':
        last = line.why;
        isWhole = line.line === 'closed';
        break;
    }
  }
  return {
    file,
    header: first,
    startFuel,
    isWhole,
    ending: last ?? 'Whoever wrote it did not come to its end',
    calls: [...calls.values()].map(({ call, hostCalls, end }) => ({ ...call, hostCalls, end })),
  };
}

function linesOf(text: string, file: string | undefined): readonly RecordingLine[] {
  const lines = text.split('\n');
  // What was not written to its end is not there.
  lines.pop();
  return lines.map((line, at) => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && 'line' in value) return value as RecordingLine; // as the recorder writes it
    } catch {
      // told of below
    }
    throw invalid(file, `line ${at + 1} cannot be read`);
  });
}

function known<T>(calls: ReadonlyMap<number, T>, number: number, file: string | undefined): T {
  const call = calls.get(number);
  if (call === undefined) throw invalid(file, `it has no call ${number}, of which a line tells`);
  return call;
}

const invalid = (file: string | undefined, why: string): AirssysError =>
  new AirssysError('AIRSSYS_RECORDING_INVALID', `${file ?? 'The text'} is no recording: ${why}`, {
    hint: 'Name a file that `airssys run --record` or a host has written.',
  });
