import { INSTANT, Type, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { convertAsyncIterable, isAsyncIterable } from './async-iterables.ts';
import { type AnalysisContext, hasFlag, isAuthored } from '../context.ts';
import { collectionKind, convertCollection, convertOpenRecord, isDate, openKeys, typedArrayOf } from './collections.ts';
import type { Conversion, Direction } from './conversion.ts';
import { Definitions } from './definitions.ts';
import { convertEnum } from './enums.ts';
import { convertFlags } from './flags.ts';
import { type Place, within } from './place.ts';
import { convertRecord } from './records.ts';
import { refuseObject, refuseSimple } from './refusals.ts';
import { refuseType, useOf } from './refuse.ts';
import { isHandle, Resources } from './resources.ts';
import { convertUnion } from './unions.ts';
import { namedPlace } from './type-name.ts';
import { elementOf, structureOf, type Written } from './written.ts';

const { TypeFlags } = ts;

/** Generics that grow with every level have no end: `interface Nest<T> { inner?: Nest<T[]> }`. */
const MAX_DEPTH = 64;
/** As many instances of one generic type inside of each other grow. */
const MAX_INSTANCES = 8;

/** Turns the checker's types into the model's; one for all types of an interface, whose definitions it collects. */
export class TypeConverter implements Conversion {
  readonly context: AnalysisContext;
  readonly definitions: Definitions;
  readonly #resources = new Resources(this);
  #direction: Direction = 'result';
  /** The types that are being converted, outermost first. A type that is met inside of itself has no end. */
  readonly #open: ts.Type[] = [];

  constructor(context: AnalysisContext) {
    this.context = context;
    this.definitions = new Definitions(context);
  }

  get direction(): Direction {
    return this.#direction;
  }

  convertArgument(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined {
    this.#direction = 'argument';
    try {
      return this.convert(type, source, place);
    } finally {
      this.#direction = 'result';
    }
  }

  /** Reads the members of the resources that were met, and of those that they lead to. Called after all operations. */
  finish(): void {
    this.#resources.finish();
  }

  convert(type: ts.Type, source: Written | undefined, outer: Place): TypeNode | undefined {
    const simple = this.#primitive(type);
    if (simple !== undefined) return simple;
    const place = { ...outer, source };
    // Before the check for recursion: a handle ends it.
    if (isHandle(this.context, type)) return this.#resources.convert(type, place);
    if (this.#refuseRecursion(type, place)) return undefined;
    this.#open.push(type);
    const found = this.#composite(type, source, place);
    this.#open.pop();
    return found;
  }

  #composite(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined {
    if (isLiteralCase(type)) return convertEnum(this, [type], type, source, place);
    if (type.isUnion()) return convertUnion(this, type, source, place);
    if (hasFlag(type, TypeFlags.Object)) return this.#object(type, source, place);
    if (type.isIntersection()) return this.#intersection(type, source, place);
    refuseSimple(this.context, type, place);
    return undefined;
  }

  #primitive(type: ts.Type): TypeNode | undefined {
    const brand = this.context.sdk.brandOf(type);
    if (brand !== undefined) return Type.primitive(brand);
    if (hasFlag(type, TypeFlags.String)) return Type.primitive('string');
    if (hasFlag(type, TypeFlags.Number)) return Type.primitive('f64');
    // A union with both of its values has the flag too.
    if (hasFlag(type, TypeFlags.Boolean)) return Type.primitive('bool');
    return undefined;
  }

  #refuseRecursion(type: ts.Type, place: Place): boolean {
    const isEndless = this.#open.length > MAX_DEPTH || this.#instancesOf(type) > MAX_INSTANCES;
    if (!isEndless && !this.#open.includes(type)) return false;
    const message = isEndless
      ? `'${this.#innermostName()}' contains itself, as another type on every level`
      : `${place.label} makes '${this.context.checker.typeToString(type)}' contain itself`;
    const hint = 'WIT types are finite. Keep the items in one list, and refer to them by index or id.';
    this.context.reporter.error(useOf(this.context, place), 'AIRSSYS_WIT_TYPE_RECURSIVE', message, hint);
    return true;
  }

  /** How many types of the same declaration by the author are being converted. */
  #instancesOf(type: ts.Type): number {
    const symbol: ts.Symbol | undefined = type.aliasSymbol ?? type.symbol; // unions without an alias have none
    const declaration = symbol?.declarations?.[0];
    if (declaration === undefined || symbol?.name === '__type' || !isAuthored(this.context, declaration)) return 0;
    return this.#open.filter((one) => (one.aliasSymbol ?? one.symbol) === symbol).length;
  }

  /** The author's name for what is being converted. */
  #innermostName(): string {
    const names = this.#open.flatMap((type): string[] => {
      const symbol: ts.Symbol | undefined = type.aliasSymbol ?? type.symbol; // unions without an alias have none
      const declaration = symbol?.declarations?.[0];
      if (symbol === undefined || declaration === undefined || symbol.name === '__type') return [];
      return isAuthored(this.context, declaration) ? [symbol.name] : [];
    });
    return names.at(-1) ?? 'the type';
  }

  #object(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined {
    const { checker } = this.context;
    if (checker.isArrayType(type)) return this.#list(type, source, place);
    if (checker.isTupleType(type)) return this.#tuple(type, source, place);
    const typed = typedArrayOf(this.context, type);
    if (typed !== undefined) return typed;
    if (isDate(this.context, type)) {
      return this.definitions.define(type, { name: INSTANT.name, source: INSTANT.source }, place, () => INSTANT);
    }
    if (isAsyncIterable(this.context, type)) return convertAsyncIterable(this, type, source, place);
    const collection = collectionKind(this.context, type);
    if (collection !== undefined) return convertCollection(this, collection, type, source, place);
    return this.#record(type, source, place);
  }

  #record(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined {
    if (refuseObject(this.context, type, place)) return undefined;
    const info = openKeys(this.context, type);
    if (info !== undefined) return convertOpenRecord(this, info, source, place);
    return convertRecord(this, type, source, place);
  }

  /** Parts that are all objects make one record; a primitive with a brand of the author's own is the primitive. */
  #intersection(type: ts.IntersectionType, source: Written | undefined, place: Place): TypeNode | undefined {
    const flags = this.context.sdk.flagsOf(type);
    if (flags !== undefined) return convertFlags(this, type, flags, source, place);
    const primitive = type.types.find((part) => !hasFlag(part, TypeFlags.Object));
    if (primitive !== undefined) return this.convert(primitive, undefined, place);
    return this.#record(type, source, place);
  }

  #list(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined {
    const [element] = this.#arguments(type);
    if (element === undefined) return undefined;
    const item = this.convert(
      element,
      source && elementOf(this.context, source),
      within(namedPlace(this.context, source, place), 'item', 'an element'),
    );
    return item && Type.list(item);
  }

  #tuple(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined {
    // isTupleType proves that the type is a reference to a tuple's target.
    const { elementFlags } = (type as ts.TypeReference).target as ts.TupleType;
    if (elementFlags.some((flag) => flag !== ts.ElementFlags.Required)) {
      const hint =
        'WIT tuples have a fixed number of elements. Use an array, or `T | undefined` for an element that may miss.';
      return refuseType(
        this.context,
        place,
        'AIRSSYS_WIT_TYPE_TUPLE',
        `${place.label} has optional or rest elements`,
        hint,
      );
    }
    const types = this.#arguments(type);
    if (types.length === 0) {
      const hint = 'Leave it out, or give the tuple an element.';
      return refuseType(this.context, place, 'AIRSSYS_WIT_TYPE_EMPTY', `${place.label} is an empty tuple`, hint);
    }
    const plain = source && structureOf(this.context, source);
    const outer = namedPlace(this.context, source, place);
    const nodes = plain !== undefined && ts.isTupleTypeNode(plain.node) ? plain.node.elements : [];
    const items = types.map((item, index) => {
      const node = nodes[index];
      const itemSource = node && plain && { node, scope: plain.scope };
      return this.convert(item, itemSource, within(outer, `item${index + 1}`, `element ${index + 1}`));
    });
    return items.includes(undefined) ? undefined : Type.tuple(items.filter((item) => item !== undefined));
  }

  #arguments(type: ts.Type): readonly ts.Type[] {
    // Arrays and tuples are references to their generic declaration.
    return this.context.checker.getTypeArguments(type as ts.TypeReference);
  }
}

/** A type of one value that can be an enum's case by itself. */
function isLiteralCase(type: ts.Type): boolean {
  return !type.isUnion() && (type.isStringLiteral() || hasFlag(type, TypeFlags.EnumLike));
}
