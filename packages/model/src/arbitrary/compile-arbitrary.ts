/** Arbitraries of the author's values, compiled from their types as the codecs are. */
import fc from 'fast-check';
import { AirssysError } from '../errors.ts';
import type { InterfaceModel } from '../types/component-model.ts';
import type { OperationModel } from '../types/operation.ts';
import { type TypeDefinition, type VariantCase, visitDefinition } from '../types/type-definition.ts';
import { entryTypes, type ListType, type TypeNode, visitType } from '../types/type-node.ts';
import type { ValueConstraints } from './constraints.ts';
import { lengths, oneOf, primitiveArbitrary, textArbitrary } from './primitives.ts';

type Values = fc.Arbitrary<unknown>;

/**
 * Generates the arguments of an operation: all of its parameters, those that may be left out as undefined. One value of it is
 * the list of arguments, in the order of the call. The `constraints` bound values of the types. Answers an arbitrary whose
 * values are lists of arguments, in the order of the call.
 *
 * @param given Arbitraries in the place of those of the types, by the parameters' names in the author's code.
 * @throws AirssysError `AIRSSYS_TEST_GENERATE` for a parameter whose values come from a component only: a handle, or an error.
 */
export function argumentsArbitrary(
  { key, params }: OperationModel,
  { types }: Pick<InterfaceModel, 'types'>,
  constraints: ValueConstraints = {},
  given: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<unknown[]> {
  const unknown = Object.keys(given).find((name) => !params.some((param) => param.key === name));
  if (unknown !== undefined) {
    throw new AirssysError('AIRSSYS_TEST_GENERATE', `${key} has no parameter ${unknown}`, {
      hint: `Parameters: ${params.map((param) => param.key).join(', ') || 'none'}.`,
      data: { operation: key, parameter: unknown },
    });
  }
  const valuesOf = compileArbitrary(types, constraints);
  const each = params.map((param): Values => {
    try {
      return (Object.hasOwn(given, param.key) ? given[param.key] : undefined) ?? valuesOf(param.type);
    } catch (error) {
      if (!(error instanceof NotGenerated)) throw error;
      throw new AirssysError('AIRSSYS_TEST_GENERATE', `${param.key} of ${key} cannot be generated: ${error.message}`, {
        hint: 'Say what to pass: give an arbitrary of your own for this parameter, or call the operation by hand.',
        data: { operation: key, parameter: param.key },
      });
    }
  });
  return fc.tuple(...each);
}

/**
 * Generates what an operation answers: for whoever stands in for its component. A `Result` is a success or a failure at times; an
 * operation without a result answers undefined. The `constraints` bound values of the types. Answers an arbitrary of the author's values.
 *
 * @throws AirssysError `AIRSSYS_TEST_GENERATE` for an answer that holds a handle, or an error that is thrown.
 */
export function resultArbitrary(
  { key, result }: Pick<OperationModel, 'key' | 'result'>,
  { types }: Pick<InterfaceModel, 'types'>,
  constraints: ValueConstraints = {},
): fc.Arbitrary<unknown> {
  try {
    return result === undefined ? fc.constant(undefined) : compileArbitrary(types, constraints)(result);
  } catch (error) {
    if (!(error instanceof NotGenerated)) throw error;
    throw new AirssysError('AIRSSYS_TEST_GENERATE', `The answer of ${key} cannot be generated: ${error.message}`, {
      hint: 'Say what it answers: by a function, or a mock that is told a value.',
      data: { operation: key },
    });
  }
}

/** Why a type has no values of its own. */
class NotGenerated extends Error {}

/** Makes the arbitraries of an interface's types. What refers to a handle or an error throws when it is asked for. */
export function compileArbitrary(
  definitions: readonly TypeDefinition[],
  constraints: ValueConstraints = {},
): (type: TypeNode) => Values {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const made = new Map<string, Values>();
  const named = (name: string): Values => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const definition = byName.get(name);
    if (definition === undefined) {
      throw new AirssysError('AIRSSYS_MANIFEST_INVALID', `The interface uses the type ${name} and does not define it`, {
        hint: 'Build the component again with this version of airssys.',
      });
    }
    const values = definitionValues(definition, compile);
    made.set(name, values);
    return values;
  };
  const compile = (type: TypeNode): Values =>
    visitType<Values>(type, {
      primitive: ({ name, as }) => (as === 'json' ? jsonValues(constraints) : primitiveArbitrary(name, constraints)),
      list: (list) => listValues(list, compile, constraints),
      option: ({ some, none }) => optionValues(compile(some), none),
      tuple: ({ items }) => fc.tuple(...items.map(compile)),
      result: ({ ok, err }) => {
        const side = (of: TypeNode | undefined): Values => (of ? compile(of) : fc.constant(undefined));
        return fc.oneof(
          side(ok).map((value) => ({ ok: true, value })),
          side(err).map((error) => ({ ok: false, error })),
        );
      },
      reference: ({ name }) => named(name),
      handle: ({ resource }) => {
        throw new NotGenerated(`it is a handle of ${resource}, which the component makes`);
      },
    });
  return compile;
}

