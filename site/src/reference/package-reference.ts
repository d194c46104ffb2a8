/** The reference of an entry point, as markdown: each export with its declaration, and what the doc comments say. */
import { ts } from 'ts-morph';
import { createPackageProgram, type ExportedSymbol, exportsOf } from '../../../scripts/api/exports.ts';
import { docComment } from './doc-comment.ts';
import type { EntryPoint } from './entry-points.ts';

export interface PackageReference {
  readonly markdown: string;
  /** Names of all exports, in the order of their headings. */
  readonly names: readonly string[];
}

export function packageReference(entry: EntryPoint): PackageReference {
  const all = exportsOf(createPackageProgram([entry.declarations]), entry.declarations)
    .filter(({ declarations }) => declarations.some((one) => !ts.isExportSpecifier(one))) // else another package's
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const parts = [`# ${entry.name}`, `${entry.description}.`, importLine(entry, all), ...all.map(exportedSection)];
  return { markdown: `${parts.join('\n\n')}\n`, names: all.map(({ name }) => name) };
}

function importLine({ name }: EntryPoint, all: readonly ExportedSymbol[]): string {
  const [first] = all;
  return first === undefined ? '' : `All of it is imported by name from \`'${name}'\`.`;
}

function exportedSection({ name, declarations: found }: ExportedSymbol): string {
  const declarations = found.map(statementOf);
  const [first] = declarations;
  const docs = [...new Set(declarations.map(docComment))].filter((text) => text !== '');
  const code = declarations.map(printDeclaration).join('\n');
  const members = first === undefined ? [] : documentedMembers(first);
  return [`## ${name}`, ...docs, `\`\`\`ts\n${code}\n\`\`\``, ...members].join('\n\n');
}

/** `const x: T` is declared by a statement that may have several. */
const statementOf = (declaration: ts.Declaration): ts.Statement =>
  ts.isVariableDeclaration(declaration) ? declaration.parent.parent : (declaration as ts.DeclarationStatement); // modules export nothing else

/** What a class or an interface says of each of its members. */
function documentedMembers(declaration: ts.Statement): readonly string[] {
  const members = ts.isVariableStatement(declaration)
    ? typeMembers(declaration.declarationList.declarations[0]?.type)
    : ts.isTypeAliasDeclaration(declaration)
      ? typeMembers(declaration.type)
      : ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)
        ? declaration.members
        : [];
  return [...members]
    .filter((member) => !isPrivate(member))
    .flatMap((member) => {
      const text = docComment(member);
      if (text === '') return [];
      return [`- \`${memberName(member)}\`\n\n${text.replaceAll(/^(?=.)/gm, '  ')}`];
    });
}

const typeMembers = (type: ts.TypeNode | undefined): readonly ts.TypeElement[] =>
  type !== undefined && ts.isTypeLiteralNode(type) ? type.members : [];

function memberName(member: ts.ClassElement | ts.TypeElement): string {
  if (ts.isConstructorDeclaration(member)) return 'constructor';
  const name = member.name?.getText() ?? 'call';
  const isCalled = ts.isMethodDeclaration(member) || ts.isMethodSignature(member);
  return isCalled ? `${name}()` : name;
}

function isPrivate(member: ts.ClassElement | ts.TypeElement): boolean {
  if (member.name !== undefined && ts.isPrivateIdentifier(member.name)) return true;
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) ?? false;
}

const printer = ts.createPrinter({ removeComments: true });

/** The declaration without comments, private members and what every line of a file of declarations begins with. */
function printDeclaration(declaration: ts.Statement): string {
  return printer
    .printNode(ts.EmitHint.Unspecified, withoutPrivate(declaration), declaration.getSourceFile())
    .replace(/^export /, '')
    .replace(/^(default )?declare /, '')
    .replaceAll(/^( {4})+/gm, (spaces) => ' '.repeat(spaces.length / 2));
}

function withoutPrivate(declaration: ts.Statement): ts.Statement {
  if (!ts.isClassDeclaration(declaration)) return declaration;
  const { modifiers, name, typeParameters, heritageClauses, members } = declaration;
  const shown = members.filter((member) => !isPrivate(member));
  return ts.factory.updateClassDeclaration(declaration, modifiers, name, typeParameters, heritageClauses, shown);
}
