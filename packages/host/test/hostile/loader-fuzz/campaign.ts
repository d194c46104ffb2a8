/** Damaged components through the loader, an instance and its calls: each ends in our own error, or well, and in time. */
import { type ErrorCode, ERROR_CODES, isAirssysError, type Manifest } from '@airssys/model';
import { ComponentHost, type ComponentInstance, type Limits, readComponent } from '../../../src/index.ts';
import { Random } from '../../engine/metering/fuzz/random.ts';
import { OPS } from '../../written.ts';
import { damaged } from './mutation.ts';
import { Prefilter } from './prefilter.ts';

export interface Finding {
  readonly seed: number;
  readonly what: string;
  readonly bytes: Uint8Array;
}

export interface Tally {
  inputs: number;
  /** That were read, but not loaded: they were broken in the way in which most are. */
  passedOver: number;
  /** That were still components, and of those, that came to an instance. */
  loaded: number;
  instances: number;
  /** How often each code was there. */
  readonly codes: Partial<Record<ErrorCode, number>>;
  slowestMs: number;
  readonly findings: Finding[];
}

export interface LoaderFuzzOptions {
  readonly seed: number;
  readonly runs: number;
  /** Components to damage. */
  readonly originals: readonly Uint8Array[];
  readonly cacheDir: string;
  /** Milliseconds that one input may take altogether. */
  readonly hangMs: number;
  /** Told of the bytes before they are loaded: a crash leaves nothing else behind. */
  readonly onInput?: (bytes: Uint8Array) => void;
}

const LIMITS: Partial<Limits> = {
  maxMemoryBytes: 8 << 20,
  maxTableElements: 10_000,
  maxFuel: 20_000_000,
  timeoutMs: 2_000,
  maxHostCalls: 1_000,
};
const PREPARE_TIMEOUT_MS = 15_000;
/** Most damaged components are broken alike, and the host starts a thread for each. */
const BROKEN_LOADED_EVERY = 8;

/** One input for each seed from `seed` on. Whatever is found can be repeated with its own seed and one run. */
export async function* loaderCampaign(options: LoaderFuzzOptions): AsyncGenerator<Tally, Tally> {
  const { seed, runs, originals, cacheDir, hangMs, onInput } = options;
  const tally: Tally = { inputs: 0, passedOver: 0, loaded: 0, instances: 0, codes: {}, slowestMs: 0, findings: [] };
  await using host = new ComponentHost({ cacheDir, prepareTimeoutMs: PREPARE_TIMEOUT_MS });
  const prefilter = new Prefilter();
  for (let current = seed; current < seed + runs; current += 1) {
    const random = new Random(current);
    const bytes = damaged(random.of(originals), random.of(originals), random);
    onInput?.(bytes);
    const startedAt = performance.now();
    const report = (what: string): void => void tally.findings.push({ seed: current, what, bytes });
    try {
      const { manifest } = readComponent(bytes, 'input');
      if (!random.once(BROKEN_LOADED_EVERY) && (await prefilter.isBroken(bytes))) tally.passedOver += 1;
      else await attempt(host, bytes, manifest, tally);
    } catch (error) {
      if (isAirssysError(error) && Object.hasOwn(ERROR_CODES, error.code)) {
        tally.codes[error.code] = (tally.codes[error.code] ?? 0) + 1;
      } else {
        report(`threw ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
    const tookMs = performance.now() - startedAt;
    tally.slowestMs = Math.max(tally.slowestMs, tookMs);
    if (tookMs > hangMs) report(`took ${Math.round(tookMs)} ms`);
    tally.inputs += 1;
    yield tally;
  }
  return tally;
}

async function attempt(
  host: ComponentHost,
  bytes: Uint8Array,
  manifest: Manifest | undefined,
  tally: Tally,
): Promise<void> {
  const loaded = await host.load(bytes, 'input');
  tally.loaded += 1;
  await using instance = await loaded.instantiate({ limits: LIMITS });
  tally.instances += 1;
  await instance.health();
  const operations = manifest?.component.operations.operations ?? [];
  for (const { key, params } of operations.slice(0, 3)) await instance.call(key, ...params.map(() => 1));
  await callRun(instance);
}

async function callRun(instance: ComponentInstance): Promise<void> {
  if (instance.hasExport(OPS, 'run')) await instance.callExport(OPS, 'run', []);
}
