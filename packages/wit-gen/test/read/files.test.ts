/** Packages on disk: which files are read, and as what. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { componentEmbed } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, onTestFinished, test } from 'vitest';
import { packagesIn, readWit, witFiles } from '../../src/index.ts';

function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-wit-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

const names = (dir: string, files: ReturnType<typeof witFiles>['files']): readonly string[] =>
  files.map(({ path }) => path.slice(dir.length + 1));

test('a folder is one package, those in deps are others', () => {
  const dir = folder({
    'b.wit': 'package a:b; world w { import i; import c:d/e; import f:g/h; }',
    'a.wit': 'interface i { }',
    'README.md': 'Not WIT.',
    'nested/x.wit': 'package not:read;',
    'deps/one.wit': 'package c:d; interface e {}',
    'deps/two/x.wit': 'package f:g; interface h { use y.{t}; }',
    'deps/two/y.wit': 'package f:g; interface y { type t = u8; }',
    'deps/empty/README.md': '',
    'deps/README.md': '',
  });
  const input = witFiles(dir);
  expect(names(dir, input.files)).toEqual(['a.wit', 'b.wit']);
  expect(input.dependencies?.map((files) => names(dir, files))).toEqual([
    ['deps/one.wit'],
    ['deps/two/x.wit', 'deps/two/y.wit'],
  ]);
  const { document, diagnostics } = readWit(input);
  expect(diagnostics).toEqual([]);
  expect(document?.packages.map(({ id }) => id)).toEqual(['a:b', 'c:d', 'f:g']);
  expect(names(dir, witFiles(join(dir, 'b.wit')).files)).toEqual(['b.wit']);
  expect(packagesIn(join(dir, 'nowhere'))).toEqual([]);
});

test('a dependency may be in binary form', async () => {
  const witSource =
    'package c:d@1.0.0; interface e { use f.{r}; g: func(r: r); } interface f { record r { a: u8 } } world w { import e; }';
  const module = await componentEmbed({ dummy: true, witSource, world: 'w' });
  const [section = new ArrayBuffer()] = WebAssembly.Module.customSections(
    new WebAssembly.Module(Uint8Array.from(module)),
    'component-type',
  );
  const dir = folder({
    'a.wit': 'package a:b; world v { import c:d/e@1.0.0; }',
    'deps/d.wasm': new Uint8Array(section),
  });
  const { document, diagnostics } = readWit(witFiles(dir));
  expect(diagnostics).toEqual([]);
  expect(document?.packages[1]?.interfaces.map(({ name }) => name).toSorted()).toEqual(['e', 'f']);
});
