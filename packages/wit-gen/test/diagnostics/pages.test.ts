/** The pages about diagnostics and the closed list of codes say the same, both ways, and the pages' examples are true. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { analyzeComponent, DIAGNOSTIC_CODES, type Diagnostic } from '../../src/index.ts';
import { diagnosticPages, exampleFiles } from '../support/diagnostic-page.ts';
import { Workspace } from '../support/workspace.ts';

/** Not of a source, but of what is not there. */
const WITHOUT_EXAMPLE = 'AIRSSYS_WIT_ENTRY_MISSING';
/** Its example is wrong only where there is no SDK. */
const WITHOUT_SDK = 'AIRSSYS_WIT_SDK_MISSING';
/** Those of WIT texts are in wit-pages.test.ts; those of the build come with a component that can be made. */
const ELSEWHERE = /^AIRSSYS_(?:BUILD|WIT_READ|WIT_BIND)_/;

const workspace = new Workspace();
const pages = diagnosticPages().filter(({ code }) => !ELSEWHERE.test(code));
const withExamples = pages.filter(({ code }) => code !== WITHOUT_EXAMPLE && code !== WITHOUT_SDK);

const foundIn = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code, file, line }) => `${code} ${basename(file)}:${line}`);

test('every code has a page that says what it means, and no page is of another code', () => {
  expect(Object.fromEntries(pages.map(({ code, meaning }) => [code, meaning]))).toEqual(DIAGNOSTIC_CODES);
  for (const { code, title, fences } of pages) {
    expect(title).toBe(code);
    expect(fences.filter((one) => !['ts wrong', 'ts mended', 'sh'].includes(one))).toEqual([]);
  }
});

test.each(withExamples)('$code: the example shows it at the marked line, and nothing else', ({ code, wrong }) => {
  expect(wrong.length).toBeGreaterThan(0);
  for (const example of wrong) {
    const { texts, marks } = exampleFiles(example);
    for (const [name, text] of Object.entries(texts)) workspace.write(name, text);
    expect(marks.length).toBeGreaterThan(0);
    expect(foundIn(workspace.analyze().diagnostics)).toEqual(marks.map((mark) => `${code} ${mark}`));
  }
});

test.each(withExamples)('$code: the mended example has nothing to complain of', ({ mended }) => {
  expect(mended.length).toBeGreaterThan(0);
  for (const example of mended) {
    for (const [name, text] of Object.entries(exampleFiles(example).texts)) workspace.write(name, text);
    expect(foundIn(workspace.analyze().diagnostics)).toEqual([]);
  }
});

test(`${WITHOUT_SDK}: the example shows it where there is no SDK, and is right where there is one`, () => {
  const [example = ''] = pages.find(({ code }) => code === WITHOUT_SDK)?.wrong ?? [];
  const { texts, marks } = exampleFiles(example);
  const directory = mkdtempSync(join(tmpdir(), 'airssys-'));
  const entry = join(directory, 'entry.ts');
  writeFileSync(entry, texts['entry.ts'] ?? '');
  const { diagnostics } = analyzeComponent({ entry });
  rmSync(directory, { recursive: true });
  expect(foundIn(diagnostics)).toEqual(marks.map((mark) => `${WITHOUT_SDK} ${mark}`));
  expect(workspace.source(texts['entry.ts'] ?? '').diagnostics).toEqual([]);
});

test('TypeScript accepts the mended examples', () => {
  const typed = new Workspace();
  const files = withExamples.flatMap(({ code, mended }) =>
    mended.flatMap((example, at) =>
      Object.entries(exampleFiles(example).texts).map(([name, text]) => typed.write(`${code}-${at}/${name}`, text)),
    ),
  );
  const compilerOptions = {
    target: 'es2024',
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    noImplicitOverride: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: [],
  };
  const config = typed.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  let output = '';
  try {
    execFileSync(process.execPath, [compiler, '-p', config, '--pretty', 'false'], { encoding: 'utf8' });
  } catch (error) {
    output = (error as { readonly stdout: string }).stdout; // as execFileSync throws it
  }
  expect(output).toBe('');
});
