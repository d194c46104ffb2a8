import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ts } from 'ts-morph';

/**
 * What the analysis type-checks with. The author's tsconfig is checked and obeyed by `tsc`; here only how modules are
 * found is taken from it. `strict` is always on, since without it `T | undefined` is the same type as `T`.
 */
export const BASE_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.es2024.d.ts'],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  exactOptionalPropertyTypes: false,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  allowJs: false,
  isolatedModules: true,
};

export interface ResolvedOptions {
  readonly options: ts.CompilerOptions;
  /** The tsconfig that was read, if there is one near. */
  readonly configFile?: string;
}

/** The options for an entry file: ours, with `paths` and `customConditions` of the nearest tsconfig. */
export function compilerOptionsFor(entry: string): ResolvedOptions {
  const configFile = ts.findConfigFile(dirname(entry), (path) => ts.sys.fileExists(path));
  if (configFile === undefined) return { options: BASE_OPTIONS };
  return { options: { ...BASE_OPTIONS, ...resolutionOptions(configFile) }, configFile };
}

/** A tsconfig that this TypeScript cannot read, or not wholly, counts for what is readable in it. */
function resolutionOptions(configFile: string): ts.CompilerOptions {
  const read = ts.readConfigFile(configFile, (path) => readFileSync(path, 'utf8'));
  if (read.config === undefined) return {};
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    // Which files belong to the project does not matter here, and to list them is slow.
    readDirectory: () => [],
  };
  const { options } = ts.parseJsonConfigFileContent(read.config, host, dirname(configFile), undefined, configFile);
  const { paths, baseUrl, customConditions, pathsBasePath } = options;
  return {
    ...(paths !== undefined && { paths }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(customConditions !== undefined && { customConditions }),
    ...(pathsBasePath !== undefined && { pathsBasePath }),
  };
}
