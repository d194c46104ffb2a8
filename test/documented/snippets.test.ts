/** The snippets of the documents: all type-check, components are built and called, programs run and print what they say. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ComponentHost } from '@airssys/host';
import { buildComponent } from '@airssys/sdk/build';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedSnippets, readDocument, ROOT } from './documents.ts';
import type { ProgramReport } from './run-programs.ts';
import { BUILT_ELSEWHERE, GIVEN, GIVEN_FILES, RUN, type RunSnippet, SOURCES, TYPES_ONLY } from './snippet-settings.ts';
import { readSnippets } from './snippets.ts';

// Inside of the repository, so that the packages resolve as in a project that has them installed. Always the same, so that
// what has not changed is not built again.
const dir = join(ROOT, '.airssys/snippets');
const snippets = documentedSnippets();
const isComponent = (code: string): boolean => /^@component\(/m.test(code);
/** What only declares has nothing to run: each line that is not inside of something begins or ends a declaration. */
const isDeclaration = (code: string): boolean =>
  code.split('\n').every((line) => /^(import |export |[})]|\/\/|\/\*\*| |$)/.test(line));
const slug = (name: string): string => name.replaceAll(/[^\w-]+/g, '-');

function write(path: string, content: string | Uint8Array): string {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function sourceOf(name: string): string {
  const [document = '', index] = name.split('#');
  const source = SOURCES[name] ?? readSnippets(readDocument(document)).find((one) => one.index === Number(index))?.code;
  if (source === undefined) throw new Error(`There is no ${name}`);
  return source;
}

/** Milliseconds for what builds a dozen components that no cache has, beside other work. */
const SLOW = { timeout: 600_000 };

const built = new Map<string, Promise<Uint8Array>>();

/** The component of a snippet, or of a text of the settings. Warnings are none of it. */
async function build(name: string): Promise<Uint8Array> {
  const known = built.get(name);
  if (known !== undefined) return await known;
  const source = sourceOf(name);
  const making = source.startsWith('(') ? parse(source) : buildSource(name, source);
  built.set(name, making);
  return await making;
}

async function buildSource(name: string, source: string): Promise<Uint8Array> {
  const entry = write(`components/${slug(name)}/src/component.ts`, source);
  const cacheDir = join(ROOT, 'node_modules/.cache/airssys');
  const { component, warnings } = await buildComponent({ entry, engine: 'quickjs', outDir: false, cacheDir });
  expect(warnings, `of ${name}`).toEqual([]);
  return component;
}

beforeAll(() => {
  rmSync(dir, { recursive: true, force: true });
  write('package.json', '{ "name": "snippets", "private": true, "type": "module" }\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('every snippet type-checks', () => {
  for (const [name, code] of snippets) {
    const [document = ''] = name.split('#');
    write(`types/${slug(document)}/test/${slug(name)}.ts`, `${GIVEN[name] ?? ''}\n${code}\nexport {};\n`);
    for (const [path, content] of Object.entries(GIVEN_FILES[document] ?? {}))
      write(`types/${slug(document)}/${path}`, content);
  }
  const config = {
    extends: join(ROOT, 'examples/weather-report/tsconfig.json'),
    // A snippet shows what is there, and need not use it.
    compilerOptions: { rootDir: dir, types: ['node'], noUnusedLocals: false, noUnusedParameters: false },
    include: ['types'],
  };
  write('tsconfig.json', JSON.stringify(config));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', dir], { cwd: dir, encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});

test('every snippet is a component, is run, or is known to be neither', () => {
  const run = RUN.map(({ snippet }) => snippet);
  const known = [...run, ...Object.keys(TYPES_ONLY)];
  expect(
    [...snippets]
      .filter(([name, code]) => !isComponent(code) && !isDeclaration(code) && !known.includes(name))
      .map(([name]) => name),
  ).toEqual([]);
  // No setting is of a snippet that is gone.
  expect([...known, ...Object.keys(GIVEN)].filter((name) => !snippets.has(name))).toEqual([]);
});

test('every component builds without a warning', SLOW, async () => {
  const names = [...snippets].filter(([name, code]) => isComponent(code) && !BUILT_ELSEWHERE.includes(name));
  expect(names.length).toBeGreaterThan(3);
  for (const [name] of names) expect(await build(name)).toBeInstanceOf(Uint8Array);
});

test('programs run and print what they should', SLOW, async () => {
  const files = new Map<string, RunSnippet>();
  for (const one of RUN) {
    const folder = `programs/${slug(one.snippet)}`;
    for (const name of one.folders ?? []) mkdirSync(join(dir, folder, name), { recursive: true });
    for (const [name, source] of Object.entries(one.components ?? {})) write(`${folder}/${name}`, await build(source));
    for (const [name, source] of Object.entries(one.sources ?? {})) write(`${folder}/${name}`, sourceOf(source));
    const [from = '', to = ''] = one.instead ?? [];
    files.set(write(`${folder}/program.ts`, (snippets.get(one.snippet) ?? '').replace(from, to)), one);
  }
  const script = join(import.meta.dirname, 'run-programs.ts');
  const report = write('report.jsonl', '');
  const { stdout, stderr } = spawnSync(process.execPath, [script, report, ...files.keys()], { encoding: 'utf8' });
  const ended = readFileSync(report, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ProgramReport); // of run-programs.ts
  expect(ended, `what the programs wrote: ${stderr}`).toEqual(
    [...files].map(([file, { prints }]) => ({
      file,
      printed: prints.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))),
    })),
  );
  expect(stdout).toBe('done\n'); // of the program of docs/wasi.md
});

test('the handler of docs/serve.md answers as it says, and that of docs/migration.md counts', async () => {
  await using host = new ComponentHost();
  const greeter = await host.load(await build('docs/serve.md#1'), 'greeter');
  await using server = await greeter.serve({ port: 0 });
  expect(await (await fetch(new URL('/?name=Ada', server.url))).text()).toBe('Hello Ada');
  expect((await fetch(new URL('/other', server.url))).status).toBe(404);
  const visits = await host.load(await build('docs/migration.md#1'), 'visits');
  await using counted = await visits.serve({ port: 0, grants: ['storage'] });
  await fetch(counted.url);
  const second = await fetch(counted.url);
  expect([second.headers.get('x-visits'), await second.text()]).toEqual(['2', 'Visit 2\n']);
});

test('the components of docs/migration.md and docs/network.md do what they say', async () => {
  await using host = new ComponentHost();
  await using filter = await (await host.load(await build('docs/migration.md#2'), 'filter')).instantiate();
  expect(await filter.call('parse', 'error: disk full')).toEqual({ level: 'error', text: 'disk full' });
  await expect(filter.call('parse', 'disk full')).rejects.toMatchObject({ name: 'NoLogLine' });
  const redacted = await filter.call('redact', new TextEncoder().encode('card 12345678'));
  expect(new TextDecoder().decode(redacted as Uint8Array)).toBe('card ****'); // list<u8>
  await using weather = await (await host.load(await build('docs/network.md#0'), 'weather')).instantiate();
  await expect(weather.call('today', 'Oslo')).rejects.toMatchObject({ message: expect.stringContaining('denied') });
});
