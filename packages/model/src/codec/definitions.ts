/** Converters of records, variants and enums in the component ABI. */
import { toCamelCase } from '../naming.ts';
import type {
  CaseLiteral,
  EnumDefinition,
  RecordDefinition,
  VariantCase,
  VariantDefinition,
} from '../types/type-definition.ts';
import { authorValue, type Compile, type Converter, isObject, ownValue, type PlainObject, put } from './converter.ts';
import { oneOf, propertySegment, refuse, within, withinProperty } from './value-fault.ts';

interface CompiledField {
  readonly key: string;
  readonly abiName: string;
  /** An absent value leaves the author's property out. */
  readonly optional: boolean;
  readonly converter: Converter;
}

export function record(definition: RecordDefinition, compile: Compile): Converter {
  const expected = `an object (${definition.source})`;
  const fields = definition.fields.map((field): CompiledField => ({
    key: field.key,
    abiName: toCamelCase(field.name),
    optional: field.optional === true,
    converter: compile(field.type),
  }));
  return {
    lift: (value) => {
      if (!isObject(value)) return refuse(expected, value);
      const out: Record<string, unknown> = {};
      for (const field of fields) {
        const lifted = liftProperty(field.converter, value, field.abiName, field.key);
        if (lifted !== undefined || !field.optional) put(out, field.key, lifted);
      }
      return out;
    },
    lower: (value) => {
      if (!isObject(value)) return refuse(expected, value);
      const out: Record<string, unknown> = {};
      for (const field of fields) put(out, field.abiName, lowerProperty(field.converter, value, field.key));
      return out;
    },
  };
}

/** Lifts `owner[name]`; a fault's path says the author's `key`. */
function liftProperty(converter: Converter, owner: PlainObject, name: string, key: string): unknown {
  try {
    return converter.lift(ownValue(owner, name));
  } catch (error) {
    throw Object.hasOwn(owner, name) ? within(error, propertySegment(key)) : withinProperty(error, {}, key);
  }
}

export function lowerProperty(converter: Converter, owner: PlainObject, key: string): unknown {
  try {
    return converter.lower(authorValue(owner, key));
  } catch (error) {
    throw withinProperty(error, owner, key);
  }
}

export function variant(definition: VariantDefinition, compile: Compile): Converter {
  const { discriminant } = definition;
  const cases = definition.cases.map((one) => ({ name: one.name, ...compileCase(discriminant, one, compile) }));
  const byName = new Map(cases.map((one) => [one.name, one]));
  const byLiteral = new Map(definition.cases.map((one, index) => [one.literal, cases[index]]));
  return {
    lift: (value) => {
      const tag = isObject(value) ? ownValue(value, 'tag') : undefined;
      const found = typeof tag === 'string' ? byName.get(tag) : undefined;
      if (isObject(value) && found) return found.lift(value);
      if (tag === undefined) return refuse('{ tag, val }', value);
      return refuse(`${oneOf([...byName.keys()])} as the tag`, tag);
    },
    lower: (value) => caseOf(value, discriminant, byLiteral).lower(value as PlainObject), // caseOf has seen an object
  };
}

/** The case that the discriminant of an author's object selects. */
export function caseOf<C>(value: unknown, discriminant: string, byLiteral: ReadonlyMap<CaseLiteral, C | undefined>): C {
  if (!isObject(value)) {
    return refuse(`an object whose ${JSON.stringify(discriminant)} is ${oneOf([...byLiteral.keys()])}`, value);
  }
  const literal = authorValue(value, discriminant);
  // A value of another type than a literal's is in no map.
  const found = byLiteral.get(literal as CaseLiteral);
  if (found) return found;
  try {
    return refuse(oneOf([...byLiteral.keys()]), literal);
  } catch (error) {
    throw withinProperty(error, value, discriminant);
  }
}

/** One case: between `{ tag, val }` and the author's object, which is known to be of this case. */
function compileCase(
  discriminant: string,
  { name, literal, payload }: VariantCase,
  compile: Compile,
): { readonly lift: (value: PlainObject) => unknown; readonly lower: (value: PlainObject) => unknown } {
  if (!payload) return { lift: () => ({ [discriminant]: literal }), lower: () => ({ tag: name }) };
  const converter = compile(payload.type);
  if (payload.style === 'properties') {
    return {
      // Spreading and computed keys define own properties, `__proto__` among them. A record's lift gives an object.
      lift: (value) => ({ [discriminant]: literal, ...(converter.lift(ownValue(value, 'val')) as object) }),
      lower: (value) => ({ tag: name, val: converter.lower(value) }),
    };
  }
  const { key } = payload;
  return {
    lift: (value) => {
      const lifted = liftProperty(converter, value, 'val', key);
      return lifted === undefined && payload.optional
        ? { [discriminant]: literal }
        : { [discriminant]: literal, [key]: lifted };
    },
    lower: (value) => ({ tag: name, val: lowerProperty(converter, value, key) }),
  };
}

export function enumeration(definition: EnumDefinition): Converter {
  const byName = new Map<unknown, CaseLiteral>(definition.cases.map((one) => [one.name, one.literal]));
  const byLiteral = new Map<unknown, string>(definition.cases.map((one) => [one.literal, one.name]));
  const look = (map: ReadonlyMap<unknown, CaseLiteral>) => (value: unknown) =>
    map.get(value) ?? refuse(oneOf([...map.keys()]), value);
  return { lift: look(byName), lower: look(byLiteral) };
}
