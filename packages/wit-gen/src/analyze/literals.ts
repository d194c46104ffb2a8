/**
 * Values read from the source without running it: literals, templates without substitutions, `const` names of such, and
 * arithmetic of numbers (`64 * 1024 * 1024`).
 */
import { ts } from 'ts-morph';
import type { AnalysisContext } from './context.ts';

export type LiteralValue = string | number | boolean;

/** The value of an expression, or undefined where it is not a literal. */
export function literalValue(context: AnalysisContext, expression: ts.Expression): LiteralValue | undefined {
  const node = unwrap(expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = literalValue(context, node.operand);
    return typeof value === 'number' ? -value : undefined;
  }
  if (ts.isBinaryExpression(node)) return binaryValue(context, node);
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) return constantValue(context, node);
  return undefined;
}

function binaryValue(context: AnalysisContext, node: ts.BinaryExpression): number | undefined {
  const left = literalValue(context, node.left);
  const right = literalValue(context, node.right);
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AsteriskToken:
      return left * right;
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return left ** right;
    case ts.SyntaxKind.PlusToken:
      return left + right;
    case ts.SyntaxKind.MinusToken:
      return left - right;
    default:
      return undefined;
  }
}

/** A `const` with a literal initializer, or a member of an enum or of an `as const` object. */
function constantValue(context: AnalysisContext, node: ts.Expression): LiteralValue | undefined {
  const symbol = context.sdk.resolve(context.checker.getSymbolAtLocation(node));
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined) return undefined;
  if (ts.isEnumMember(declaration)) return context.checker.getConstantValue(declaration);
  if (ts.isVariableDeclaration(declaration)) {
    const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    return isConst && declaration.initializer !== undefined
      ? literalValue(context, declaration.initializer)
      : undefined;
  }
  if (ts.isPropertyAssignment(declaration) && ts.isAsExpression(declaration.parent.parent)) {
    return literalValue(context, declaration.initializer);
  }
  return undefined;
}

/** Without parentheses, `as const`, `satisfies` and `!`. */
export function unwrap(expression: ts.Expression): ts.Expression {
  let node = expression;
  while (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    node = node.expression;
  }
  return node;
}
