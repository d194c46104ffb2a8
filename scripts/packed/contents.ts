/** What may be in an archive, and what has to be: nothing that only development needs, nothing that is stale. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Besides what all packages have, by name of the package. */
const OWN_FILES: Readonly<Record<string, RegExp>> = {
  '@airssys/cli': /^(bin\/airssys\.js|docs\/(errors|diagnostics\/\w+)\.md)$/,
  '@airssys/testing': /^component-imports\.d\.ts$/,
  '@airssys/wit': /^[a-z-]+\/.*\.wit$/,
  'create-airssys': /^(bin\/create-airssys\.js|templates\/.*)$/,
};
const COMMON_FILES = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
const CODE_FILES = /^dist\/.*\.(js|js\.map|d\.ts)$/;
/** Templates have tests: they are what a new project begins with. */
const DEVELOPMENT_FILES =
  /^coverage\/|(^|\/)(tests?|__tests__|fixtures|node_modules|\.tmp-.*)\/|\.(test|spec|bench)\.|tsbuildinfo|\.tgz$/;
const REQUIRED_FILES = ['package.json', 'README.md', 'LICENSE'];

/** The files of an archive; empty where nothing is wrong. `folder`: the package's, where its sources are. */
export function checkContents(name: string, paths: readonly string[], folder: string): readonly string[] {
  const inside = new Set(paths);
  return [
    ...REQUIRED_FILES.filter((path) => !inside.has(path)).map((path) => `${path} is missing`),
    ...paths.flatMap((path) => checkPath(name, path, folder)),
  ];
}

function checkPath(name: string, path: string, folder: string): readonly string[] {
  if ((OWN_FILES[name]?.test(path) ?? false) || COMMON_FILES.test(path)) return [];
  if (DEVELOPMENT_FILES.test(path)) return [`${path} is for development only`];
  if (!CODE_FILES.test(path)) return [`${path} is of no kind that the package publishes (scripts/packed/contents.ts)`];
  const source = path.replace(/^dist\//, 'src/').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
  return existsSync(join(folder, source)) ? [] : [`${path} is stale: there is no ${source}; delete dist and compile`];
}

/** That code names its source map, and that the map carries the sources: they are not in the archive. */
export function checkSourceMaps(paths: readonly string[], read: (path: string) => string): readonly string[] {
  const inside = new Set(paths);
  const withoutMap = paths
    .filter((path) => /^dist\/.*\.js$/.test(path) && !inside.has(`${path}.map`))
    .map((path) => `${path} has no source map`);
  const incomplete = paths.flatMap((path) => {
    if (!path.endsWith('.map')) return [];
    const { sources, sourcesContent } = JSON.parse(read(path)) as SourceMap; // written by the compiler
    return sources
      .filter((_, index) => typeof sourcesContent?.[index] !== 'string')
      .map((source) => `${path} does not carry ${source}`);
  });
  return [...withoutMap, ...incomplete];
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}
