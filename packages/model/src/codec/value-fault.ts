/** What a converter throws inside of this folder, and how it becomes the public error. */
import { AirssysError } from '../errors.ts';
import { typedArrayName } from './converter.ts';

const MAX_STRING = 60;
const MAX_DIGITS = 40;
const MAX_CASES = 20;

/** A value that does not fit its type, with the path gathered so far: segments are added in front on the way out. */
export class ValueFault extends Error {
  path = '';
  readonly expected: string;
  given: string;
  readonly hint: string | undefined;

  constructor(expected: string, given: string, hint?: string) {
    super(`expected ${expected}, got ${given}`);
    this.expected = expected;
    this.given = given;
    this.hint = hint;
  }
}

/**
 * Refuses a value that is not what its type expects. `expected` says what the type takes ("a whole number from 0 to 255"), the
 * hint what to do. It throws what a codec makes an AirssysError `AIRSSYS_VALUE_INVALID` of, with the path.
 */
export function refuse(expected: string, value: unknown, hint?: string): never {
  throw new ValueFault(expected, render(value), hint);
}

/**
 * As {@link refuse}, where more can be said of the value than what kind it is. `expected` says what the type takes, `given`
 * what there was instead, the hint what to do. It throws as that does.
 */
export function refuseGiven(expected: string, given: string, hint?: string): never {
  throw new ValueFault(expected, given, hint);
}

/** Adds a path's segment in front of a fault. Other errors (a getter of the author threw) pass as they are. */
export function within(error: unknown, segment: string): unknown {
  if (error instanceof ValueFault) error.path = segment + error.path;
  return error;
}

/** As {@link within}, for a property of `owner`: says so where the property is missing altogether. */
export function withinProperty(error: unknown, owner: object, key: string): unknown {
  if (error instanceof ValueFault && error.path === '' && error.given === 'undefined' && !Object.hasOwn(owner, key)) {
    error.given = 'nothing: the property is missing';
  }
  return within(error, propertySegment(key));
}

export function propertySegment(key: string): string {
  return /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** As {@link propertySegment}, for a key that is data and not part of a type: it may be long. */
export function keySegment(key: string): string {
  return key.length > MAX_STRING ? `[${render(key)}]` : propertySegment(key);
}

/** The public error of a fault that happened below `path`. */
export function asValueError(error: unknown, path: string): unknown {
  if (!(error instanceof ValueFault)) return error;
  const full = (path + error.path).replace(/^\./, '') || 'value';
  return new AirssysError('AIRSSYS_VALUE_INVALID', `${full}: expected ${error.expected}, got ${error.given}`, {
    hint: error.hint,
    data: { path: full, expected: error.expected },
  });
}

/** The known cases of an enum or variant, for a message. */
export function oneOf(cases: readonly unknown[]): string {
  const shown = cases.slice(0, MAX_CASES).map(render).join(', ');
  return `one of ${shown}${cases.length > MAX_CASES ? ` and ${cases.length - MAX_CASES} more` : ''}`;
}

/** A short text for any value. INVARIANT: runs no code of the value's: no getter, no `toString`, no `toJSON`. */
export function render(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_STRING
        ? `${JSON.stringify(value.slice(0, MAX_STRING))}… (${value.length} characters)`
        : JSON.stringify(value);
    case 'bigint': {
      const digits = value.toString();
      return digits.length > MAX_DIGITS ? `${digits.slice(0, MAX_DIGITS)}…n` : `${digits}n`;
    }
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : renderObject(value);
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
  }
}

function renderObject(value: object): string {
  const typed = typedArrayName(value);
  if (typed !== undefined) return `a ${typed}`;
  try {
    return Array.isArray(value) ? 'an array' : 'an object';
  } catch {
    return 'an object'; // a revoked proxy
  }
}
