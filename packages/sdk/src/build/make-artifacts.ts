/** The pipeline: analyze and check, bundle, componentize, package. Each stage is a function from data to data. */
import { join, relative, sep } from 'node:path';
import { MANIFEST_SECTION, type Manifest, SOURCE_MAP_SECTION, type SourceRecord } from '@airssys/model';
import type { AnalysisProject } from '@airssys/wit-gen';
import { type Artifacts, sha256 } from './build-cache.ts';
import { checkSources } from './check-sources.ts';
import type { ComponentizeInput } from './componentize.ts';
import { appendCustomSections } from './custom-sections.ts';
import { sourceError } from './diagnostics.ts';
import { configFiles, hashFiles, hashInputs, type InputHashes, namedInputs, ownCode } from './inputs.ts';
import type { ResolvedOptions } from './options.ts';
import type { Stopwatch } from './stopwatch.ts';
import { toolVersions } from './tools.ts';

/** What is kept from one build to the next of one component. */
export interface Kept {
  readonly project: AnalysisProject;
  readonly componentize: (input: ComponentizeInput) => Promise<Uint8Array>;
  /** Of the code that makes components: read once. */
  readonly ownHashes: InputHashes;
  /** Where the TypeScript compiler keeps what it found. Undefined: nobody looks for type errors. */
  readonly buildInfoFile?: string | undefined;
}

export interface Made {
  readonly artifacts: Artifacts;
  /** What it was made of. */
  readonly inputs: InputHashes;
}

/**
 * Makes all that a build has to show.
 *
 * @throws AirssysError as `buildComponent` does of the sources.
 */
export async function makeArtifacts(options: ResolvedOptions, stopwatch: Stopwatch, kept?: Kept): Promise<Made> {
  const { entry, engine, cacheDir } = options;
  const workDir = join(cacheDir, 'work');
  const setting = kept && {
    project: kept.project,
    buildInfoFile: kept.buildInfoFile,
    withTypes: kept.buildInfoFile !== undefined,
  };
  const checking = checkSources(options, { stopwatch, onAnalyzed: options.onAnalyzed, ...setting });
  checking.catch(() => {}); // awaited below
  // The heavy tools are loaded when there is something to make.
  const [{ printDeclarations, printWit }, { bundleComponent, TRACE_NAMES }, { componentize, readEngine }] =
    await stopwatch.time('load-tools', () =>
      Promise.all([import('@airssys/wit-gen'), import('./bundle.ts'), import('./componentize.ts')]),
    );
  void readEngine(engine);
  const { checked, diagnostics, files } = await checking;
  if (checked === undefined) throw sourceError(diagnostics);

  const { model, imports, packages } = checked;
  const wit = printWit(model, { imports: [...imports, ...(model.imports ?? [])].map((one) => one.wit) });
  // Beside each other: an engine is linked for the interfaces alone.
  const bundling = stopwatch.time('bundle', () => bundleComponent(options, model, checked));
  const input = { bundle: bundling, imports, packages, engine, wit, workDir, projectDir: options.projectDir };
  const making = stopwatch.time('componentize', () => (kept?.componentize ?? componentize)(input));
  // What the bundler says comes first, and neither is left running.
  await Promise.allSettled([bundling, making]);
  const bundle = await bundling;
  const raw = await making;
  const sources = [...files, ...bundle.inputs];
  const authored = await hashFiles([...sources, ...configFiles([entry, ...sources])]);
  const inputs = { ...authored, ...(kept?.ownHashes ?? (await hashFiles(ownCode()))) };

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
  return { artifacts, inputs };
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
