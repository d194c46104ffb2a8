/**
 * The author's values in JSON, for the command line. Where JSON lacks a thing:
 *
 * | type | in | out |
 * |---|---|---|
 * | `Uint8Array` | base64 string, or an array of numbers | base64 string |
 * | `s64`, `u64` | safe integer, or a string of decimal digits | the same: a number where it is safe, else a string |
 * | the other typed arrays | array of numbers, as below | the same |
 * | `Set`, `Flags` | array | the same |
 * | `Map` | array of `[key, value]` | the same |
 * | `Date` | string of ISO 8601 with a zone | the same, in UTC |
 * | `f32`, `f64` | number, or `"NaN"`, `"Infinity"`, `"-Infinity"` | the same |
 * | option | `null` or absent | absent where the author says undefined and it is a property, else `null` |
 * | option of an option | `null`, or `{ "some": inner }` | the same |
 *
 * All else is as the author's code has it: records and variants with the author's property names, results as
 * `{ "ok": true, "value": … }`. JSON comes from people: a property that the type does not know is refused.
 */
import type { DeclaredError } from '../declared-error.ts';
import type { InterfaceModel } from '../types/component-model.ts';
import { NO_HANDLES } from './handles.ts';
import {
  type RecordDefinition,
  type TypeDefinition,
  type VariantDefinition,
  visitDefinition,
} from '../types/type-definition.ts';
import { type ListType, type PrimitiveName, type TypeNode, visitType } from '../types/type-node.ts';
import { checkArgumentCount, type CompiledParameter, convertArguments } from './arguments.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { jsonRecord, map, set } from './collections.ts';
import {
  arrayList,
  BYTES,
  jsonOption,
  nestedOption,
  type NestedSpelling,
  option,
  RESULT_SHAPE,
  tuple,
} from './containers.ts';
import {
  type Compile,
  compileEntry,
  compileNamed,
  type Converter,
  isObject,
  ownValue,
  type PlainObject,
  put,
} from './converter.ts';
import { JSON_DATE } from './dates.ts';
import { jsonErrorRecord, jsonErrorVariant } from './declared-errors.ts';
import { caseOf, lowerProperty } from './definitions.ts';
import { jsonFlags } from './flags.ts';
import { primitive } from './primitives.ts';
import { JCO } from './profile.ts';
import { typedArrayOfList } from './typed-arrays.ts';
import { asValueError, oneOf, refuse, render, ValueFault, withinProperty } from './value-fault.ts';

/** An operation's parameters and result in JSON values (what `JSON.parse` gives and `JSON.stringify` takes). */
export interface JsonCodec {
  /**
   * Arguments in JSON to the author's values. Optional ones at the end may be left out, and are left out then. Answers one for
   * each of the others.
   */
  parseParams(json: readonly unknown[]): unknown[];
  /** What the operation returned in JSON; null where it returns nothing. The value is the author's. */
  formatResult(value: unknown): unknown;
  /** What the operation threw, where it declares that: `{ "name": …, "message": … }` with the class's fields. */
  formatThrown(error: DeclaredError): unknown;
}

/**
 * Compiles an interface's JSON codecs, by the method's name in the author's class. Both directions throw an AirssysError
 * `AIRSSYS_VALUE_INVALID` with the value's path.
 *
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where a type is used and not defined.
 */
export function createJsonCodecs(model: InterfaceModel): ReadonlyMap<string, JsonCodec> {
  const compile = jsonCompiler(new Map(model.types.map((type) => [type.name, type])));
  return new Map(
    model.operations.map((operation) => {
      const params = operation.params.map((one): CompiledParameter => ({ model: one, converter: compile(one.type) }));
      const { result: type, throws } = operation;
      const { ok, err } = throws === true && type?.kind === 'result' ? type : { ok: type, err: undefined };
      const result = ok && compile(ok);
      const thrown = err && compile(err);
      const codec: JsonCodec = {
        parseParams: (json) => {
          checkArgumentCount(operation, json.length);
          return convertArguments(params.slice(0, json.length), 'lift', json);
        },
        formatResult: (value) => {
          try {
            return result ? result.lower(value) : null;
          } catch (error) {
            throw asValueError(error, 'result');
          }
        },
        formatThrown: (error) => {
          try {
            return thrown ? thrown.lower(error) : { name: error.name, message: error.message };
          } catch (fault) {
            throw asValueError(fault, 'error');
          }
        },
      };
      return [operation.key, codec];
    }),
  );
}

