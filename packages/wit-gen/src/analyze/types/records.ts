import { Type, type RecordDefinition, type RecordField, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag, isAuthored } from '../context.ts';
import { docsOfSymbol, withDocs } from '../documentation.ts';
import { propertyWitName, witName } from '../wit-name.ts';
import type { Conversion } from './conversion.ts';
import type { Place } from './place.ts';
import { declaredNode } from './refuse.ts';
import { nameOfDirection } from './resource-use.ts';
import { nameType, type TypeName } from './type-name.ts';
import { memberScope, type Scope, typeNodeOf, type Written, written } from './written.ts';

/** An object type of plain fields: an interface, a literal, an intersection, what a utility type makes of one. */
export function convertRecord(
  conversion: Conversion,
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const found = nameType(conversion.context, type, source, place);
  if (found === undefined) return undefined;
  const name = nameOfDirection(conversion, type, found);
  const scope = memberScope(conversion.context, source);
  const fields = fieldsOf(conversion.context, type);
  if (fields.length > 0) return defineRecord(conversion, type, name, fields, scope, place);
  const message = `${place.label} is ${conversion.context.checker.typeToString(type)}, whose fields can hold nothing`;
  const hint = 'WIT records have at least one field: declare the fields, or leave it out.';
  conversion.context.reporter.error(place.node, 'AIRSSYS_WIT_TYPE_EMPTY', message, hint);
  return undefined;
}

/** A record of the given properties of a type: all of them, or those beside a union's discriminant. */
export function defineRecord(
  conversion: Conversion,
  type: ts.Type,
  name: TypeName,
  properties: readonly ts.Symbol[],
  scope: Scope,
  place: Place,
): TypeNode | undefined {
  return conversion.definitions.define(type, name, place, () => {
    const owner: Owner = { name: name.name, label: name.source, scope, place };
    const fields = properties.map((property) => convertField(conversion, property, owner));
    const isDistinct = checkDistinct(conversion.context, properties, owner);
    if (fields.includes(undefined) || !isDistinct) return undefined;
    return Object.freeze<RecordDefinition>({
      kind: 'record',
      name: name.name,
      source: name.source,
      ...withDocs(docsOfSymbol(conversion.context, name.symbol)),
      fields: Object.freeze(fields.filter((field) => field !== undefined)),
    });
  });
}

/** What fields belong to. */
export interface Owner {
  readonly name: string;
  readonly label: string;
  readonly scope: Scope;
  readonly place: Place;
}

export function convertField(conversion: Conversion, property: ts.Symbol, owner: Owner): RecordField | undefined {
  const { context } = conversion;
  const place = fieldPlace(context, property, owner);
  const name = propertyWitName(context, property);
  if (name === undefined) {
    const hint = 'WIT names are words of ASCII letters and digits that start with a letter: rename it.';
    context.reporter.error(
      nameNodeOf(context, property) ?? place.node,
      'AIRSSYS_WIT_NAME',
      `${place.label} has no name in WIT`,
      hint,
    );
    return undefined;
  }
  const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
  const type = context.checker.getTypeOfSymbol(property);
  const found = conversion.convert(type, written(typeNodeOf(property), owner.scope), place);
  if (found === undefined) return undefined;
  return Object.freeze({
    key: property.name,
    name,
    type: isOptional && found.kind !== 'option' ? Type.option(found) : found,
    ...(isOptional && { optional: true }),
    ...withDocs(docsOfSymbol(context, property)),
  });
}

/** Two properties whose names differ in TypeScript but not in WIT, such as `userId` and `user_id`. */
function checkDistinct(context: AnalysisContext, properties: readonly ts.Symbol[], owner: Owner): boolean {
  const seen = new Map<string, ts.Symbol>();
  let isDistinct = true;
  for (const property of properties) {
    const name = propertyWitName(context, property);
    const first = name === undefined ? undefined : seen.get(name);
    if (name !== undefined && first === undefined) seen.set(name, property);
    if (first === undefined) continue;
    isDistinct = false;
    context.reporter.error(
      nameNodeOf(context, property) ?? owner.place.node,
      'AIRSSYS_WIT_NAME_COLLISION',
      `the fields '${first.name}' and '${property.name}' of ${owner.label} are both '${String(name)}' in WIT`,
      'Rename one of them, or choose its name in WIT with @name.',
    );
  }
  return isDistinct;
}

