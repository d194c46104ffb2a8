/** The types that have no place in an interface, each with the way out. */
import { ts } from 'ts-morph';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { type AnalysisContext, hasFlag, isAuthored, isLibrary } from '../context.ts';
import { openKeys } from './collections.ts';
import type { Place } from './place.ts';
import { refuseType } from './refuse.ts';
import type { Written } from './written.ts';

const { TypeFlags } = ts;

/** Types of the standard library that have a better spelling. */
const LIBRARY_HINTS: Readonly<Record<string, string>> = {
  WeakMap: 'use Map<K, V>',
  WeakSet: 'use Set<T>',
  RegExp: 'use string for its source',
  Error: 'use Result<T, E> with an error type of your own',
  ArrayBuffer: 'use Uint8Array',
  SharedArrayBuffer: 'use Uint8Array',
  DataView: 'use Uint8Array',
  Float16Array: 'use Float32Array: WIT has no f16',
  Uint8ClampedArray: 'use Uint8Array: clamped or not is lost on the way',
  ReadableStream: 'use AsyncIterable<T>, as an async generator gives one',
  Iterable: 'use T[]',
  Iterator: 'use T[]',
  Function: 'data crosses the boundary, functions do not: offer an operation instead',
  String: 'use string',
  Number: 'use number',
  Boolean: 'use boolean',
  Symbol: 'use string',
  Object: 'declare an interface with the fields that it has',
};

/** Reports a type that is neither a primitive of WIT nor made of parts. */
export function refuseSimple(context: AnalysisContext, type: ts.Type, place: Place): void {
  const [code, what, hint] = reason(context, type, place.source);
  refuseType(context, place, code, `${place.label} ${what}`, hint);
}

type Reason = readonly [DiagnosticCode, string, string];

function reason(context: AnalysisContext, type: ts.Type, source: Written | undefined): Reason {
  const text = context.checker.typeToString(type);
  if (hasFlag(type, TypeFlags.Any)) {
    return isUnresolved(type)
      ? [
          'AIRSSYS_WIT_TYPE_UNRESOLVED',
          source === undefined ? 'cannot be found' : `is '${source.node.getText()}', which cannot be found`,
          'Check the import; `npx tsc --noEmit` says more.',
        ]
      : ['AIRSSYS_WIT_TYPE_ANY', 'is any', 'Callers must know what to pass: declare the type that it has.'];
  }
  if (hasFlag(type, TypeFlags.Unknown)) {
    return [
      'AIRSSYS_WIT_TYPE_ANY',
      'is unknown',
      "Declare the type that it has; for any JSON use Json, imported from '@airssys/sdk'.",
    ];
  }
  if (hasFlag(type, TypeFlags.NonPrimitive)) {
    return ['AIRSSYS_WIT_TYPE_ANY', 'is object', 'Declare an interface with the fields that it has.'];
  }
  if (hasFlag(type, TypeFlags.BigInt | TypeFlags.BigIntLiteral)) {
    const hint = "Say which integer it is: u64 (0 and up) or s64 (with sign), imported from '@airssys/sdk'.";
    return ['AIRSSYS_WIT_TYPE_BIGINT', `is ${text}, whose sign and range are open`, hint];
  }
  if (hasFlag(type, TypeFlags.ESSymbolLike)) {
    return ['AIRSSYS_WIT_TYPE_FUNCTION', 'is a symbol, which exists in one program only', 'Use a string.'];
  }
  if (hasFlag(type, TypeFlags.Never)) {
    return ['AIRSSYS_WIT_TYPE_EMPTY', 'is never: no value has this type', 'Leave it out.'];
  }
  if (hasFlag(type, TypeFlags.Undefined | TypeFlags.Void | TypeFlags.Null)) {
    return ['AIRSSYS_WIT_TYPE_EMPTY', `is ${text} and carries nothing`, `Leave it out, or write \`T | ${text}\`.`];
  }
  if (hasFlag(type, TypeFlags.TemplateLiteral | TypeFlags.StringMapping)) {
    return [
      'AIRSSYS_WIT_TYPE_LITERAL',
      `is the template type ${text}`,
      'Use string, and check the form in the operation.',
    ];
  }
  if (hasFlag(type, TypeFlags.NumberLiteral)) {
    return [
      'AIRSSYS_WIT_TYPE_LITERAL',
      `is the number ${text}`,
      'Use number or u32, or a TypeScript enum, whose members have names.',
    ];
  }
  if (hasFlag(type, TypeFlags.BooleanLiteral)) return ['AIRSSYS_WIT_TYPE_LITERAL', `is always ${text}`, 'Use boolean.'];
  if (type.isTypeParameter()) {
    return ['AIRSSYS_WIT_TYPE_UNSUPPORTED', `is the type parameter ${text}`, 'WIT has no generics: write the type.'];
  }
  return ['AIRSSYS_WIT_TYPE_UNSUPPORTED', `is ${text}, which WIT cannot express`, 'Use an interface of plain fields.'];
}

