/** The archives of the packages as npm would publish them. A package whose files are the same is not packed again. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { publishedWorkspaces, ROOT, type Workspace } from './workspaces.ts';

const CACHE = join(ROOT, '.airssys', 'packed');
/** Folders that are never packed and change often. */
const IGNORED = new Set(['node_modules', 'test', 'coverage', '.airssys']);

export interface PackedPackage {
  readonly workspace: Workspace;
  /** Path of the `.tgz`. */
  readonly archive: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly digest: string;
}

/** Packs every package that is published. */
export function packAll(): readonly PackedPackage[] {
  const workspaces = publishedWorkspaces();
  const archives = new Map(workspaces.map((one) => [one, archiveOf(one)]));
  const missing = workspaces.filter((one) => !existsSync(archives.get(one) ?? ''));
  if (missing.length > 0) pack(missing, archives);
  return workspaces.map((workspace) => {
    const archive = archives.get(workspace) ?? '';
    return { workspace, archive, digest: sha256(readFileSync(archive)) };
  });
}

function pack(workspaces: readonly Workspace[], archives: ReadonlyMap<Workspace, string>): void {
  const made = join(CACHE, `.tmp-${process.pid}`);
  mkdirSync(made, { recursive: true });
  try {
    const chosen = workspaces.map(({ path }) => `--workspace=${path}`);
    const args = ['pack', ...chosen, '--pack-destination', made, '--json', '--ignore-scripts'];
    execFileSync('npm', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    for (const workspace of workspaces) {
      const archive = archives.get(workspace) ?? '';
      rmSync(dirname(archive), { recursive: true, force: true });
      mkdirSync(dirname(archive), { recursive: true });
      renameSync(join(made, `${fileName(workspace)}-${workspace.version}.tgz`), archive);
    }
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** As npm names archives: `@airssys/sdk` is `airssys-sdk`. */
const fileName = ({ name }: Workspace): string => name.replace('@', '').replace('/', '-');

const archiveOf = (workspace: Workspace): string => join(CACHE, fileName(workspace), `${hashOf(workspace.folder)}.tgz`);

/** Of the names and contents of all files that may be packed. */
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const visit = (directory: string): void => {
    const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !(directory === folder && IGNORED.has(entry.name))) visit(path);
      else if (entry.isFile()) hash.update(`${relative(folder, path)}\0${sha256(readFileSync(path))}\0`);
    }
  };
  visit(folder);
  return hash.digest('hex');
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
