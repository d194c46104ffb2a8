import { ts } from 'ts-morph';
import type { AnalysisContext } from '../context.ts';

/**
 * Why a type's name leads nowhere: the module in an import or re-export that cannot be found, or the name in one that a
 * module does not have. Undefined where no import is to blame.
 */
export function unresolvedName({ checker }: AnalysisContext, node: ts.TypeNode): ts.Node | undefined {
  if (ts.isImportTypeNode(node)) {
    const literal = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    return literal !== undefined && checker.getSymbolAtLocation(literal) === undefined ? literal : undefined;
  }
  if (!ts.isTypeReferenceNode(node)) return undefined;
  let { typeName: name } = node;
  while (ts.isQualifiedName(name)) name = name.left;
  return follow(checker, checker.getSymbolAtLocation(name));
}

function follow(checker: ts.TypeChecker, start: ts.Symbol | undefined): ts.Node | undefined {
  const seen = new Set<ts.Symbol>();
  let symbol = start;
  while (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 && !seen.has(symbol)) {
    seen.add(symbol);
    const declaration = symbol.declarations?.[0];
    const specifier = declaration && moduleSpecifierOf(declaration);
    if (declaration === undefined || specifier === undefined) return undefined;
    const module = checker.getSymbolAtLocation(specifier);
    if (module === undefined) return specifier;
    const name = importedName(declaration);
    if (name === undefined) return undefined; // the module as a whole is there
    const exported = checker.getExportsOfModule(module).find((one) => one.name === name.text);
    if (exported === undefined) return name;
    symbol = exported;
  }
  return undefined;
}

function moduleSpecifierOf(declaration: ts.Declaration): ts.Expression | undefined {
  const statement = ts.findAncestor(
    declaration,
    (node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node),
  );
  return statement?.moduleSpecifier;
}

/** The name as the module has it. */
function importedName(declaration: ts.Declaration): ts.ModuleExportName | undefined {
  if (!ts.isImportSpecifier(declaration) && !ts.isExportSpecifier(declaration)) return undefined;
  return declaration.propertyName ?? declaration.name;
}
