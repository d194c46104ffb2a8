/** The packages that make a component, and where they lie. */
import { readFileSync, realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineName } from '@airssys/model';

/** By package, those of its dependencies whose version it leaves open and that make a part of the component. */
type Tools = Readonly<Record<string, readonly string[]>>;

const TOOLS: Tools = {
  '@airssys/model': [],
  '@airssys/wit': [],
  '@airssys/wit-gen': ['ts-morph'],
  esbuild: [],
  typescript: [],
};

const ENGINE_TOOLS: Readonly<Record<EngineName, Tools>> = {
  starlingmonkey: {
    '@bytecodealliance/componentize-js': [
      '@bytecodealliance/jco',
      '@bytecodealliance/weval',
      '@bytecodealliance/wizer',
    ],
  },
  quickjs: { 'componentize-qjs': [] },
};

/** The versions of the packages that make a component with this engine. They are part of what a build depends on. */
export function toolVersions(engine: EngineName): Readonly<Record<string, string>> {
  let versions = versionsOf.get(engine);
  if (versions === undefined) versionsOf.set(engine, (versions = findVersions(engine)));
  return versions;
}

/** Read once: a tool that has been loaded stays as it is until the process ends. */
const versionsOf = new Map<EngineName, Readonly<Record<string, string>>>();

function findVersions(engine: EngineName): Readonly<Record<string, string>> {
  const versions: Record<string, string> = { '@airssys/sdk': versionIn(findPackageJSON(import.meta.url)) };
  for (const [name, dependencies] of Object.entries({ ...TOOLS, ...ENGINE_TOOLS[engine] })) {
    const file = packageFile(name);
    versions[name] = versionIn(file);
    for (const dependency of dependencies) versions[dependency] = versionIn(packageFile(dependency, file));
  }
  return versions;
}

/** The directory of a package that the SDK depends on; undefined where it is not installed. */
export function packageDir(name: string): string | undefined {
  const file = packageFile(name);
  return file && dirname(file);
}

/** The `package.json` of a package as the module or package at `from` (a path) finds it. Links are followed. */
function packageFile(name: string, from: string = import.meta.filename): string | undefined {
  try {
    const found = findPackageJSON(name, pathToFileURL(from));
    return found && realpathSync(found);
  } catch {
    return undefined; // the stage that needs it says so
  }
}

function versionIn(packageJson: string | undefined): string {
  if (packageJson === undefined) return 'unknown';
  const found: unknown = JSON.parse(readFileSync(packageJson, 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown';
}
