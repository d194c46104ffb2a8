/** A project outside of the repository that has our packages as they would be published, and all else from the registry. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackedPackage } from '../../scripts/packed/pack.ts';
import { SOURCES } from './sources.ts';

const root = join(import.meta.dirname, '../..');

/** What is packed: name and the path of its archive. */
export type Archives = Readonly<Record<string, string>>;

export const archivesOf = (packed: readonly PackedPackage[]): Archives =>
  Object.fromEntries(packed.map(({ workspace, archive }) => [workspace.name, archive]));

/** Writes the project with the tests, and installs what it needs. */
export function makeProject(folder: string, archives: Archives, vitestVersion: string): void {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const tools = {
    '@vitest/coverage-v8': vitestVersion,
    typescript: devDependencies['typescript'] ?? '',
    vitest: vitestVersion,
  };
  installProject(folder, { dependencies: { ...archives, ...tools }, files: SOURCES });
}

/** What a project has: versions by package, a path where the package is an archive; and contents by path. */
interface ProjectContent {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** Writes a project, and installs what it needs. */
export function installProject(folder: string, { dependencies, files }: ProjectContent): void {
  const manifest = {
    name: 'fresh',
    private: true,
    type: 'module',
    // All of our packages: none is on the registry, where their dependencies on each other would be looked for.
    devDependencies: Object.fromEntries(
      Object.entries(dependencies).map(([name, one]) => [name, one.endsWith('.tgz') ? `file:${one}` : one]),
    ),
  };
  for (const [path, content] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest, null, 2) })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  execFileSync('npm', ['install', ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
