/**
 * `npm run release -- --dry-run --checked`: takes the changesets into versions, builds, checks, packs, publishes to the registry that
 * npm is configured with, and tags. After a failure, run it again: what is done is not done twice.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll } from '../packed/pack.ts';
import { publishedWorkspaces, ROOT, type Workspace } from '../packed/workspaces.ts';
import { publishPackages } from './publish.ts';
import { ReleaseError, runTool, tryTool } from './run-tool.ts';
import { describeVersions, IN_STEP, pendingVersions, raiseVersions } from './versions.ts';

const { values } = parseArgs({
  options: {
    /** Says what would be done. Builds and packs all the same, and asks the registry; commits, publishes and tags nothing. */
    'dry-run': { type: 'boolean', default: false },
    /** The whole check has passed on this commit, in CI: only what concerns the packages is checked again. */
    checked: { type: 'boolean', default: false },
  },
});
const isDryRun = values['dry-run'];
const cwd = ROOT;

const step = (name: string): void => console.log(`\u203a ${name}`);
const say = (text: string): void => console.log(`  ${text}`);

async function checkTree(): Promise<void> {
  step('tree');
  const changed = (await runTool('git', ['status', '--porcelain'], { cwd })).trim();
  if (changed !== '') throw new ReleaseError(`There are changes that are not committed:\n${changed}`);
  const commit = (await runTool('git', ['rev-parse', '--short', 'HEAD'], { cwd })).trim();
  say(`clean at ${commit}`);
}

/** Answers the packages as they are then; in a dry run, as they would be. */
async function takeVersions(): Promise<readonly Workspace[]> {
  step('versions');
  const changes = await pendingVersions(ROOT);
  for (const { name, oldVersion, newVersion } of changes) say(`${name} ${oldVersion} \u2192 ${newVersion}`);
  if (changes.length === 0) say('no changesets: the versions are those to be published');
  else if (isDryRun) say(`would be committed as "Release ${describeVersions(changes)}"`);
  else await raiseVersions(ROOT, changes);
  const raised = new Map(changes.map(({ name, newVersion }) => [name, newVersion]));
  return publishedWorkspaces().map((one) => ({ ...one, version: raised.get(one.name) ?? one.version }));
}

async function build(): Promise<void> {
  step('build');
  for (const { folder } of publishedWorkspaces()) rmSync(join(folder, 'dist'), { recursive: true, force: true });
  await runTool('npm', ['run', '--silent', 'build'], { cwd });
  say('compiled from nothing');
}

async function check(): Promise<void> {
  step('checks');
  const isWhole = !isDryRun && !values.checked;
  const scripts = isWhole ? ['check'] : ['packages', 'api', 'doc-comments'];
  if (!isWhole && !values.checked) say('a release runs all of npm run check');
  for (const script of scripts) {
    const output = (await runTool('npm', ['run', '--silent', script], { cwd })).trimEnd();
    say(isWhole ? `${script} passed` : output.replaceAll('\n', '\n  '));
  }
}

async function publish(workspaces: readonly Workspace[]): Promise<void> {
  step('pack');
  const packed = packAll().map((one) => ({
    ...one,
    workspace: workspaces.find(({ name }) => name === one.workspace.name) ?? one.workspace,
  }));
  for (const { workspace, digest } of packed) say(`sha256 ${digest}  ${workspace.name}@${workspace.version}`);
  const registry = (await runTool('npm', ['config', 'get', 'registry'], { cwd })).trim();
  step(`publish to ${registry}`);
  await publishPackages(packed, { cwd, isDryRun, onPackage: say });
}

/** One tag for the packages that go in step. Pushing it is for whoever releases. */
async function tag(workspaces: readonly Workspace[]): Promise<void> {
  step('tag');
  const name = `v${workspaces.find((one) => one.name === IN_STEP)?.version}`;
  const tagged = await tryTool('git', ['rev-parse', '--verify', '--quiet', `refs/tags/${name}^{commit}`], { cwd });
  const head = (await runTool('git', ['rev-parse', 'HEAD'], { cwd })).trim();
  if (tagged.status === 0) {
    if (tagged.stdout.trim() !== head) throw new ReleaseError(`The tag ${name} is at another commit than this one.`);
    say(`${name} is there already`);
    return;
  }
  if (!isDryRun) await runTool('git', ['tag', '--annotate', name, '--message', `Release ${name.slice(1)}`], { cwd });
  say(isDryRun ? `${name} would be made here` : `${name} made; push it: git push --follow-tags`);
}

try {
  await checkTree();
  const workspaces = await takeVersions();
  await build();
  await check();
  await publish(workspaces);
  await tag(workspaces);
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(error.message);
  console.error('When that is mended, run it again: what is done is not done twice.');
  process.exitCode = 1;
}
