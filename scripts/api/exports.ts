/** What modules export, found without looking into any other package: types are not needed for that, names are. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ts } from 'ts-morph';

export interface ExportedSymbol {
  /** As it is imported. */
  readonly name: string;
  readonly symbol: ts.Symbol;
  /** In the package; empty for what it passes on of another one. */
  readonly declarations: readonly ts.Declaration[];
}

/** All files that are reached from these by imports of files; `import … from './x.ts'` is `x.d.ts` among declarations. */
export function createPackageProgram(files: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    noLib: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) => ({ resolvedModule: resolveFile(text, containing) }));
  return ts.createProgram([...files], options, host);
}

function resolveFile(specifier: string, containing: string): ts.ResolvedModuleFull | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const source = resolve(dirname(containing), specifier);
  const declarations = source.replace(/\.ts$/, '.d.ts');
  const [resolvedFileName, extension] = existsSync(declarations)
    ? [declarations, ts.Extension.Dts]
    : [source, ts.Extension.Ts];
  return { resolvedFileName, extension };
}

/** By name, in alphabetical order. */
export function exportsOf(program: ts.Program, file: string): readonly ExportedSymbol[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module`);
  return checker
    .getExportsOfModule(module)
    .map((one) => {
      const symbol = resolveAlias(checker, one);
      return { name: one.name, symbol, declarations: symbol.declarations ?? [] };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What an import or a re-export stands for; itself where that is in another package. */
export function resolveAlias(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  // What cannot be resolved is one symbol for all, without declarations.
  return target.declarations === undefined ? symbol : target;
}
