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

/** Writes the project and installs what it needs. */
export function makeProject(folder: string, archives: Archives, vitestVersion: string): void {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const manifest = {
    name: 'fresh',
    private: true,
    type: 'module',
    devDependencies: {
      // All of them: none is on the registry, where their dependencies on each other would be looked for.
      ...Object.fromEntries(Object.entries(archives).map(([name, file]) => [name, `file:${file}`])),
      '@vitest/coverage-v8': vitestVersion,
      typescript: devDependencies['typescript'],
      vitest: vitestVersion,
    },
  };
  const files = { ...SOURCES, 'package.json': JSON.stringify(manifest, null, 2) };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  execFileSync('npm', ['install', ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
