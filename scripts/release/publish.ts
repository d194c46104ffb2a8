/** Publishes archives, those first that others depend on. What the registry has already is left as it is. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PackedPackage } from '../packed/pack.ts';
import { ReleaseError, runTool, tryTool } from './run-tool.ts';

export interface PublishOptions {
  /** Folder whose npm settings hold. */
  readonly cwd: string;
  /** npm's settings besides those, such as `npm_config_registry`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Asks the registry and publishes nothing. Default false. */
  readonly isDryRun?: boolean;
  /** Is told of each package. */
  readonly onPackage: (line: string) => void;
}

/**
 * Answers the names of what was published now. To be called again after a failure: it goes on where it was.
 *
 * @throws ReleaseError where the registry does not answer, refuses, or has another archive under the same version.
 */
export async function publishPackages(
  packed: readonly PackedPackage[],
  options: PublishOptions,
): Promise<readonly string[]> {
  const published: string[] = [];
  for (const one of packed) if (await publishPackage(one, options)) published.push(one.workspace.name);
  return published;
}

async function publishPackage({ workspace, archive }: PackedPackage, options: PublishOptions): Promise<boolean> {
  const { cwd, env = {}, isDryRun = false, onPackage } = options;
  const { name, version } = workspace;
  const known = await publishedIntegrity(`${name}@${version}`, { cwd, env });
  if (known !== undefined) {
    // Both are the whole of what is installed: npm packs the same files to the same bytes.
    if (known !== integrityOf(archive)) {
      throw new ReleaseError(
        `${name}@${version} is in the registry with other contents (${known}). A version cannot be published twice: write a ` +
          'changeset (npx changeset) and release the next one.',
      );
    }
    onPackage(`${name}@${version} is published already`);
    return false;
  }
  // npm would give a prerelease to everybody who names no version.
  const tag = version.includes('-') ? 'next' : 'latest';
  if (isDryRun) {
    onPackage(`${name}@${version} would be published as ${tag}`);
    return false;
  }
  await runTool('npm', ['publish', archive, '--access', 'public', '--tag', tag, '--ignore-scripts'], { cwd, env });
  onPackage(`${name}@${version} published as ${tag}`);
  return true;
}

/** Subresource integrity of a version in the registry; undefined where it has none such. */
async function publishedIntegrity(
  spec: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<string | undefined> {
  // Fresh: a list that npm has kept from before would say that something just published is not there.
  const { status, stdout, stderr } = await tryTool(
    'npm',
    ['view', spec, 'dist.integrity', '--json', '--prefer-online'],
    options,
  );
  if (status === 0) return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as string);
  if (/\bE404\b/.test(stdout + stderr)) return undefined;
  throw new ReleaseError(`The registry could not be asked for ${spec}:\n${stdout}${stderr}`);
}

const integrityOf = (archive: string): string =>
  `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