function fieldPlace(context: AnalysisContext, property: ts.Symbol, owner: Owner): Place {
  const node = typeNodeOf(property) ?? property.valueDeclaration ?? property.declarations?.[0];
  return {
    node: node !== undefined && isAuthored(context, node) ? node : declaredNode(context, owner.place),
    label: `field '${property.name}' of ${owner.label}`,
    name: `${declaringName(context, property) ?? owner.name}-${propertyWitName(context, property) ?? 'field'}`,
  };
}

/**
 * The type that declares a property, by which an anonymous type in it is named: `shipTo` of `Partial<Order>` is still
 * `order-ship-to`. Not where the declaring type is generic or the property has another type than was declared, since
 * such differ from use to use.
 */
function declaringName(context: AnalysisContext, property: ts.Symbol): string | undefined {
  const parent = property.declarations?.[0]?.parent;
  const owner = parent && ts.isTypeLiteralNode(parent) ? parent.parent : parent;
  if (owner === undefined || !(ts.isInterfaceDeclaration(owner) || ts.isTypeAliasDeclaration(owner))) return undefined;
  return owner.typeParameters === undefined && isAsDeclared(context, property)
    ? witName(context, owner.name.text, owner)
    : undefined;
}

/** Whether a property has the type that it was declared with, missing values aside. */
function isAsDeclared({ checker }: AnalysisContext, property: ts.Symbol): boolean {
  const node = typeNodeOf(property);
  if (node === undefined) return false;
  const [declared, actual] = [checker.getTypeFromTypeNode(node), checker.getTypeOfSymbol(property)];
  return checker.getNonNullableType(declared) === checker.getNonNullableType(actual);
}

function nameNodeOf(context: AnalysisContext, property: ts.Symbol): ts.Node | undefined {
  const declaration = property.declarations?.[0];
  const node = declaration && ts.getNameOfDeclaration(declaration);
  return node !== undefined && isAuthored(context, node) ? node : undefined;
}

/**
 * The properties of an object type in an order that depends on the source alone: own ones as declared, then inherited
 * ones by where they are declared. What a utility type makes (`Pick`) the checker lists in the order of its own ids.
 */
export function fieldsOf(context: AnalysisContext, type: ts.Type): readonly ts.Symbol[] {
  if (type.isIntersection()) {
    const names = new Set(type.types.flatMap((part) => fieldsOf(context, part).map((property) => property.name)));
    return [...names].flatMap((name) => context.checker.getPropertyOfType(type, name) ?? []);
  }
  const own = new Set<ts.Node>(type.symbol?.declarations ?? []);
  return type
    .getProperties()
    .filter((property) => !property.name.startsWith('__@') && carriesValue(context, property))
    .map((property) => ({ property, ...positionOf(property, own) }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compareText(a.file, b.file) ||
        a.position - b.position ||
        compareText(a.property.name, b.property.name),
    )
    .map(({ property }) => property);
}

/**
 * Whether a property can hold anything: not `other?: never`, by which authors keep the properties of other cases away,
 * nor what a generic type makes of `void`.
 */
function carriesValue({ checker }: AnalysisContext, property: ts.Symbol): boolean {
  const type = checker.getTypeOfSymbol(property);
  return !hasFlag(type, ts.TypeFlags.Undefined | ts.TypeFlags.Void);
}

interface Position {
  /** Own before inherited before made up. */
  readonly rank: number;
  readonly file: string;
  readonly position: number;
}

function positionOf(property: ts.Symbol, own: ReadonlySet<ts.Node>): Position {
  const declaration = property.declarations?.[0];
  if (declaration === undefined) return { rank: 2, file: '', position: 0 };
  // A field that is declared as a parameter of the constructor belongs to the class.
  const owner = ts.isParameter(declaration) ? declaration.parent.parent : declaration.parent;
  const rank = own.has(owner) ? 0 : 1;
  return { rank, file: declaration.getSourceFile().fileName, position: declaration.pos };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
