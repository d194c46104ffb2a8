/** The pages of docs/testing are projects: their tests pass, and their code type-checks. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INDEX, readPages, writeProject } from './pages.ts';
import { runVitest, type VitestRun } from './run-vitest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docs = join(root, 'docs/testing');
const pages = readPages(docs);
// Inside of the repository, so that the packages resolve as in a project that has them installed; not in node_modules, where
// Vitest looks for no tests. Always the same, so that what has not changed is not built again.
const dir = join(root, '.airssys/documented');
let run: VitestRun;

beforeAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(join(dir, 'pages'), { recursive: true });
  for (const page of pages) writeProject(page, join(dir, 'pages', page.name));
  writeFileSync(join(dir, 'vitest.config.ts'), `export default { test: { projects: ['pages/*'], maxWorkers: 2 } };\n`);
  run = await runVitest(dir, join(root, 'node_modules/.cache/airssys'));
}, 900_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each(pages.map(({ name }) => name))('docs/testing/%s.md does what it says', (name) => {
  const files = run.files.filter((file) => file.name.startsWith(join(dir, 'pages', name, '/')));
  expect(files.length, `no test of the page has run:\n${run.output}`).toBeGreaterThan(0);
  const failures = files.flatMap(({ message, assertionResults }) => [
    ...(message === '' ? [] : [message]),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages?.join('\n') ?? ''}`),
  ]);
  expect(failures.join('\n\n')).toBe('');
  expect(
    files.flatMap(({ assertionResults }) => assertionResults).filter((one) => one.status === 'passed'),
  ).not.toEqual([]);
});

test('what the pages show type-checks', () => {
  const config = {
    extends: join(root, 'examples/weather-report/tsconfig.json'),
    compilerOptions: { rootDir: dir, types: ['node'] },
  };
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ ...config, include: ['pages/*/src', 'pages/*/test'] }));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', dir], { cwd: dir, encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});

test('the index leads to every page', () => {
  const index = readFileSync(join(docs, INDEX), 'utf8');
  const linked = [...index.matchAll(/\]\(([\w-]+)\.md\)/g)].map(([, name = '']) => name);
  expect(linked.filter((name) => !existsSync(join(docs, `${name}.md`)))).toEqual([]);
  expect(pages.map(({ name }) => name).filter((name) => !linked.includes(name))).toEqual([]);
});

test('each feature that the index names has a page', () => {
  const lines = readFileSync(join(docs, INDEX), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('- '));
  expect(lines.filter((line) => !/^- \[[^\]]+\]\([a-z-]+\.md\):/.test(line))).toEqual([]);
});
