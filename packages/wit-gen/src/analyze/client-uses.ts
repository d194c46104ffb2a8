/** Where the author's code uses the SDK's clients, which is where a capability that nobody asked for is to be shown. */
import { ts } from 'ts-morph';
import type { AnalysisContext } from './context.ts';
import { SDK_PACKAGE } from './sdk-symbols.ts';

/** The SDK's clients that need a capability. */
const CLIENTS = [
  'OpenFile',
  'bus',
  'dns',
  'files',
  'http',
  'messaging',
  'processes',
  'random',
  'secrets',
  'storage',
  'storageEntries',
  'tcp',
  'tls',
  'udp',
] as const;

/** A place at which the author's code uses a client of the SDK. */
export interface ClientUse {
  /** The client, by the name that it is imported by. */
  readonly client: (typeof CLIENTS)[number];
  /** Absolute path. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** UTF-16 code units. */
  readonly length: number;
}

/** The first use of each client in each of the files, in their order. */
export function findClientUses(context: AnalysisContext, files: readonly ts.SourceFile[]): readonly ClientUse[] {
  return files.filter((file) => file.text.includes(SDK_PACKAGE)).flatMap((file) => usesIn(context, file));
}

function usesIn(context: AnalysisContext, file: ts.SourceFile): readonly ClientUse[] {
  const uses = new Map<ClientUse['client'], ClientUse>();
  const names = importedNames(file);
  if (names.size === 0) return [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    const client = clientOf(context, node, names);
    if (client !== undefined && !uses.has(client)) {
      const start = node.getStart(file);
      const { line, character } = file.getLineAndCharacterOfPosition(start);
      const length = node.getEnd() - start;
      uses.set(client, { client, file: file.fileName, line: line + 1, column: character + 1, length });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...uses.values()];
}

/** The file's own names for the clients that it imports, or for the SDK as a whole. The checker is asked about these only. */
function importedNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (statement.moduleSpecifier.text !== SDK_PACKAGE || bindings === undefined) continue;
    if (ts.isNamespaceImport(bindings)) names.add(bindings.name.text);
    else
      for (const { name, propertyName } of bindings.elements) if (isClient(propertyName ?? name)) names.add(name.text);
  }
  return names;
}

const isClient = ({ text }: ts.ModuleExportName): boolean => CLIENTS.some((name) => name === text);

/** The client that `storage` or `sdk.storage` is. */
function clientOf(
  { checker, sdk }: AnalysisContext,
  node: ts.Node,
  names: ReadonlySet<string>,
): ClientUse['client'] | undefined {
  const first = ts.isPropertyAccessExpression(node) ? node.expression : node;
  if (!ts.isIdentifier(first) || !names.has(first.text)) return undefined;
  const symbol = sdk.resolve(checker.getSymbolAtLocation(node));
  const declaration = symbol?.declarations?.[0];
  if (symbol === undefined || declaration === undefined || !sdk.isSdk(declaration)) return undefined;
  const isDeclared = ts.isVariableDeclaration(declaration) || ts.isClassDeclaration(declaration);
  return CLIENTS.find((name) => name === symbol.name && isDeclared);
}
