/**
 * Numbers in the source that their type cannot hold: `const size: u8 = 300`. TypeScript accepts them, since its types have no
 * ranges, so they would be found when they cross the boundary, or never.
 */
import type { PrimitiveName } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag } from './context.ts';

const MIN_64 = -(2n ** 63n);
const RANGES = new Map<PrimitiveName, readonly [least: bigint, most: bigint]>([
  ['u8', [0n, 0xffn]],
  ['u16', [0n, 0xffffn]],
  ['u32', [0n, 0xffff_ffffn]],
  ['u64', [0n, 2n ** 64n - 1n]],
  ['s8', [-0x80n, 0x7fn]],
  ['s16', [-0x8000n, 0x7fffn]],
  ['s32', [-0x8000_0000n, 0x7fff_ffffn]],
  ['s64', [MIN_64, -MIN_64 - 1n]],
]);
/** Whole numbers up to here are of every integer type. */
const MOST_OF_ALL = 0x7f;

const MISSING = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void;

/** Reports the literals in the author's files that are outside of the range of the SDK's type that is wanted there. */
export function checkNumberRanges(context: AnalysisContext, files: readonly ts.SourceFile[]): void {
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) checkLiteral(context, node);
    else ts.forEachChild(node, visit);
  };
  files.forEach(visit);
}

function checkLiteral(context: AnalysisContext, literal: ts.NumericLiteral | ts.BigIntLiteral): void {
  const { parent } = literal;
  const isNegative = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.MinusToken;
  const value = wholeValue(literal);
  if (!isNegative && value !== undefined && value <= MOST_OF_ALL) return;
  const node = isNegative ? parent : literal;
  const names = wantedTypes(context, node);
  const number = value === undefined ? undefined : isNegative ? -value : value;
  const [name] = names;
  if (name === undefined || names.some((one) => number !== undefined && isWithin(number, one))) return;
  const [least, most] = RANGES.get(name) ?? [];
  context.reporter.error(
    node,
    'AIRSSYS_WIT_NUMBER_RANGE',
    `${node.getText()} is no ${names.join(' or ')}`,
    `${name} has the whole numbers from ${least} to ${most}. Write another number, or choose a wider type.`,
  );
}

/** The literal's value without its sign; undefined where it has a fraction. */
function wholeValue(literal: ts.NumericLiteral | ts.BigIntLiteral): bigint | undefined {
  if (ts.isBigIntLiteral(literal)) return BigInt(literal.text.slice(0, -1));
  const value = Number(literal.text);
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

/** The SDK's integer types that an expression's place takes; none where it takes other numbers too. */
function wantedTypes({ checker, sdk }: AnalysisContext, node: ts.Expression): readonly PrimitiveName[] {
  const type = checker.getContextualType(node);
  if (type === undefined) return [];
  const members = (type.isUnion() ? type.types : [type]).filter((member) => !hasFlag(member, MISSING));
  const names = members.flatMap((member) => sdk.brandOf(member) ?? []).filter((name) => RANGES.has(name));
  return names.length === members.length ? names : [];
}

function isWithin(value: bigint, name: PrimitiveName): boolean {
  const [least, most] = RANGES.get(name) ?? [];
  return least !== undefined && most !== undefined && value >= least && value <= most;
}
