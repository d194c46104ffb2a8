/** Components as packages of npm, in a registry on this machine. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../create-airssys/test/newcomer/registry.ts';
import { type Project, sampleProject } from './support/project.ts';
import type { Outcome } from './support/command.ts';

const WASM = 'dist/sample.wasm';
let project: Project;
let registry: Registry;
beforeAll(async () => {
  project = await sampleProject('publish-npm');
  registry = await openRegistry(mkdtempSync(join(tmpdir(), 'airssys-npm-')));
}, 240_000); // verdaccio is fetched, once
afterAll(async () => await registry?.[Symbol.asyncDispose]());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await project.run(args, { env: { ...process.env, ...registry.env } });

it('gives the package that was published, and no other', async () => {
  const published = await run('publish', '--npm', WASM);
  expect(published.stdout).toMatch(/^npm:@demo\/sample@1\.2\.3#sha512-.{86}==\n$/);
  const pulled = await run('pull', 'npm:@demo/sample@^1.0.0', '-o', 'pulled.wasm');
  expect(pulled).toMatchObject({ code: 0, stdout: published.stdout });
  expect(Buffer.compare(readFileSync(project.path('pulled.wasm')), readFileSync(project.path(WASM)))).toBe(0);

  const other = published.stdout
    .trim()
    .replace(/#sha512-./, (found) => (found.endsWith('A') ? '#sha512-B' : '#sha512-A'));
  const refused = await run('pull', other, '-o', 'other.wasm');
  expect(refused.stderr).toContain('AIRSSYS_SOURCE_DIGEST');
  expect(existsSync(project.path('other.wasm'))).toBe(false);

  const again = await run('publish', '--npm', WASM);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('raise the version');
  expect((await run('pull', 'npm:@demo/nothing')).stderr).toContain('AIRSSYS_SOURCE_NOT_FOUND');
});
