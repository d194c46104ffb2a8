import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { AirssysError, ENGINES, type EngineName } from '@airssys/model';
import { defaultCacheDir } from './cache-dir.ts';
import { nearest } from './nearest.ts';
import type { SourceTransform } from './source-transform.ts';

/** What to build, and how. */
export interface BuildOptions {
  /** The file with the component class. Relative to the current directory. */
  readonly entry: string;
  /** The JavaScript engine inside of the component. Default `starlingmonkey`; `quickjs` is an eighth of its size. */
  readonly engine?: EngineName | undefined;
  /** Where the results are written; false to write nothing. Default `dist` beside the nearest `package.json`. */
  readonly outDir?: string | false | undefined;
  /** Where built components are kept for reuse. Default `node_modules/.cache/airssys` of the project. */
  readonly cacheDir?: string | undefined;
  /** Whether a component built earlier from the same sources may be used. Default true. */
  readonly useCache?: boolean | undefined;
  /**
   * Whether the component's WIT is compared with the one locked in `wit/NAME.wit` of the project, and locked there. Default: where
   * results are written.
   */
  readonly lock?: boolean | undefined;
  /** Whether a change that breaks callers or hosts is locked without the version that it asks for. Default false. */
  readonly allowBreaking?: boolean | undefined;
  /** Changes the author's modules before they are bundled, for instance to count what runs. Default: nothing does. */
  readonly transform?: SourceTransform | undefined;
  /**
   * Called when the sources have been analyzed and a component will be made of them, not where an earlier result is used: whoever is to
   * load it may get ready meanwhile. Default: nobody is told.
   */
  readonly onAnalyzed?: (() => void) | undefined;
}

/** {@link BuildOptions} with every default filled in and every path absolute. */
export interface ResolvedOptions {
  readonly entry: string;
  /** File name of the results, without extension: the entry's. */
  readonly fileName: string;
  readonly engine: EngineName;
  /** Directory of the nearest `package.json` above the entry, or the entry's own. */
  readonly projectDir: string;
  readonly outDir: string | undefined;
  readonly cacheDir: string;
  readonly useCache: boolean;
  readonly lock: boolean;
  readonly allowBreaking: boolean;
  readonly transform: SourceTransform | undefined;
  readonly onAnalyzed: (() => void) | undefined;
}

/**
 * @throws AirssysError `AIRSSYS_BUILD_MISSING_FILE` where the entry is not there, `AIRSSYS_BUILD_CONFIG` where it is no
 *   TypeScript file, the engine is unknown, or the default for the cache is somebody else's.
 */
export function resolveOptions(options: BuildOptions): ResolvedOptions {
  const entry = resolve(options.entry);
  if (!existsSync(entry)) {
    throw new AirssysError('AIRSSYS_BUILD_MISSING_FILE', `There is no file ${options.entry}`, {
      hint: 'Name the TypeScript file that holds the class with @component.',
      data: { path: entry },
    });
  }
  if (!statSync(entry).isFile() || !/^\.[cm]?tsx?$/.test(extname(entry))) {
    throw new AirssysError('AIRSSYS_BUILD_CONFIG', `${options.entry} is not a TypeScript file`, {
      hint: 'Name the .ts file that holds the class with @component.',
      data: { path: entry },
    });
  }
  const engine = options.engine ?? 'starlingmonkey';
  if (!ENGINES.includes(engine)) {
    throw new AirssysError('AIRSSYS_BUILD_CONFIG', `There is no engine '${engine as string}'`, {
      hint: `Engines: ${ENGINES.join(', ')}.`,
    });
  }
  const projectDir = nearest(dirname(entry), 'package.json') ?? dirname(entry);
  return Object.freeze({
    entry,
    fileName: basename(entry, extname(entry)),
    engine,
    projectDir,
    outDir: options.outDir === false ? undefined : resolve(options.outDir ?? join(projectDir, 'dist')),
    cacheDir: resolve(options.cacheDir ?? defaultCacheDir(projectDir)),
    useCache: options.useCache ?? true,
    lock: options.lock ?? options.outDir !== false,
    allowBreaking: options.allowBreaking ?? false,
    transform: options.transform,
    onAnalyzed: options.onAnalyzed,
  });
}
