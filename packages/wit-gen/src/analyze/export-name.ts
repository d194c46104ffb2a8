import { ts } from 'ts-morph';

/** The name under which a file exports one of its classes, its own before others; undefined where it does not. */
export function exportNameOf(node: ts.ClassDeclaration): string | undefined {
  const modifiers = ts.getCombinedModifierFlags(node);
  const isExported = (modifiers & ts.ModifierFlags.Export) !== 0;
  const own = node.name?.text;
  if (isExported && (modifiers & ts.ModifierFlags.Default) === 0) return own;
  const names = own === undefined ? [] : node.getSourceFile().statements.flatMap((one) => namesIn(one, own));
  return names.find((name) => name === own) ?? names[0] ?? (isExported ? 'default' : undefined);
}

/** What `export { Counter, Counter as Other }` or `export default Counter` exports a name as. */
function namesIn(statement: ts.Statement, name: string): readonly string[] {
  if (ts.isExportAssignment(statement)) {
    return ts.isIdentifier(statement.expression) && statement.expression.text === name ? ['default'] : [];
  }
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined || statement.isTypeOnly) return [];
  const clause = statement.exportClause;
  if (clause === undefined || !ts.isNamedExports(clause)) return [];
  return clause.elements
    .filter((element) => !element.isTypeOnly && (element.propertyName ?? element.name).text === name)
    .map((element) => element.name.text);
}