type Compile = (type: TypeNode) => Values;

/** What JSON can write. Its texts are those of the other types. */
function jsonValues(constraints: ValueConstraints): Values {
  const key = textArbitrary(constraints);
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // JSON has one zero
  const values = [fc.constant(null), fc.boolean(), fc.integer(), number, key];
  return fc.anything({ key, values, withObjectString: false, withNullPrototype: false });
}

function definitionValues(definition: TypeDefinition, compile: Compile): Values {
  return visitDefinition<Values>(definition, {
    record: ({ source, fields, as }) => {
      if (as === 'date') return fc.date({ noInvalidDate: true });
      if (as === 'error') throw new NotGenerated(`${source} is an error, which comes out of components only`);
      return objects(fields.map(({ key, type, optional }) => ({ key, optional, values: compile(type) })));
    },
    variant: ({ source, discriminant, cases, as }) => {
      if (as === 'error') throw new NotGenerated(`${source} is an error, which comes out of components only`);
      return fc.oneof(...cases.map((one) => caseValues(discriminant, one, compile)));
    },
    enum: ({ cases }) => fc.constantFrom(...cases.map(({ literal }) => literal)),
    flags: ({ flags }) => fc.subarray(flags.map(({ literal }) => literal)).map((on) => new Set(on)),
    resource: ({ source }) => {
      throw new NotGenerated(`it is a handle of ${source}, which the component makes`);
    },
  });
}

function caseValues(discriminant: string, { literal, payload }: VariantCase, compile: Compile): Values {
  if (payload === undefined) return fc.constant(literal).map((value) => ({ [discriminant]: value }));
  if (payload.style === 'properties') {
    // A record's values are objects.
    return compile(payload.type).map((object) => ({ [discriminant]: literal, ...(object as object) }));
  }
  const { key, type, optional } = payload;
  return objects([{ key, optional, values: compile(type) }]).map((object) => ({ [discriminant]: literal, ...object }));
}

interface Property {
  readonly key: string;
  readonly optional: boolean | undefined;
  readonly values: Values;
}

/** Objects with these properties; those that may be missing are missing where they are undefined. */
function objects(properties: readonly Property[]): fc.Arbitrary<object> {
  return fc.tuple(...properties.map(({ values }) => values)).map((values) => {
    const object = {};
    for (const [index, { key, optional }] of properties.entries()) {
      const value = values[index];
      if (value === undefined && optional === true) continue;
      // Defined, not assigned: the key may be `__proto__`.
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    }
    return object;
  });
}

function optionValues(some: Values, none: 'undefined' | 'null'): Values {
  const missing = fc.constant(none === 'null' ? null : undefined);
  // The first is what the others shrink to.
  return fc.oneof({ withCrossShrink: true }, { weight: 1, arbitrary: missing }, { weight: 3, arbitrary: some });
}

function listValues(list: ListType, compile: Compile, constraints: ValueConstraints): Values {
  const { maxItems, maxLength, size } = constraints;
  const sized = size !== undefined && { size };
  if (list.as === 'bytes') {
    return oneOf(
      fc.uint8Array({ ...(maxLength !== undefined && { maxLength }), ...sized }),
      lengths(constraints, maxLength).map((max) => fc.uint8Array({ maxLength: max, size: 'max' })),
    );
  }
  const items = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    oneOf(
      fc.array(element, { ...(maxItems !== undefined && { maxLength: maxItems }), ...sized }),
      lengths(constraints, maxItems).map((max) => fc.array(element, { maxLength: max, size: 'max' })),
    );
  const entries = <K>(keys: (type: TypeNode) => fc.Arbitrary<K>): fc.Arbitrary<[K, unknown][]> => {
    const [key, value] = entryTypes(list) ?? [];
    if (key === undefined || value === undefined) throw new RangeError(`a ${list.as} whose elements are no pairs`);
    return items(fc.tuple(keys(key), compile(value)));
  };
  switch (list.as) {
    case 'array':
      return items(compile(list.element));
    case 'set':
      return items(compile(list.element)).map((all) => new Set(all));
    case 'map':
      return entries(compile).map((all) => new Map(all));
    case 'record': {
      // Strings, by the type; and names that every object has.
      const keys = (type: TypeNode): fc.Arbitrary<string> =>
        oneOf(compile(type) as fc.Arbitrary<string>, [fc.constantFrom(...NAMES_OF_OBJECTS)]);
      return entries(keys).map((all): unknown => Object.fromEntries(all)); // defines own properties, `__proto__` too
    }
    default: {
      const { as } = list;
      return items(compile(list.element)).map((all): unknown => Reflect.construct(globalThis[as], [all]));
    }
  }
}

const NAMES_OF_OBJECTS = ['__proto__', 'constructor', 'toString', 'then'] as const;
