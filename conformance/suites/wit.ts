/**
 * Every world of `wit/accept` is read, its interfaces are bound, and the modules that come of it are type-checked as an author's
 * are; what components cannot use yet is refused by name. Every text of `wit/reject` is refused.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import {
  type BoundScope,
  bindScope,
  type Diagnostic,
  interfaceId,
  readWit,
  rootPackage,
  type WitDocument,
  type WitFunction,
  witFiles,
} from '@airssys/wit-gen';
import { emptyResult, fail, type Suite, type SuiteResult } from '../suite.ts';

const ROOT = join(import.meta.dirname, '../..');

export const wit: Suite = {
  name: 'wit',
  folder: 'wit',
  run(directory: string): SuiteResult {
    const result = emptyResult();
    const workspace = mkdtempSync(join(ROOT, '.tmp-wit-'));
    try {
      accept(join(directory, 'accept'), workspace, result);
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
    reject(join(directory, 'reject'), result);
    return result;
  },
};

function accept(directory: string, workspace: string, result: SuiteResult): void {
  const bound = namesIn(directory).filter((name) => {
    try {
      const { document, diagnostics } = readWit(witFiles(join(directory, name)));
      if (document === undefined) throw new Error(`it was refused: ${textOf(diagnostics)}`);
      const refused = writeModules(document, name, directory, workspace);
      if (refused.length === 0) return true;
      result.skipped.push({ name, reason: `refused by name: ${[...new Set(refused)].toSorted().join(', ')}` });
    } catch (error) {
      fail(result, name, error instanceof Error ? error.message : String(error));
    }
    return false;
  });
  const complaints = typeCheck(workspace);
  for (const name of bound) {
    const found = complaints.filter((line) => line.startsWith(`${folderOf(name)}/`));
    if (found.length === 0) result.passed++;
    else fail(result, name, found.slice(0, 3).join('; '));
  }
}

function reject(directory: string, result: SuiteResult): void {
  for (const name of namesIn(directory)) {
    try {
      const { document } = readWit(witFiles(join(directory, name)));
      if (document === undefined) result.passed++;
      else fail(result, name, 'it was read');
    } catch (error) {
      fail(result, name, `it crashed: ${String(error)}`);
    }
  }
}

/** Writes the modules of all interfaces that the document has. Returns what was refused, by its name. */
function writeModules(document: WitDocument, name: string, directory: string, workspace: string): readonly string[] {
  const { files, dependencies = [] } = witFiles(join(directory, name));
  return scopesOf(document).flatMap((scope) => {
    const { bound, diagnostics } = bindScope(scope, [files, ...dependencies].flat());
    if (bound === undefined) return diagnostics.map(featureOf);
    const path = pathOf(scope.id);
    const text = bound.printModule({
      generator: 'the conformance suite',
      specifierOf: (id) => toSpecifier(relative(dirname(path), pathOf(id))),
    });
    const file = join(workspace, folderOf(name), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return [];
  });
}

/** The interfaces of all packages, those that are written in worlds, and what worlds have themselves. */
function scopesOf(document: WitDocument): readonly BoundScope[] {
  const ofPackages = document.packages.flatMap((one) =>
    one.interfaces.map((scope) => ({ document, id: interfaceId(one, scope.name), scope })),
  );
  const root = rootPackage(document);
  const ofWorlds = root.worlds.flatMap((world) => {
    const sides = { imports: world.imports, exports: world.exports };
    return Object.entries(sides).flatMap(([side, items]): BoundScope[] => {
      const functions = items.filter((item): item is Extract<typeof item, WitFunction> => item.kind === 'function');
      const inline = items.filter((item) => item.kind === 'inline');
      const id = (name: string): string => interfaceId(root, `${world.name}-${side}-${name}`);
      return [
        { document, id: id('world'), scope: { types: world.types, functions } },
        ...inline.map((scope) => ({ document, id: id(scope.name), scope })),
      ];
    });
  });
  return [...ofPackages, ...ofWorlds];
}

const pathOf = (id: string): string => `${id.replace(/@.*/, '').replaceAll(':', '/')}.ts`;

const folderOf = (name: string): string => name.replace(/\.wit$/, '');

const toSpecifier = (path: string): string => `${path.startsWith('.') ? '' : './'}${path.replace(/\.ts$/, '.js')}`;

const featureOf = ({ message }: Diagnostic): string => /has (?:an? )?(.+), which/.exec(message)?.[1] ?? message;

const textOf = (diagnostics: readonly Diagnostic[]): string => diagnostics.map(({ message }) => message).join('; ');

const namesIn = (directory: string): readonly string[] =>
  existsSync(directory) ? readdirSync(directory).toSorted() : [];

/** What the compiler says of all modules together, by lines that begin with the module's path. */
function typeCheck(workspace: string): readonly string[] {
  const options = {
    target: 'es2024',
    lib: ['es2024'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    isolatedDeclarations: true,
    declaration: true,
    erasableSyntaxOnly: true,
    noEmit: true,
  };
  writeFileSync(join(workspace, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(workspace, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['**/*.ts'] }));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], {
    cwd: workspace,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  if (status !== 0 && lines.length === 0) throw new Error(`the compiler ended with ${status}`);
  return lines;
}
