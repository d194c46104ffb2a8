/** The stages that look at the sources: the first of a build, and all that a check does. */
import { join } from 'node:path';
import type { ComponentModel } from '@airssys/model';
import type { AnalysisProject, MarkPlace, WitSource } from '@airssys/wit-gen';
import type { HostInterface } from './adapter-source.ts';
import type { GlobalsName } from './used-globals.ts';
import { type BuildDiagnostic, diagnosticsIn } from './diagnostics.ts';
import { mergeDiagnostics } from './merge-diagnostics.ts';
import type { ResolvedOptions } from './options.ts';
import type { Stopwatch } from './stopwatch.ts';
import { unrequested } from './unrequested.ts';
import { unusedRequests } from './unused-requests.ts';
import { WIT_DEPS } from './wit-dirs.ts';

export interface CheckedSources {
  /** Absent where there are errors. */
  readonly checked?: {
    readonly model: ComponentModel;
    /** The host interfaces that the component uses. */
    readonly imports: readonly HostInterface[];
    /** The runtime's globals that its code can come across. */
    readonly globals: readonly GlobalsName[];
    /** The decorators that its code can do without. */
    readonly marks: readonly MarkPlace[];
    /** The WIT packages that the engine has to see besides the SDK's: the files of each. */
    readonly packages: readonly (readonly WitSource[])[];
  };
  /** Errors and warnings in source order, the entry file first. */
  readonly diagnostics: readonly BuildDiagnostic[];
  /** Absolute paths of the author's files that were read. */
  readonly files: readonly string[];
  /** Absolute paths at which imports that lead nowhere were looked for. */
  readonly missing: readonly string[];
}

export interface CheckSetting {
  readonly stopwatch: Stopwatch;
  /** Kept from one check to the next. Default: a new one. */
  readonly project?: AnalysisProject | undefined;
  /** Where the TypeScript compiler keeps what it found, for the next check. Default: it keeps nothing. */
  readonly buildInfoFile?: string | undefined;
  /** Whether type errors are looked for. Default true. */
  readonly withTypes?: boolean | undefined;
  /** See `BuildOptions.onAnalyzed`. */
  readonly onAnalyzed?: (() => void) | undefined;
}

/** Analyzes and type-checks the sources, and sees what the component uses of the host. */
export async function checkSources(
  { entry, projectDir, cacheDir }: Pick<ResolvedOptions, 'entry' | 'projectDir' | 'cacheDir'>,
  { stopwatch, project, buildInfoFile, withTypes = true, onAnalyzed }: CheckSetting,
): Promise<CheckedSources> {
  // The compiler first: it has a process of its own, and is what takes longest beside all of the rest.
  const checking = withTypes
    ? stopwatch.time('check', async () => {
        const { typeCheck } = await import('./type-check.ts');
        return await typeCheck(entry, join(cacheDir, 'work'), buildInfoFile);
      })
    : Promise.resolve({ diagnostics: [], files: [] });
  checking.catch(() => {}); // awaited below; a failure of the analysis comes first
  // The heavy tools are loaded when there is something to check.
  const [{ analyzeComponent }, { usedInterfaces }, { projectInterfaces }] = await stopwatch.time('load', () =>
    Promise.all([import('@airssys/wit-gen'), import('./bundle.ts'), import('./project-interfaces.ts')]),
  );
  const analysis = await stopwatch.time('analyze', () => analyzeComponent({ entry, ...(project && { project }) }));
  const { model, missing } = analysis;
  const isSound = model !== undefined && !hasErrors(analysis.diagnostics);
  const using = isSound ? stopwatch.time('imports', () => usedInterfaces({ entry, projectDir }, model)) : undefined;
  using?.catch(() => {}); // awaited below; where there are type errors, nobody asks
  if (isSound) onAnalyzed?.();
  const types = await checking;
  const diagnostics = mergeDiagnostics(entry, analysis.diagnostics, types.diagnostics);
  const files = [...new Set([...analysis.files, ...types.files.filter(isAuthored)])].toSorted();
  const found = { diagnostics, files, missing };
  if (model === undefined || using === undefined || hasErrors(diagnostics)) return found;

  try {
    const { imports, uses, globals } = await using;
    const { models, packages } = projectInterfaces(uses, projectDir);
    const warnings = [
      ...unrequested(model, imports, analysis.clientUses, entry),
      ...unusedRequests(analysis.requests, imports),
    ];
    return {
      ...found,
      files: [...files, ...packages.flatMap((sources) => sources.map(({ path }) => path))],
      checked: {
        model: models.length === 0 ? model : { ...model, imports: models },
        imports,
        globals,
        marks: analysis.marks,
        packages,
      },
      diagnostics: mergeDiagnostics(entry, diagnostics, warnings),
    };
  } catch (error) {
    const bundling = diagnosticsIn(error);
    if (bundling === undefined) throw error;
    return {
      // What mends them may be a WIT package that is not there yet, or not in its present form.
      files: [...new Set([...files, ...bundling.map(({ file }) => file)])],
      missing: [...missing, join(projectDir, WIT_DEPS)],
      diagnostics: mergeDiagnostics(entry, diagnostics, bundling),
    };
  }
}

const hasErrors = (diagnostics: readonly BuildDiagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** TypeScript's own declarations are among what its compiler has read. */
const isAuthored = (path: string): boolean => !/[/\\]node_modules[/\\]/.test(path);
