/** Where the author's files have marks that do nothing when they run: a component is made without them. */
import { ts } from 'ts-morph';
import type { AnalysisContext } from './context.ts';
import { SDK_PACKAGE } from './sdk-symbols.ts';

/** A decorator of the SDK that says something to the build alone. */
export interface MarkPlace {
  /** Absolute path. */
  readonly file: string;
  /** From 0, in UTF-16 code units of the file's text. */
  readonly start: number;
  /** The decorator, as it is written. */
  readonly text: string;
  /** A member of a class begins with it. What is put in its place must end the member before: that may have no semicolon. */
  readonly beginsMember: boolean;
}

/** All of them, in source order. `@throws` is none: it remembers its classes. */
export function findMarkPlaces(context: AnalysisContext, files: readonly ts.SourceFile[]): readonly MarkPlace[] {
  return files.filter((file) => file.text.includes(SDK_PACKAGE)).flatMap((file) => placesIn(context, file));
}

function placesIn(context: AnalysisContext, file: ts.SourceFile): readonly MarkPlace[] {
  const places: MarkPlace[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    for (const decorator of ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []) {
      if (!doesNothing(context, decorator.expression)) continue;
      const start = decorator.getStart(file);
      const text = file.text.slice(start, decorator.getEnd());
      const beginsMember = ts.isClassElement(node) && node.getStart(file) === start;
      places.push({ file: file.fileName, start, text, beginsMember });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return places;
}

function doesNothing(context: AnalysisContext, expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression) || !expression.arguments.every(isPlain)) return false;
  const name = context.sdk.markOf(expression.expression);
  return name !== undefined && name !== 'throws';
}

/** Whether nothing happens when the expression runs. */
function isPlain(node: ts.Expression): boolean {
  if (ts.isIdentifier(node) || ts.isNumericLiteral(node) || ts.isStringLiteralLike(node)) return true;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return isPlain(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPlain);
  if (!ts.isObjectLiteralExpression(node)) return false;
  return node.properties.every((one) => {
    if (ts.isShorthandPropertyAssignment(one)) return true;
    return ts.isPropertyAssignment(one) && !ts.isComputedPropertyName(one.name) && isPlain(one.initializer);
  });
}
