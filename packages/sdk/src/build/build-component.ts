/** The pipeline: analyze and check, bundle, componentize, package. Each stage is a function from data to data. */
import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MANIFEST_SECTION, type Manifest, SOURCE_MAP_SECTION, type SourceRecord } from '@airssys/model';
import { type AbiLock, checkLock, writeLock } from './abi-lock.ts';
import { type Artifacts, BuildCache, sha256 } from './build-cache.ts';
import { checkSources } from './check-sources.ts';
import { appendCustomSections } from './custom-sections.ts';
import { type BuildDiagnostic, sourceError } from './diagnostics.ts';
import {
  configFiles,
  hashFiles,
  hashInputs,
  type InputHashes,
  namedInputs,
  nearestConfigs,
  ownCode,
} from './inputs.ts';
import { resolveOptions, type BuildOptions, type ResolvedOptions } from './options.ts';
import { Stopwatch, type Timings } from './stopwatch.ts';
import { toolVersions } from './tools.ts';
import { writeResults } from './write-results.ts';

export interface BuildResult {
  /** The component: a standard WebAssembly component, with manifest and source map as custom sections. */
  readonly component: Uint8Array;
  readonly manifest: Manifest;
  /** The component's own WIT package. */
  readonly wit: string;
  /** TypeScript declarations of its operations, for callers. */
  readonly declarations: string;
  readonly componentToml: string;
  /** Source map of the bundled script (JSON). */
  readonly sourceMap: string;
  readonly warnings: readonly BuildDiagnostic[];
  /** What `BuildOptions.transform` wants to know of the author's modules, by absolute path. Empty without one. */
  readonly transformed: Readonly<Record<string, string>>;
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
  const artifacts = found ?? (await make(resolved, cache, key, stopwatch));
  // Written by `make` from a Manifest.
  const manifest = JSON.parse(artifacts.manifest) as Manifest;
  const checked = resolved.lock
    ? await stopwatch.time('lock', () => checkLock(artifacts.wit, manifest, resolved))
    : undefined;
  const written = await stopwatch.time('write', () => writeResults(artifacts, resolved));
  return {
    ...artifacts,
    manifest,
    fromCache: found !== undefined,
    written,
    lock: checked && (await writeLock(checked)),
    timings: stopwatch.timings,
  };
}

/** What is known before a build. Its files count by their names here, so that one more is noticed too. */
function cacheKey({ entry, engine, transform }: ResolvedOptions): string {
  const known = [entry, engine, toolVersions(engine), nearestConfigs(entry), ownCode(), transform?.id];
  return sha256(JSON.stringify(known)).slice(0, 32);
}

async function make(
  options: ResolvedOptions,
  cache: BuildCache,
  key: string,
  stopwatch: Stopwatch,
): Promise<Artifacts> {
  const startedAt = Date.now();
  const { entry, engine, cacheDir } = options;
  const workDir = join(cacheDir, 'work');
  const checking = checkSources(options, { stopwatch });
  checking.catch(() => {}); // awaited below
  // The heavy tools are loaded when there is something to make.
  const [{ printDeclarations, printWit }, { bundleComponent, TRACE_NAMES }, { componentize }] = await stopwatch.time(
    'load-tools',
    () => Promise.all([import('@airssys/wit-gen'), import('./bundle.ts'), import('./componentize.ts')]),
  );
  const { checked, diagnostics, files } = await checking;
  if (checked === undefined) throw sourceError(diagnostics);

  const { model, imports, packages } = checked;
  const bundle = await stopwatch.time('bundle', () => bundleComponent(options, model, imports));
  const sources = [...files, ...bundle.inputs];
  const inputs = await hashFiles([...sources, ...configFiles([entry, ...sources]), ...ownCode()]);
  const wit = printWit(model, { imports: [...imports, ...(model.imports ?? [])].map((one) => one.wit) });
  const raw = await stopwatch.time('componentize', () =>
    componentize({ ...bundle, imports, packages, engine, wit, workDir, projectDir: options.projectDir }),
  );

  const { componentToml } = await import('./component-toml.ts');
  const tools = toolVersions(engine);
  const transform = options.transform === undefined ? [] : [options.transform.id];
  const inputHash = sha256(JSON.stringify([engine, tools, hashInputs(inputs, options.projectDir), ...transform]));
  const manifest = JSON.stringify({
    format: 1,
    component: model,
    build: {
      engine,
      tools,
      inputHash,
      scriptName: TRACE_NAMES[engine],
      entry: relative(options.projectDir, entry).replaceAll(sep, '/'),
      sources: ownSources(inputs, tools, options.projectDir),
      codeHash: sha256(raw),
      sourceMapHash: sha256(bundle.sourceMap),
    },
  } satisfies Manifest);
  const artifacts: Artifacts = {
    component: appendCustomSections(raw, [
      [MANIFEST_SECTION, manifest],
      [SOURCE_MAP_SECTION, bundle.sourceMap],
    ]),
    wit,
    declarations: printDeclarations(model),
    componentToml: componentToml(model),
    manifest,
    sourceMap: bundle.sourceMap,
    warnings: diagnostics,
    transformed: bundle.transformed,
  };
  if (await areOlder(Object.keys(inputs), startedAt)) await cache.store(key, inputs, artifacts);
  return artifacts;
}

/** What is not of a tool: the tools' versions stand for those. */
function ownSources(
  inputs: InputHashes,
  tools: Readonly<Record<string, string>>,
  projectDir: string,
): readonly SourceRecord[] {
  const folders = Object.keys(tools).map((name) => `${name}/`);
  return namedInputs(inputs, projectDir).filter(({ name }) => !folders.some((folder) => name.startsWith(folder)));
}

/** Whether none of the files was changed while the build ran: then the hashes are of what the build has read. */
async function areOlder(paths: readonly string[], timeMs: number): Promise<boolean> {
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  return times.every((time) => time < timeMs);
}
