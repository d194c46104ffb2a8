/**
 * What a project of each template does with no edit. They lie inside of the repository, so that they find its packages;
 * `npm run newcomer` installs them from a registry.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEMPLATES, type TemplateName } from '../src/index.ts';
import { create } from './support/command.ts';
import { runCommand } from './support/run-command.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** The same in each run: builds are taken from the cache. */
const DIRECTORY = join(import.meta.dirname, '.airssys/templates');
const settings = (cwd: string) => ({ cwd, env: { AIRSSYS_CACHE_DIR: join(ROOT, 'node_modules/.cache/airssys') } });

beforeAll(() => {
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
});
afterAll(() => rmSync(DIRECTORY, { recursive: true, force: true }));

const templates = Object.keys(TEMPLATES) as TemplateName[]; // its own keys

test.each(templates)('%s: checks, its tests pass, it builds', async (template) => {
  const project = join(DIRECTORY, template);
  expect(await create([project, '--template', template])).toMatchObject({ code: 0, stderr: '' });
  expect((await runCommand(['npm', 'run', 'check'], settings(project))).stdout).toContain(': no errors');
  await runCommand(['npm', 'test'], settings(project));
  expect((await runCommand(['npm', 'run', 'build'], settings(project))).stdout).toMatch(/^(built|unchanged) demo:/m);
});

test('composed: the imported interface is the one that the other component has', () => {
  const project = join(DIRECTORY, 'composed');
  const generated = 'wit/generated/demo/prices/operations.ts';
  const template = join(import.meta.dirname, '../templates/composed/wit/generated/{{namespace}}/prices/operations.ts');
  // The build has taken it over from the component just now.
  expect(readFileSync(join(project, generated), 'utf8')).toBe(
    readFileSync(template, 'utf8').replaceAll('{{namespace}}', 'demo'),
  );
});
