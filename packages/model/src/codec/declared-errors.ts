/** Errors that an operation declares with `@throws`: between instances of classes, and records or cases of a variant. */
import { DeclaredError } from '../declared-error.ts';
import { AirssysError } from '../errors.ts';
import { toCamelCase } from '../naming.ts';
import type { RecordDefinition, TypeDefinition, VariantDefinition } from '../types/type-definition.ts';
import type { TypeNode } from '../types/type-node.ts';
import { type Compile, type Converter, isObject, ownValue, put } from './converter.ts';
import { caseOf, lowerProperty } from './definitions.ts';
import { oneOf, propertySegment, refuse, within } from './value-fault.ts';

/** A record whose author's side is an error. Lifted, it is a {@link DeclaredError} with the class's name. */
export function errorRecord(definition: RecordDefinition, compile: Compile): Converter {
  const { source } = definition;
  const ErrorClass = errorClass(source);
  const fields = definition.fields.map(({ key, name, type, optional }) => ({
    key,
    optional: optional === true,
    abiName: toCamelCase(name),
    converter: compile(type),
  }));
  return {
    lift: (value) => {
      if (!isObject(value)) return refuse(`an object (${source})`, value);
      const values: Record<string, unknown> = {};
      for (const { key, abiName, optional, converter } of fields) {
        try {
          const lifted = converter.lift(ownValue(value, abiName));
          if (lifted !== undefined || !optional) put(values, key, lifted);
        } catch (error) {
          throw within(error, propertySegment(key));
        }
      }
      return makeError(ErrorClass, values);
    },
    lower: (value) => {
      if (!isObject(value)) return refuse(`an error (${source})`, value);
      const out: Record<string, unknown> = {};
      for (const { key, abiName, converter } of fields) put(out, abiName, lowerProperty(converter, value, key));
      return out;
    },
  };
}

/** A variant of which each case is the record of an error. Lowered by the error's name. */
export function errorVariant(definition: VariantDefinition, compile: Compile): Converter {
  const cases = casesOf(definition, compile);
  return {
    lift: (value) => {
      const tag = isObject(value) ? ownValue(value, 'tag') : undefined;
      const found = cases.find(({ name }) => name === tag);
      if (!isObject(value) || found === undefined) return refuse(oneOf(cases.map(({ name }) => name)), tag);
      return found.converter.lift(ownValue(value, 'val'));
    },
    lower: (value) => {
      const found = cases.find(({ source }) => isObject(value) && value['name'] === source);
      if (found === undefined) return refuse(`an error of ${oneOf(cases.map(({ source }) => source))}`, value);
      return { tag: found.name, val: found.converter.lower(value) };
    },
  };
}

/** An error in JSON: an object that begins with its name. `fields` is the converter of a record of the same fields. */
export function jsonErrorRecord({ source }: RecordDefinition, fields: Converter): Converter {
  return {
    lift: (json) => refuse('nothing: errors come out of components only', json),
    lower: (error) => ({ name: source, ...(fields.lower(error) as object) }), // a record's lower gives one
  };
}

export function jsonErrorVariant({ cases }: VariantDefinition, compile: Compile): Converter {
  const byName = new Map(cases.map(({ literal, payload }) => [literal, payload && compile(payload.type)] as const));
  return {
    lift: (json) => refuse('nothing: errors come out of components only', json),
    lower: (error) => caseOf(error, 'name', byName).lower(error),
  };
}

/** The `err` side of an operation that throws. */
export interface ThrownErrors {
  readonly converter: Converter;
  /** The error as the class at this place of `@throws`; by its name where no place is given. Undefined for any other. */
  lower(error: unknown, index: number | undefined): { readonly val: unknown } | undefined;
}

/** @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where the type is not one of errors. */
export function thrownErrors(
  type: TypeNode | undefined,
  definitions: ReadonlyMap<string, TypeDefinition>,
  compile: Compile,
): ThrownErrors {
  const definition = type?.kind === 'reference' ? definitions.get(type.name) : undefined;
  if (
    type === undefined ||
    (definition?.kind !== 'record' && definition?.kind !== 'variant') ||
    definition.as !== 'error'
  ) {
    throw new AirssysError('AIRSSYS_MANIFEST_INVALID', 'The interface has an operation that throws what is no error', {
      hint: 'Build the component again with this version of airssys.',
    });
  }
  const converter = compile(type);
  const isRecord = definition.kind === 'record';
  const cases = isRecord ? [{ name: '', source: definition.source, converter }] : casesOf(definition, compile);
  return {
    converter,
    lower: (error, index) => {
      const found =
        index === undefined ? cases.find(({ source }) => isObject(error) && error['name'] === source) : cases[index];
      if (found === undefined) return undefined;
      const val = found.converter.lower(error);
      return { val: isRecord ? val : { tag: found.name, val } };
    },
  };
}

interface ErrorCase {
  readonly name: string;
  /** The name of the author's class. */
  readonly source: string;
  readonly converter: Converter;
}

function casesOf({ cases }: VariantDefinition, compile: Compile): readonly ErrorCase[] {
  return cases.flatMap(({ name, literal, payload }) =>
    payload === undefined ? [] : [{ name, source: String(literal), converter: compile(payload.type) }],
  );
}

type ErrorClass = new (message: string) => DeclaredError;

/** A class of this name, so that stacks and inspection show it too. */
function errorClass(source: string): ErrorClass {
  const classes: Record<string, ErrorClass> = { [source]: class extends DeclaredError {} };
  const made = classes[source] ?? DeclaredError; // it is there
  Object.defineProperty(made.prototype, 'name', { value: source, configurable: true, writable: true });
  return made;
}

function makeError(ErrorOfClass: ErrorClass, values: Readonly<Record<string, unknown>>): DeclaredError {
  const { message, ...rest } = values;
  // Own and enumerable, whatever their names: `put` has made them so.
  return Object.assign(new ErrorOfClass(String(message)), rest);
}
