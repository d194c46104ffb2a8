import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Manifest } from '@airssys/model';
import type { AnalysisProject } from '@airssys/wit-gen';
import { type Artifacts, BuildCache } from './build-cache.ts';
import { cacheKey, keep } from './build-component.ts';
import { type BuildDiagnostic, diagnosticsIn } from './diagnostics.ts';
import { configFiles, hashFiles, type InputHashes, ownCode } from './inputs.ts';
import { type Made, makeArtifacts } from './make-artifacts.ts';
import { type BuildOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { QuickComponentizer } from './quick-componentizer.ts';
import { Stopwatch, type Timings } from './stopwatch.ts';

/** A component that was built while its sources change, with all that a build has to show. */
export interface Rebuilt extends Artifacts {
  /** `manifest`, read. */
  readonly parsedManifest: Manifest;
  /** Milliseconds per stage. */
  readonly timings: Timings;
}

/** What a build has come to. */
export interface Rebuild {
  /** Absent where the sources have errors. */
  readonly built?: Rebuilt;
  /** Errors and warnings of the interface, the imports and the syntax; not those of types, see {@link ComponentBuilder.checkTypes}. */
  readonly diagnostics: readonly BuildDiagnostic[];
  /** Absolute paths of what the result depends on. Installed packages are left out. */
  readonly files: readonly string[];
}

/**
 * Builds one component again and again while its sources change: the analysis, the bundler's work on what does not change and the engine
 * stay in memory. Its components are those of `buildComponent`, to the byte but for the manifest's `inputHash`, which counts what was read:
 * the compiler's part is left out. It writes nothing. Type errors keep nothing from being built: {@link checkTypes} looks for them, when
 * there is time.
 *
 * With the engine `quickjs` a build takes some hundred milliseconds as long as the interface stays.
 */
export class ComponentBuilder {
  readonly #options: ResolvedOptions;
  readonly #buildInfoFile: string;
  readonly #componentizer = new QuickComponentizer();
  #project: AnalysisProject | undefined;
  #ownHashes: InputHashes | undefined;
  #files: readonly string[] = [];

  /** @throws AirssysError as `buildComponent` does of its options. */
  constructor(options: Pick<BuildOptions, 'entry' | 'engine' | 'cacheDir' | 'transform'>) {
    this.#options = resolveOptions({ ...options, outDir: false });
    this.#buildInfoFile = join(this.#options.cacheDir, 'work', `types.${randomUUID()}.tsbuildinfo`);
  }

  /** Absolute path. */
  get entry(): string {
    return this.#options.entry;
  }

  /**
   * One at a time. Errors of the sources are in the result.
   *
   * @throws AirssysError as `buildComponent` does otherwise.
   */
  async build(): Promise<Rebuild> {
    const stopwatch = new Stopwatch();
    const { entry } = this.#options;
    try {
      const { artifacts } = await this.#make(stopwatch);
      // Written by makeArtifacts from a Manifest.
      const parsedManifest = JSON.parse(artifacts.manifest) as Manifest;
      const built = { ...artifacts, parsedManifest, timings: stopwatch.timings };
      return { built, diagnostics: artifacts.warnings, files: this.#files };
    } catch (error) {
      const diagnostics = diagnosticsIn(error);
      if (diagnostics === undefined) throw error;
      // What mends them may be in any file that took part before, or that is named; or not be there yet.
      const named = [entry, ...diagnostics.map(({ file }) => file), ...this.#files];
      const files = [...named, ...named.map((file) => dirname(file)), ...configFiles(named)];
      return { diagnostics, files: [...new Set(files)].filter((path) => !isInstalled(path)) };
    }
  }

  /**
   * Builds as `buildComponent` does, with a look at the types, and keeps the result where that finds it. One at a time.
   *
   * @returns The component.
   * @throws AirssysError as `buildComponent` does, of the sources too.
   */
  async buildIntoCache(): Promise<Uint8Array> {
    const startedAt = Date.now();
    const made = await this.#make(new Stopwatch(), this.#buildInfoFile);
    const cache = new BuildCache(this.#options.cacheDir);
    await keep(made, { cache, key: cacheKey(this.#options), startedAt });
    return made.artifacts.component;
  }

  /** The type errors of the sources, by the TypeScript compiler in a process of its own. */
  async checkTypes(): Promise<readonly BuildDiagnostic[]> {
    const { typeCheck } = await import('./type-check.ts');
    const { entry, cacheDir } = this.#options;
    return (await typeCheck(entry, join(cacheDir, 'work'), this.#buildInfoFile)).diagnostics;
  }

  async #make(stopwatch: Stopwatch, buildInfoFile?: string): Promise<Made> {
    this.#project ??= (await import('@airssys/wit-gen')).createAnalysisProject();
    this.#ownHashes ??= await hashFiles(ownCode());
    const made = await makeArtifacts(this.#options, stopwatch, {
      project: this.#project,
      ownHashes: this.#ownHashes,
      componentize: async (input) => await this.#componentizer.componentize(input),
      buildInfoFile,
    });
    this.#files = Object.keys(made.inputs).filter(
      (path) => !isInstalled(path) && this.#ownHashes?.[path] === undefined,
    );
    return made;
  }

  /** Forgets what was kept, and removes its file from the cache. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#project?.reset();
    await rm(this.#buildInfoFile, { force: true });
  }
}

const isInstalled = (path: string): boolean => path.split(sep).includes('node_modules');
