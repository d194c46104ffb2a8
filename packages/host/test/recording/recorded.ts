/** What the tests of recordings share: an instance that is recorded into a file of the test's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ComponentInstance,
  type InstanceOptions,
  type LoadedComponent,
  type Replayed,
  replayRecording,
  type ReplayOptions,
} from '../../src/index.ts';
import { CACHE_DIR, temporaryDirectory } from '../components.ts';

export interface Recorded {
  readonly file: string;
  /** All that is in it. */
  readonly text: () => string;
}

/** Records what `work` does with an instance, which is disposed then. What a call throws is the test's to expect. */
export async function recorded(
  loaded: LoadedComponent,
  options: InstanceOptions,
  work: (instance: ComponentInstance) => Promise<unknown>,
): Promise<Recorded> {
  const file = join(temporaryDirectory(), 'recording.jsonl');
  const instance = await loaded.instantiate({ record: { file, keepComponent: true }, ...options });
  try {
    await work(instance);
  } finally {
    await instance[Symbol.asyncDispose]();
  }
  return { file, text: () => readFileSync(file, 'utf8') };
}

/** Replays with the cache of the tests. */
export const replayed = async (file: string, options: ReplayOptions = {}): Promise<Replayed> =>
  await replayRecording(file, { cacheDir: CACHE_DIR, ...options });

/** What is compared, by operation. */
export const outcomes = ({ calls }: Replayed): readonly unknown[] =>
  calls.map(({ operation, now, fuel, hostCalls }) => [operation, now, fuel, hostCalls]);
