/** What may be in an archive, and what has to be: nothing that only development needs, nothing that is stale. */
import { posix } from 'node:path';

/** Besides what all packages have, by name of the package. */
const OWN_FILES: Readonly<Record<string, RegExp>> = {
  '@airssys/cli': /^bin\/airssys\.js$/,
  '@airssys/testing': /^component-imports\.d\.ts$/,
  '@airssys/wit': /^[a-z-]+\/.*\.wit$/,
  'create-airssys': /^(bin\/create-airssys\.js|templates\/.*)$/,
};
const COMMON_FILES = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
const CODE_FILES = /^(dist\/.*\.(js|d\.ts)(\.map)?|src\/.*\.ts)$/;
/** Templates have tests: they are what a new project begins with. */
const DEVELOPMENT_FILES =
  /^coverage\/|(^|\/)(tests?|__tests__|fixtures|node_modules|\.tmp-.*)\/|\.(test|spec|bench)\.|tsbuildinfo|\.tgz$/;
const REQUIRED_FILES = ['package.json', 'README.md', 'LICENSE'];

/** The files of an archive; empty where nothing is wrong. */
export function checkContents(name: string, paths: readonly string[]): readonly string[] {
  const inside = new Set(paths);
  return [
    ...REQUIRED_FILES.filter((path) => !inside.has(path)).map((path) => `${path} is missing`),
    ...paths.flatMap((path) => checkPath(name, path, inside)),
  ];
}

function checkPath(name: string, path: string, inside: ReadonlySet<string>): readonly string[] {
  if ((OWN_FILES[name]?.test(path) ?? false) || COMMON_FILES.test(path)) return [];
  if (DEVELOPMENT_FILES.test(path)) return [`${path} is for development only`];
  if (!CODE_FILES.test(path)) return [`${path} is of no kind that the package publishes (scripts/packed/contents.ts)`];
  const source = path.replace(/^dist\//, 'src/').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
  return inside.has(source) ? [] : [`${path} is stale: there is no ${source}; delete dist and compile`];
}

/** That the sources that source maps name are in the archive, and that code names its source map. */
export function checkSourceMaps(paths: readonly string[], read: (path: string) => string): readonly string[] {
  const inside = new Set(paths);
  const maps = paths.filter((path) => path.endsWith('.map'));
  const withoutMap = paths
    .filter((path) => /^dist\/.*(\.js|\.d\.ts)$/.test(path) && !inside.has(`${path}.map`))
    .map((path) => `${path} has no source map`);
  const dangling = maps.flatMap((path) => {
    const { sources, sourcesContent } = JSON.parse(read(path)) as SourceMap; // written by the compiler
    return sources
      .map((source) => posix.join(posix.dirname(path), source))
      .filter((source, index) => !inside.has(source) && sourcesContent?.[index] === undefined)
      .map((source) => `${path} refers to ${source}, which is not in the archive`);
  });
  return [...withoutMap, ...dangling];
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly string[];
}
