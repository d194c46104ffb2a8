/**
 * What an entry point exports, read from the declarations that the packages ship: these have every type spelled out, so no
 * checker is needed, and hold what a user's editor shows.
 */
import { posix } from 'node:path';
import { ts } from 'ts-morph';
import { readText } from '../repository.ts';

export interface Exported {
  readonly name: string;
  /** One, or the overloads of a function. */
  readonly declarations: readonly ts.Statement[];
  readonly file: ts.SourceFile;
}

interface ExportName {
  readonly name: string;
  /** Its name in the module that it is from. */
  readonly original: string;
  readonly from: string;
}

/** Parses each file once. */
export class DeclarationFiles {
  readonly #files = new Map<string, ts.SourceFile>();

  /** All exports of a file of declarations, in the order of their names. What another package owns is left to that package. */
  exportsOf(path: string): readonly Exported[] {
    const file = this.#open(path);
    const own = file.statements.filter(isExported).flatMap(namesOf);
    const all = [
      ...own.map((name) => this.#find(path, name)),
      ...reExports(file).map(({ from, original, name }) => ({ ...this.#follow(path, from, original), name })),
    ];
    return all
      .filter((one) => one.declarations.length > 0)
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  }

  #follow(path: string, from: string, name: string): Exported {
    if (!from.startsWith('.')) return { name, declarations: [], file: this.#open(path) };
    return this.#find(posix.join(posix.dirname(path), from.replace(/\.[jt]s$/, '.d.ts')), name);
  }

  /** The declarations of a name in a file, or where the file has it from. */
  #find(path: string, name: string): Exported {
    const file = this.#open(path);
    const declarations = file.statements.filter((statement) => namesOf(statement).includes(name));
    if (declarations.length > 0) return { name, declarations, file };
    const elsewhere = [...reExports(file), ...imports(file)].find((one) => one.name === name);
    return elsewhere === undefined
      ? { name, declarations: [], file }
      : this.#follow(path, elsewhere.from, elsewhere.original);
  }

  #open(path: string): ts.SourceFile {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = ts.createSourceFile(path, readText(path), ts.ScriptTarget.Latest, true);
    this.#files.set(path, file);
    return file;
  }
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    !!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return statement.name === undefined ? [] : [statement.name.text];
  return [];
}

/** `export { a as b } from './c.ts'`, and `export { a }` of what was imported. */
function reExports(file: ts.SourceFile): readonly ExportName[] {
  const imported = imports(file);
  return file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return [];
    if (!ts.isNamedExports(statement.exportClause)) return [];
    const from = moduleOf(statement.moduleSpecifier);
    return statement.exportClause.elements.flatMap(({ name, propertyName = name }) => {
      if (from !== undefined) return [{ name: name.text, original: propertyName.text, from }];
      const source = imported.find((one) => one.name === propertyName.text);
      return source === undefined ? [] : [{ ...source, name: name.text }];
    });
  });
}

function imports(file: ts.SourceFile): readonly ExportName[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const bindings = statement.importClause?.namedBindings;
    const from = moduleOf(statement.moduleSpecifier);
    if (bindings === undefined || !ts.isNamedImports(bindings) || from === undefined) return [];
    return bindings.elements.map(({ name, propertyName = name }) => ({
      name: name.text,
      original: propertyName.text,
      from,
    }));
  });
}

const moduleOf = (specifier: ts.Expression | undefined): string | undefined =>
  specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : undefined;