/** JSON is its own spelling. */
const JSON_VALUE: Converter = { lift: (value) => value, lower: (value) => value };

/** As the ABI's compiler; `lift` reads JSON and `lower` writes it. */
function jsonCompiler(definitions: ReadonlyMap<string, TypeDefinition>): Compile {
  const named = compileNamed(definitions, (definition) =>
    visitDefinition(definition, {
      record: (node) => {
        if (node.as === 'date') return JSON_DATE;
        return node.as === 'error' ? jsonErrorRecord(node, record(node, compile)) : record(node, compile);
      },
      variant: (node) => (node.as === 'error' ? jsonErrorVariant(node, compile) : variant(node, compile)),
      enum: (node) => literals(node.cases.map((one) => one.literal)),
      flags: jsonFlags,
      resource: ({ name }) => {
        throw new Error(`the resource ${name} was used as a value: it has handles only`);
      },
    }),
  );
  const compile: Compile = (type) =>
    visitType(type, {
      primitive: (node) => (node.as === 'json' ? JSON_VALUE : jsonPrimitive(node.name)),
      list: (node) => list(node, compile),
      option: (node) => {
        const some = compile(node.some);
        if (node.some.kind === 'primitive' && node.some.as === 'json') return jsonOption(some, undefined);
        return node.some.kind === 'option' ? nestedOption(node, some, NESTED) : option(some, node.none, null);
      },
      tuple: (node) => tuple(node.items.map(compile)),
      result: (node) => result(node.ok && compile(node.ok), node.err && compile(node.err)),
      reference: (node) => named(node.name),
      handle: (node) => ({
        lift: (value) => NO_HANDLES.lift(node, value),
        lower: (value) => NO_HANDLES.lower(node, value),
      }),
    });
  return compile;
}

function list(node: ListType, compile: Compile): Converter {
  switch (node.as) {
    case 'bytes':
      return bytes();
    case 'array':
      return arrayList(compile(node.element));
    case 'set':
      return set(compile(node.element));
    case 'map':
      return map(...compileEntry(node, compile));
    case 'record':
      return jsonRecord(...compileEntry(node, compile));
    default:
      return typedArrayOfList(node.as, compile(node.element));
  }
}

function jsonPrimitive(name: PrimitiveName): Converter {
  const { lower: check } = primitive(name, JCO);
  switch (name) {
    case 's64':
    case 'u64':
      return { lift: (json) => check(parseInteger(name, json)), lower: (value) => formatInteger(check(value)) };
    case 'f32':
    case 'f64':
      return {
        lift: (json) => check(typeof json === 'string' && NOT_FINITE.has(json) ? Number(json) : json),
        lower: (value) => (Number.isFinite(check(value)) ? check(value) : String(check(value))),
      };
    default:
      return { lift: check, lower: check };
  }
}

const NOT_FINITE: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

function parseInteger(name: string, json: unknown): bigint {
  if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json);
  if (typeof json === 'string' && /^-?\d{1,20}$/.test(json)) return BigInt(json);
  return refuse(`${name} (an integer up to 2^53 - 1, or a string of digits)`, json);
}

function formatInteger(value: unknown): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function bytes(): Converter {
  const numbers = arrayList(primitive('u8', JCO));
  return {
    lift: (json) => {
      // The element is u8: its converter gives numbers.
      if (Array.isArray(json)) return Uint8Array.from(numbers.lift(json) as number[]);
      return (typeof json === 'string' ? decodeBase64(json) : undefined) ?? refuse('base64 or an array of u8', json);
    },
    lower: (value) => encodeBase64(BYTES.lower(value) as Uint8Array), // checked by BYTES
  };
}

const NESTED: NestedSpelling = {
  wrap: (some) => (some ? { some: some.val } : null),
  unwrap: (json) => {
    if (json === null || json === undefined) return undefined;
    if (!isObject(json) || !Object.hasOwn(json, 'some')) return refuse('null or { "some": value }', json);
    refuseUnknown(json, ['some']);
    return { val: json['some'] };
  },
};

function literals(known: readonly (string | number)[]): Converter {
  const check = (value: unknown): unknown => (known.some((one) => one === value) ? value : refuse(oneOf(known), value));
  return { lift: check, lower: check };
}

