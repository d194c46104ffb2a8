/** Runs one case from its bytes to its end. */
import { isAirssysError } from '@airssys/model';
import {
  type ComponentHost,
  type ComponentInstance,
  type InstanceOptions,
  type LoadedComponent,
  TrapError,
} from '../../src/index.ts';
import { OPS } from '../written.ts';
import { CASE_LIMITS, type HostileCase, type Stage } from './hostile-case.ts';

/** How a case ended, and how long the longest of its steps took: what a deadline stands for. */
export interface Ended {
  /** As {@link HostileCase.expected} has it; an error that is not airssys's has its text. */
  readonly outcome: string;
  readonly error: unknown;
  readonly slowestMs: number;
  /** The deadline of that step. */
  readonly timeoutMs: number;
}

/** Loads once what is not about loading. */
export class Loader {
  readonly #host: ComponentHost;
  readonly #bytes = new Map<HostileCase, Uint8Array>();
  readonly #loaded = new Map<HostileCase, LoadedComponent>();

  constructor(host: ComponentHost) {
    this.#host = host;
  }

  async load(one: HostileCase): Promise<LoadedComponent> {
    const kept = this.#loaded.get(one);
    if (kept !== undefined) return kept;
    const bytes = this.#bytes.get(one) ?? (await one.bytes());
    this.#bytes.set(one, bytes);
    const loaded = await this.#host.load(bytes, one.name);
    const isAboutLoading = one.expected.some((outcome) => outcome.startsWith('load:'));
    if (!isAboutLoading) this.#loaded.set(one, loaded);
    return loaded;
  }
}

export async function drive(
  one: HostileCase,
  loader: Loader,
  isolation: InstanceOptions['isolation'] = 'inline',
): Promise<Ended> {
  const limits = { ...CASE_LIMITS, ...one.limits };
  const { timeoutMs = 0 } = limits;
  let stage: Stage = 'load';
  let instance: ComponentInstance | undefined;
  let slowestMs = 0;
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    try {
      return await work;
    } finally {
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    }
  };
  const ended = (ending: string, error?: unknown): Ended => ({
    outcome: `${stage}: ${ending}`,
    error,
    slowestMs,
    timeoutMs,
  });
  try {
    const loaded = await loader.load(one);
    stage = 'start';
    const making = loaded.instantiate({ ...one.options?.(() => instance), limits, isolation });
    // Elsewhere a thread or process has to start first, which no limit of the component is for.
    instance = await (isolation === 'inline' ? timed(making) : making);
    stage = 'call';
    await timed((one.drive ?? run)(instance));
    return ended('answers');
  } catch (error) {
    if (error instanceof TrapError) return ended(error.kind, error);
    return ended(isAirssysError(error) ? error.code : String(error), error);
  } finally {
    await instance?.[Symbol.asyncDispose]();
  }
}

const run = async (instance: ComponentInstance): Promise<unknown> => await instance.callExport(OPS, 'run', []);