/** The checker has a type of its own for names that it cannot find; it prints as `any`. */
function isUnresolved(type: ts.Type): boolean {
  // The name is not part of the public type, but all intrinsic types have it.
  return (type as { readonly intrinsicName?: string }).intrinsicName === 'error';
}

/** Reports an object type that is no record. Returns whether it did. */
export function refuseObject(context: AnalysisContext, type: ts.Type, place: Place): boolean {
  const found = objectReason(context, type);
  if (found === undefined) return false;
  const [code, what, hint] = found;
  refuseType(context, place, code, `${place.label} ${what}`, hint);
  return true;
}

function objectReason(context: AnalysisContext, type: ts.Type): Reason | undefined {
  const { checker } = context;
  const text = (): string => checker.typeToString(type); // slow, and mostly not needed
  const symbol: ts.Symbol | undefined = type.symbol; // declared as always there, but intersections have none
  const declaration = symbol?.declarations?.[0];
  if (symbol !== undefined && declaration !== undefined && isLibrary(context, declaration)) {
    if (symbol.name === 'Promise' || symbol.name === 'PromiseLike') {
      const hint =
        'Only an operation as a whole can answer with a promise. Take the value itself, and await before it is returned.';
      return ['AIRSSYS_WIT_TYPE_PROMISE', `is ${text()}`, hint];
    }
    const hint = Object.hasOwn(LIBRARY_HINTS, symbol.name) ? LIBRARY_HINTS[symbol.name] : undefined;
    if (hint !== undefined) {
      return ['AIRSSYS_WIT_TYPE_CLASS', `is ${text()}`, `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`];
    }
  }
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) {
    return [
      'AIRSSYS_WIT_TYPE_FUNCTION',
      'is a function',
      'Data crosses the boundary, functions do not: offer an operation, or leave it out with Omit<…>.',
    ];
  }
  const isClass = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Class) !== 0;
  const hasMethods =
    declaration !== undefined && isLibrary(context, declaration) && ts.isInterfaceDeclaration(declaration);
  if (isClass || hasMethods) {
    return [
      'AIRSSYS_WIT_TYPE_CLASS',
      `is an instance of the class ${text()}`,
      'Only data crosses the boundary, methods would be lost: declare an interface with the fields' +
        (declaration !== undefined && isAuthored(context, declaration) ? ', or mark the class @resource().' : '.'),
    ];
  }
  if (openKeys(context, type) !== undefined) return undefined;
  if (checker.getIndexInfosOfType(type).length > 0) {
    return type.getProperties().length > 0
      ? [
          'AIRSSYS_WIT_TYPE_KEYS',
          `is ${text()}, with keys of its own beside open ones`,
          'WIT has fields or entries, not both: put the open keys into a field of their own.',
        ]
      : [
          'AIRSSYS_WIT_TYPE_KEYS',
          `is ${text()}, whose open keys are not plain strings`,
          'Use Map<K, V>, or string for the keys.',
        ];
  }
  if (type.getProperties().length === 0) {
    const hint = 'WIT records have at least one field: declare the fields, or leave it out.';
    return ['AIRSSYS_WIT_TYPE_EMPTY', `is ${text()}, which has no fields`, hint];
  }
  return undefined;
}
