/** Which types lead to resources, and what that means for their names. */
import { ts } from 'ts-morph';
import { marksOf } from '../component-class.ts';
import { type AnalysisContext, isLibrary } from '../context.ts';
import type { Conversion } from './conversion.ts';
import type { TypeName } from './type-name.ts';

/** A resource that an operation leads to. */
export interface MetResource {
  readonly name: string;
  readonly source: string;
  readonly type: ts.Type;
  readonly node: ts.ClassDeclaration;
}

/** The class behind a type that is marked `@resource()`. */
export function resourceClass(context: AnalysisContext, type: ts.Type): ts.ClassDeclaration | undefined {
  const symbol: ts.Symbol | undefined = type.symbol; // declared as always there, but intersections have none
  const node = symbol?.declarations?.find((one) => ts.isClassDeclaration(one));
  return node !== undefined && marksOf(context, node).some(({ name }) => name === 'resource') ? node : undefined;
}

/**
 * A record with handles in it is two types in WIT: one that lends them, as an argument, and one that gives them away, as a
 * result. The first has a name of its own, wherever it is met first.
 */
export function nameOfDirection({ context, direction }: Conversion, type: ts.Type, name: TypeName): TypeName {
  if (direction === 'result' || !leadsToHandle(context, type)) return name;
  return { ...name, name: `${name.name}-argument`, source: `${name.source}Argument` };
}

/** By context, since types are a program's own. */
const answers = new WeakMap<AnalysisContext, Map<ts.Type, boolean>>();

function leadsToHandle(context: AnalysisContext, type: ts.Type): boolean {
  const known = answers.get(context) ?? new Map<ts.Type, boolean>();
  answers.set(context, known);
  const answer = known.get(type);
  if (answer !== undefined) return answer;
  const seen = new Set<ts.Type>();
  const found = hasHandle(context, type, seen);
  // Where nothing leads to a handle, none of what was seen on the way does.
  if (!found && seen.size <= MAX_TYPES) for (const one of seen) known.set(one, false);
  known.set(type, found);
  return found;
}

/** Generics that grow with every level have no end; they are refused where they are converted. */
const MAX_TYPES = 1_000;

function hasHandle(context: AnalysisContext, type: ts.Type, seen: Set<ts.Type>): boolean {
  if (seen.has(type) || seen.size > MAX_TYPES) return false;
  seen.add(type);
  const { checker, sdk } = context;
  const leads = (part: ts.Type): boolean => hasHandle(context, part, seen);
  if (resourceClass(context, type) !== undefined || sdk.ownershipOf(type) !== undefined) return true;
  if (type.isUnion()) return type.types.some(leads);
  if ((type.flags & ts.TypeFlags.Object) === 0 && !type.isIntersection()) return false;
  const declaration = (type.symbol as ts.Symbol | undefined)?.declarations?.[0];
  if (checker.isArrayType(type) || checker.isTupleType(type) || (declaration && isLibrary(context, declaration))) {
    // Arrays, sets and maps hold their arguments. Types of the library that are not generic have none.
    return checker.getTypeArguments(type as ts.TypeReference).some(leads);
  }
  const open = checker.getIndexInfosOfType(type).map((info) => info.type);
  return [...open, ...type.getProperties().map((property) => checker.getTypeOfSymbol(property))].some(leads);
}
