/** The project that a command is called in, as its `package.json` tells. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearestPackage } from '../find-entry.ts';

export interface ProjectFacts {
  readonly dir: string;
  /** Undefined where the file is no JSON object. */
  readonly manifest: Readonly<Record<string, unknown>> | undefined;
  /** Ranges by name: of dependencies, also those for development and of peers. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export function readProject(cwd: string): ProjectFacts | undefined {
  const dir = nearestPackage(cwd);
  if (dir === undefined) return undefined;
  const manifest = readManifest(join(dir, 'package.json'));
  const lists = ['peerDependencies', 'devDependencies', 'dependencies'].map((list) => manifest?.[list]);
  return { dir, manifest, dependencies: Object.assign({}, ...lists) as Record<string, string> };
}

/** Undefined where it cannot be read, or is no JSON object. */
export function readManifest(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : undefined;
  } catch {
    return undefined;
  }
}

export interface InstalledPackage {
  /** Path of its `package.json`. */
  readonly file: string;
  readonly version: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The package that a module at `from` (a path) would get by that name; undefined where it is not installed. */
export function installedPackage(name: string, from: string): InstalledPackage | undefined {
  const file = packageFile(name, from);
  const manifest = file === undefined ? undefined : readManifest(file);
  if (file === undefined || manifest === undefined) return undefined;
  return { file, manifest, version: String(manifest['version']) };
}

function packageFile(name: string, from: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(from));
  } catch {
    return undefined;
  }
}
