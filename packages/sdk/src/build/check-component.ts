import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComponentModel } from '@airssys/model';
import type { AnalysisProject } from '@airssys/wit-gen';
import { type CheckedSources, type CheckSetting, checkSources } from './check-sources.ts';
import type { BuildDiagnostic } from './diagnostics.ts';
import { configFiles } from './inputs.ts';
import { type ResolvedOptions, resolveOptions } from './options.ts';
import { Stopwatch, type Timings } from './stopwatch.ts';

/** What is checked. */
export interface CheckOptions {
  /** The file with the component class. Relative to the current directory. */
  readonly entry: string;
  /** Where files of the check are kept for a moment. Default as that of a build. */
  readonly cacheDir?: string | undefined;
}

/** What a check has found. */
export interface CheckResult {
  /** What the component is. Absent where there are errors. */
  readonly model?: ComponentModel;
  /** Its own WIT package, as a build has it. Absent where there are errors. */
  readonly wit?: string;
  /** Errors and warnings in source order, the entry file first. */
  readonly diagnostics: readonly BuildDiagnostic[];
  /** Absolute paths of what the result depends on: the author's files and their configuration. Installed packages are left out. */
  readonly files: readonly string[];
  /** Absolute paths at which a file would mend an import that leads nowhere. */
  readonly missing: readonly string[];
  /** Milliseconds per stage. */
  readonly timings: Timings;
}

/**
 * Says what a build would say of the sources, without making a component: the interface, the types, the imports.
 *
 * @throws AirssysError as `buildComponent` does of its options. Errors of the sources are in the result.
 */
export async function checkComponent(options: CheckOptions): Promise<CheckResult> {
  return await check(resolveOptions(options), {});
}

/**
 * As {@link checkComponent} for several components, one result for each in their order. What they have in common, the standard
 * library's declarations above all, is read once.
 *
 * @throws AirssysError as `buildComponent` does of the options of any of them, before the first is checked.
 */
export async function checkComponents(options: readonly CheckOptions[]): Promise<readonly CheckResult[]> {
  const all = options.map((one) => resolveOptions(one));
  const project = (await import('@airssys/wit-gen')).createAnalysisProject();
  const results: CheckResult[] = [];
  for (const one of all) results.push(await check(one, { project }));
  return results;
}

/**
 * Checks one component again and again, as an editor wants it: each check reads only what has changed since the last one.
 * `await using` it, or call its dispose: it leaves a file in the cache while it lives.
 */
export class ComponentChecker {
  /** Absolute path. */
  readonly entry: string;
  readonly #options: ResolvedOptions;
  readonly #buildInfoFile: string;
  #project: AnalysisProject | undefined;

  /** @throws AirssysError as {@link checkComponent}. */
  constructor(options: CheckOptions) {
    this.#options = resolveOptions(options);
    this.entry = this.#options.entry;
    this.#buildInfoFile = join(this.#options.cacheDir, 'work', `check.${randomUUID()}.tsbuildinfo`);
  }

  /** As {@link checkComponent}. An entry that is gone by now is an error of the sources. One at a time. */
  async check(): Promise<CheckResult> {
    this.#project ??= (await import('@airssys/wit-gen')).createAnalysisProject();
    return await check(this.#options, { project: this.#project, buildInfoFile: this.#buildInfoFile });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#project?.reset();
    await rm(this.#buildInfoFile, { force: true });
  }
}

async function check(options: ResolvedOptions, setting: Omit<CheckSetting, 'stopwatch'>): Promise<CheckResult> {
  const stopwatch = new Stopwatch();
  const { checked, diagnostics, files, missing } = await checkSources(options, { ...setting, stopwatch });
  return {
    ...(checked && { model: checked.model, wit: await ownWit(checked) }),
    diagnostics,
    files: [...new Set([...files, ...configFiles([options.entry, ...files])])],
    missing,
    timings: stopwatch.timings,
  };
}

async function ownWit({ model, imports }: NonNullable<CheckedSources['checked']>): Promise<string> {
  const { printWit } = await import('@airssys/wit-gen');
  return printWit(model, { imports: [...imports, ...(model.imports ?? [])].map((one) => one.wit) });
}
