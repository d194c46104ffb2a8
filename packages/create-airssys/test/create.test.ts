import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TEMPLATES } from '../src/index.ts';
import { create, emptyDirectory, entriesOf } from './support/command.ts';

const text = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

test('a project is made, with its names, and what comes next is told', async () => {
  const directory = join(emptyDirectory(), 'web-shop');
  const { code, stdout, stderr } = await create([directory], { env: { npm_config_user_agent: 'pnpm/10.1.0 npm/?' } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replaceAll(/\S*web-shop(?=[:\n])/g, '<dir>')).toMatchInlineSnapshot(`
    "made web-shop in <dir>: 10 files of the template minimal

    next:
      cd <dir>
      pnpm install
      pnpm test
      pnpm run build
      pnpm start
    "
  `);
  expect(text(directory, 'src/greeter.ts')).toContain("@component({ id: 'demo:web-shop', version: '0.1.0' })");
  expect(text(directory, '.gitignore')).toContain('node_modules/');
  const own = JSON.parse(text(import.meta.dirname, '../package.json')) as { version: string };
  const made = JSON.parse(text(directory, 'package.json')) as { name: string; dependencies: object };
  expect(made).toMatchObject({ name: 'web-shop', dependencies: { '@airssys/sdk': own.version } });
});

test.each(Object.keys(TEMPLATES))('%s: nothing of the names is left to fill in', async (template) => {
  const directory = join(emptyDirectory(), 'shop');
  const { code, stdout } = await create([directory, '-t', template, '--name', '@acme/shop', '--json']);
  expect(code).toBe(0);
  const { files, id } = JSON.parse(stdout) as { files: readonly string[]; id: string };
  expect(id).toBe('acme:shop');
  for (const file of files) {
    expect(file).not.toMatch(/\{\{|_gitignore/);
    expect(text(directory, file)).not.toMatch(/\{\{|demo/);
  }
  const { scripts } = JSON.parse(text(directory, 'package.json')) as { scripts: Record<string, string> };
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['check', 'test', 'build', 'start']));
  expect(text(directory, 'README.md').match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ', '4. ', '5. ']);
});

test('other packages have the versions that the repository is tested with', async () => {
  const { devDependencies: tested } = JSON.parse(text(import.meta.dirname, '../../../package.json')) as {
    devDependencies: Record<string, string>;
  };
  for (const template of Object.keys(TEMPLATES)) {
    const file = text(import.meta.dirname, '../templates', template, 'package.json');
    const { devDependencies } = JSON.parse(file) as { devDependencies: Record<string, string> };
    for (const name of ['@types/node', 'typescript', 'vitest']) expect(devDependencies[name]).toBe(tested[name]);
  }
});

test('a directory with files is refused, and stays as it is', async () => {
  const directory = emptyDirectory();
  writeFileSync(join(directory, 'mine.txt'), 'mine');
  const { code, stderr } = await create([directory, '--name', 'shop']);
  expect(code).toBe(2);
  expect(stderr).toContain('is not empty: it has mine.txt');
  expect(stderr).toContain('--merge');
  expect(entriesOf(directory)).toEqual(['mine.txt']);
});

test('--merge adds, and writes over nothing', async () => {
  const directory = emptyDirectory();
  writeFileSync(join(directory, 'mine.txt'), 'mine');
  mkdirSync(join(directory, 'src'));
  writeFileSync(join(directory, 'src/greeter.ts'), 'mine');
  const before = entriesOf(directory);
  const refused = await create([directory, '--name', 'shop', '--merge', '--json']);
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'AIRSSYS_CLI_USAGE', data: { files: ['src/greeter.ts'] } },
  });
  expect(entriesOf(directory)).toEqual(before);

  const { code } = await create([directory, '--name', 'shop', '--merge', '--template', 'stateful']);
  expect(code).toBe(0);
  expect(text(directory, 'src/greeter.ts')).toBe('mine');
  expect(entriesOf(directory)).toContain('src/tally.ts');
});

test.each([
  [['--yes'], 'No directory is named', 'npm create airssys@latest my-component'],
  [['shop', '--template', 'minimum'], "argument 'minimum' is invalid", '--help says more'],
  [['shop', '--templat', 'minimal'], "Unknown option '--templat'", '--template'],
  [['shop', '--name', 'My Shop'], "'My Shop' is no name for a package", '--name'],
  [['shop', '--id', 'shop'], "'shop' is no id for a component: it is not NAMESPACE:NAME", '--id'],
])('%s is refused, with the flag that mends it', async (args, message, hint) => {
  const { code, stdout, stderr } = await create(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(new RegExp(`hint:.*${hint}`));
  expect(existsSync('shop')).toBe(false);
});

test('an error is a document with --json', async () => {
  const { code, stdout, stderr } = await create(['--json']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'AIRSSYS_CLI_USAGE', message: 'No directory is named' } });
});

test('--git makes a repository', async () => {
  const directory = join(emptyDirectory(), 'shop');
  expect(await create([directory, '--git', '--json'])).toMatchObject({ code: 0 });
  expect(existsSync(join(directory, '.git/HEAD'))).toBe(true);
});
