/** What a build depends on besides its options: files, by their content. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { SourceRecord } from '@airssys/model';
import { sha256 } from './build-cache.ts';
import { configChain } from './config-chain.ts';
import { nearest } from './nearest.ts';
import { packageDir } from './tools.ts';

/** SHA-256 (hex) by absolute path. */
export type InputHashes = Readonly<Record<string, string>>;

export async function hashFiles(paths: readonly string[]): Promise<InputHashes> {
  const unique = [...new Set(paths)].sort();
  return Object.fromEntries(
    await Promise.all(unique.map(async (path) => [path, sha256(await readFile(path))] as const)),
  );
}

/** The `package.json` and the `tsconfig.json` that hold for a file. Another one that appears nearer is another path. */
export function nearestConfigs(file: string): readonly string[] {
  return ['package.json', 'tsconfig.json'].flatMap((name) => {
    const dir = nearest(dirname(file), name);
    return dir === undefined ? [] : [join(dir, name)];
  });
}

/** The configuration that holds for the sources, with all that it extends. In packages TypeScript's does not count. */
export function configFiles(sources: readonly string[]): readonly string[] {
  const byDir = new Map(sources.map((source) => [dirname(source), source]));
  const found = byDir.values().flatMap((source) =>
    nearestConfigs(source).flatMap((config) => {
      if (config.endsWith('package.json')) return [config];
      return inPackages(source) ? [] : configChain(config);
    }),
  );
  return [...new Set(found)];
}

/**
 * The code that makes components: this package's, that of the analysis and its model, and the WIT packages. Their versions
 * stand for it among users; those who change the code itself never meet a stale component either.
 */
export function ownCode(): readonly string[] {
  return (ownFiles ??= findOwnCode());
}

/** Looked for once: code that has been loaded stays as it is until the process ends. */
let ownFiles: readonly string[] | undefined;

function findOwnCode(): readonly string[] {
  const inPackage = (name: string, folder: string, ending: RegExp): readonly string[] => {
    const dir = packageDir(name);
    return dir === undefined ? [] : filesIn(join(dir, folder), ending);
  };
  return [
    // The declarations too: the sources are checked and analyzed against them.
    ...filesIn(dirname(import.meta.dirname), /\.(js|d\.ts)$/),
    ...inPackage('@airssys/wit-gen', 'dist', /\.js$/),
    ...inPackage('@airssys/model', 'dist', /\.js$/),
    ...inPackage('@airssys/wit', '.', /\.wit$/),
  ];
}

function filesIn(dir: string, ending: RegExp): readonly string[] {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => ending.test(name)).map((name) => join(dir, name));
}

/**
 * The files by names that are the same wherever the project lies: a file of the project goes by its path in it, one outside or of a
 * dependency by its package and its path in that.
 */
export function namedInputs(inputs: InputHashes, projectDir: string): readonly SourceRecord[] {
  const named = Object.entries(inputs).map(([path, hash]) => ({ name: inputName(path, projectDir), sha256: hash }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One hash of all files, the same wherever the project lies. */
export function hashInputs(inputs: InputHashes, projectDir: string): string {
  const named = namedInputs(inputs, projectDir).map(({ name, sha256: hash }) => `${name} ${hash}`);
  return sha256(named.join('\n'));
}

function inputName(path: string, projectDir: string): string {
  const inProject = relative(projectDir, path);
  const isOutside = inProject.startsWith('..') || inPackages(inProject);
  return (isOutside ? nameInPackage(path) : undefined) ?? inProject.replaceAll(sep, '/');
}

function nameInPackage(path: string): string | undefined {
  for (let dir = nearest(dirname(path), 'package.json'); dir; dir = nearest(dirname(dir), 'package.json')) {
    const name = packageName(join(dir, 'package.json'));
    // Folders inside of a package may have a package.json without a name, for their module type.
    if (name !== undefined) return `${name}/${relative(dir, path).replaceAll(sep, '/')}`;
    if (dirname(dir) === dir) return undefined;
  }
  return undefined;
}

function packageName(packageJson: string): string | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(packageJson, 'utf8'));
    const named = typeof found === 'object' && found !== null && 'name' in found ? found.name : undefined;
    return typeof named === 'string' ? named : undefined;
  } catch {
    return undefined;
  }
}

const inPackages = (path: string): boolean => path.split(sep).includes('node_modules');