function liftProperty(converter: Converter, json: PlainObject, key: string): unknown {
  try {
    return converter.lift(ownValue(json, key));
  } catch (error) {
    throw withinProperty(error, json, key);
  }
}

/** One property of a record or a variant's case, in both directions. */
interface Property {
  lift(json: PlainObject, out: Record<string, unknown>): void;
  lower(value: PlainObject, out: Record<string, unknown>): void;
}

function property(key: string, type: TypeNode, optional: boolean, compile: Compile): Property {
  const converter = compile(type);
  const absentNone = type.kind === 'option' && type.none === 'undefined';
  return {
    lift: (json, out) => {
      const lifted = liftProperty(converter, json, key);
      if (lifted !== undefined || !optional) put(out, key, lifted);
    },
    lower: (value, out) => {
      const lowered = lowerProperty(converter, value, key);
      if (lowered !== null || !absentNone) put(out, key, lowered);
    },
  };
}

function record(definition: RecordDefinition, compile: Compile): Converter {
  const expected = `an object (${definition.source})`;
  const fields = definition.fields.map((field) => property(field.key, field.type, field.optional === true, compile));
  const keys = definition.fields.map((field) => field.key);
  return {
    lift: (json) => {
      if (!isObject(json) || Array.isArray(json)) return refuse(expected, json);
      refuseUnknown(json, keys);
      const out: Record<string, unknown> = {};
      for (const field of fields) field.lift(json, out);
      return out;
    },
    lower: (value) => {
      if (!isObject(value)) return refuse(expected, value);
      const out: Record<string, unknown> = {};
      for (const field of fields) field.lower(value, out);
      return out;
    },
  };
}

function variant(definition: VariantDefinition, compile: Compile): Converter {
  const { discriminant } = definition;
  const byLiteral = new Map(
    definition.cases.map((one) => [one.literal, variantCase(discriminant, one, compile)] as const),
  );
  return {
    lift: (json) => caseOf(json, discriminant, byLiteral).lift(json),
    lower: (value) => caseOf(value, discriminant, byLiteral).lower(value),
  };
}

function variantCase(discriminant: string, one: VariantDefinition['cases'][number], compile: Compile): Converter {
  const { literal, payload } = one;
  if (payload?.style === 'properties') {
    const inner = compile(payload.type);
    return {
      lift: (json) => {
        // caseOf has seen an object; without its discriminant it is the record's. A record's lift gives an object.
        const { [discriminant]: _, ...rest } = json as PlainObject;
        return { [discriminant]: literal, ...(inner.lift(rest) as object) };
      },
      lower: (value) => ({ [discriminant]: literal, ...(inner.lower(value) as object) }), // a record's lower, as above
    };
  }
  const only = payload && property(payload.key, payload.type, payload.optional === true, compile);
  const keys = payload ? [discriminant, payload.key] : [discriminant];
  return {
    lift: (json) => {
      refuseUnknown(json as PlainObject, keys); // caseOf has seen an object
      const out = { [discriminant]: literal };
      only?.lift(json as PlainObject, out);
      return out;
    },
    lower: (value) => {
      const out = { [discriminant]: literal };
      only?.lower(value as PlainObject, out); // caseOf has seen an object
      return out;
    },
  };
}

function result(ok: Converter | undefined, err: Converter | undefined): Converter {
  const side = (direction: keyof Converter) => (value: unknown) => {
    if (!isObject(value) || typeof value['ok'] !== 'boolean') return refuse(RESULT_SHAPE, value);
    const key = value['ok'] ? 'value' : 'error';
    if (direction === 'lift') refuseUnknown(value, ['ok', key]);
    const converter = value['ok'] ? ok : err;
    const convert = direction === 'lift' ? liftProperty : lowerProperty;
    if (!converter) return direction === 'lift' ? { ok: value['ok'], [key]: undefined } : { ok: value['ok'] };
    return { ok: value['ok'], [key]: convert(converter, value, key) };
  };
  return { lift: side('lift'), lower: side('lower') };
}

function refuseUnknown(json: PlainObject, known: readonly string[]): void {
  for (const key of Object.keys(json)) {
    if (known.includes(key)) continue;
    const names = known.length > 0 ? `only the properties ${known.join(', ')}` : 'no properties';
    throw new ValueFault(names, render(key));
  }
}
