import { dirname } from 'node:path';
import { demandSame, readRecording, type Replayed, replayRecording, type ReplayOptions } from '@airssys/host';
import type { EngineName } from '@airssys/model';
import { defaultCacheDir } from '@airssys/sdk/build';
import { componentBytes } from '../load/load-component.ts';
import { currentTestFile, locate, locateComponent } from '../location.ts';

/** What a recording is replayed with. */
export interface ReplayTestOptions extends Pick<ReplayOptions, 'fixed' | 'fuel' | 'log'> {
  /**
   * What is run: the file with the component class, as it is now, or a `.wasm`; relative to the test file. Default: the component that
   * was recorded, which is looked for beside the recording and where it was then.
   */
  readonly component?: string | URL | undefined;
  /** The engine that a class is built with. Default: that of the recorded component. */
  readonly engine?: EngineName | undefined;
}

/**
 * Runs a recording of production again, in a sandbox that reaches nothing: what the host answered then is answered now. It fails at the
 * first thing that the component does otherwise.
 *
 * ```ts
 * const { calls } = await replay('./recordings/refused.jsonl', { component: '../src/limiter.ts' });
 * expect(calls.at(-1)?.now).toEqual({ ok: false });
 * ```
 *
 * @param file The recording, relative to the test file.
 * @throws AirssysError `AIRSSYS_REPLAY_DIVERGED` with the first difference: which call, which call of the host in it, what was and what is;
 *   `AIRSSYS_RECORDING_INVALID`, `AIRSSYS_TEST_MOUNT`; and as `buildComponent` and `ComponentHost.load` do.
 */
export async function replay(file: string | URL, options: ReplayTestOptions = {}): Promise<Replayed> {
  const { component, engine, fixed, fuel, log } = options;
  const testFile = currentTestFile();
  const recording = await readRecording(locate(file, testFile));
  const source = component === undefined ? undefined : locateComponent(component, testFile);
  const built = engine ?? (recording.header.component.engine === 'starlingmonkey' ? 'starlingmonkey' : 'quickjs');
  const result = await replayRecording(recording, {
    component: source === undefined ? undefined : await componentBytes(source, built),
    cacheDir: defaultCacheDir(dirname(source ?? testFile ?? '.')),
    fixed,
    fuel,
    log,
  });
  demandSame(result);
  return result;
}
