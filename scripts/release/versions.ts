/** The versions that the changesets ask for. */
import { join } from 'node:path';
import { getReleasePlan } from '@changesets/get-release-plan';
import { runTool } from './run-tool.ts';

/** One of the packages that have one version together (`fixed` in .changeset/config.json). */
export const IN_STEP = '@airssys/sdk';

export interface VersionChange {
  readonly name: string;
  readonly oldVersion: string;
  readonly newVersion: string;
}

/** Packages whose version will go up, and how; empty where all changesets are taken in. */
export async function pendingVersions(root: string): Promise<readonly VersionChange[]> {
  const { releases } = await getReleasePlan(root);
  // Of private packages, which have no versions, only the dependencies change.
  return releases.flatMap(({ name, type, oldVersion, newVersion }) =>
    type === 'none' || oldVersion === undefined || newVersion === undefined ? [] : [{ name, oldVersion, newVersion }],
  );
}

/** Takes all changesets into versions, changelogs and the lockfile, and commits that. */
export async function raiseVersions(root: string, changes: readonly VersionChange[]): Promise<void> {
  await runTool(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], { cwd: root });
  await runTool('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
  });
  await runTool('npm', ['exec', '--', 'oxfmt', '--write', '.'], { cwd: root });
  await runTool('git', ['add', '--all'], { cwd: root });
  await runTool('git', ['commit', '--message', `Release ${describeVersions(changes)}`], { cwd: root });
}

/** `0.2.0`, and whatever has another version by name. */
export function describeVersions(changes: readonly VersionChange[]): string {
  const inStep = changes.find(({ name }) => name === IN_STEP)?.newVersion;
  const others = changes.filter(({ newVersion }) => newVersion !== inStep);
  return [...(inStep === undefined ? [] : [inStep]), ...others.map((one) => `${one.name}@${one.newVersion}`)].join(
    ', ',
  );
}
