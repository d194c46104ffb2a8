/** Replays the recordings of a directory in this process: `node replay-all.ts DIRECTORY`, and tells of each in a line of JSON. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecording, type Recording, replayRecording } from '@airssys/host';
import { builtExample } from './record-examples.ts';

/** What became of one recording. */
export interface ReplayReport {
  readonly file: string;
  readonly component: string;
  readonly calls: number;
  readonly hostCalls: number;
  /** Calls that ended in a trap. */
  readonly traps: number;
  readonly isWhole: boolean;
  /** Undefined where all is as it was, fuel included. */
  readonly difference: unknown;
  /** Of a limiter: whether its next version, which differs with the first refusal, was pointed at there. */
  readonly isChangeFound?: boolean;
}

const [, , directory = '.'] = process.argv;
for (const name of readdirSync(directory).toSorted()) {
  if (!name.endsWith('.jsonl')) continue;
  const recording = await readRecording(join(directory, name));
  const { id, engine } = recording.header.component;
  const { calls, difference } = await replayRecording(recording);
  const report: ReplayReport = {
    file: name,
    component: `${id} (${String(engine)})`,
    calls: calls.length,
    hostCalls: calls.reduce((sum, { hostCalls }) => sum + hostCalls, 0),
    traps: calls.filter(({ trap }) => trap !== undefined).length,
    isWhole: recording.isWhole && calls.length === recording.calls.length,
    difference,
    ...(id === 'demo:rate-limiter' && { isChangeFound: await isChangeFound(recording) }),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** The next version takes a little of whoever is refused: that is a write more, in the first call that is refused. */
async function isChangeFound(recording: Recording): Promise<boolean> {
  const engine = recording.header.component.engine === 'starlingmonkey' ? 'starlingmonkey' : 'quickjs';
  const component = await builtExample('rate-limiter/src/rate-limiter-next.ts', engine);
  const { difference } = await replayRecording(recording, { component });
  const refused = recording.calls.find(
    ({ operation, end }) => operation === 'take' && JSON.stringify(end?.outcome).includes('"isAllowed":false'),
  );
  return difference?.call === refused?.call;
}
