/** A build: from options to results that are written, by the cache or by the pipeline. */
import { stat } from 'node:fs/promises';
import type { Manifest } from '@airssys/model';
import { type AbiLock, checkLock, writeLock } from './abi-lock.ts';
import { BuildCache, type FoundBuild, sha256 } from './build-cache.ts';
import type { BuildDiagnostic } from './diagnostics.ts';
import { nearestConfigs, ownCode } from './inputs.ts';
import { type Made, makeArtifacts } from './make-artifacts.ts';
import { resolveOptions, type BuildOptions, type ResolvedOptions } from './options.ts';
import { Stopwatch, type Timings } from './stopwatch.ts';
import { toolVersions } from './tools.ts';
import { writeResults } from './write-results.ts';

/** What a build has made, and what there is to say of it. */
export interface BuildResult {
  /** The component: a standard WebAssembly component, with manifest and source map as custom sections. */
  readonly component: Uint8Array;
  /** What the component says of itself. */
  readonly manifest: Manifest;
  /** The component's own WIT package. */
  readonly wit: string;
  /** TypeScript declarations of its operations, for callers. */
  readonly declarations: string;
  /** Text of the `Component.toml` beside it. */
  readonly componentToml: string;
  /** Source map of the bundled script (JSON). */
  readonly sourceMap: string;
  /** Complaints that did not stop it, in source order. */
  readonly warnings: readonly BuildDiagnostic[];
  /** What `BuildOptions.transform` wants to know of the author's modules, by absolute path. Empty without one. */
  readonly transformed: Readonly<Record<string, string>>;
  /**
   * Absolute paths of the files that it was made of, configuration included: as long as none is touched, another build gives the
   * same. The tools' own files are not among them.
   */
  readonly inputs: readonly string[];
  /** Whether an earlier result was used. */
  readonly fromCache: boolean;
  /** Absolute paths of the files that were written. */
  readonly written: readonly string[];
  /** The locked WIT; undefined where the build takes no part in that. */
  readonly lock: AbiLock | undefined;
  /** Milliseconds per stage. */
  readonly timings: Timings;
}

/**
 * Builds the component of one class, or takes an earlier result when nothing it depends on has changed. Prints nothing;
 * writes the results into `outDir` and its cache, each file whole or not at all.
 *
 * @throws AirssysError `AIRSSYS_BUILD_SOURCE` with all errors of the sources in `data.diagnostics`, and those of
 *   {@link resolveOptions} and of the stages.
 */
export async function buildComponent(options: BuildOptions): Promise<BuildResult> {
  const resolved = resolveOptions(options);
  const stopwatch = new Stopwatch();
  const cache = new BuildCache(resolved.cacheDir);
  const key = cacheKey(resolved);
  const found = resolved.useCache ? await stopwatch.time('cache', () => cache.find(key)) : undefined;
  const artifacts = found ?? (await makeAndKeep(resolved, cache, key, stopwatch));
  // Written by `make` from a Manifest.
  const manifest = JSON.parse(artifacts.manifest) as Manifest;
  const checked = resolved.lock
    ? await stopwatch.time('lock', () => checkLock(artifacts.wit, manifest, resolved))
    : undefined;
  const written = await stopwatch.time('write', () => writeResults(artifacts, resolved));
  return {
    ...artifacts,
    inputs: withoutOwnCode(artifacts.inputs),
    manifest,
    fromCache: found !== undefined,
    written,
    lock: checked && (await writeLock(checked)),
    timings: stopwatch.timings,
  };
}

/** What is known before a build. Its files count by their names here, so that one more is noticed too. */
export function cacheKey({ entry, engine, transform }: ResolvedOptions): string {
  const known = [entry, engine, toolVersions(engine), nearestConfigs(entry), ownCode(), transform?.id];
  return sha256(JSON.stringify(known)).slice(0, 32);
}

async function makeAndKeep(
  options: ResolvedOptions,
  cache: BuildCache,
  key: string,
  stopwatch: Stopwatch,
): Promise<FoundBuild> {
  const startedAt = Date.now();
  const { artifacts, inputs } = await makeArtifacts(options, stopwatch);
  await keep({ artifacts, inputs }, { cache, key, startedAt });
  return { ...artifacts, inputs: Object.keys(inputs) };
}

/** Keeps a result, unless an input was changed while the build ran: then the hashes may not be of what the build has read. */
export async function keep(
  { artifacts, inputs }: Made,
  { cache, key, startedAt }: { readonly cache: BuildCache; readonly key: string; readonly startedAt: number },
): Promise<void> {
  if (await areOlder(Object.keys(inputs), startedAt)) await cache.store(key, inputs, artifacts);
}

function withoutOwnCode(inputs: readonly string[]): readonly string[] {
  const own = new Set(ownCode());
  return inputs.filter((path) => !own.has(path));
}

async function areOlder(paths: readonly string[], timeMs: number): Promise<boolean> {
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  return times.every((time) => time < timeMs);
}
