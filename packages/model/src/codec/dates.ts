/**
 * Converters of `Date`: the record `instant` in the component ABI, a string of ISO 8601 in JSON. A `Date` counts
 * milliseconds, so that what an instant has beyond them is cut off towards the past.
 */
import { Type } from '../types/type-node.ts';
import { type Compile, type Converter, isObject, ownValue } from './converter.ts';
import { refuse, ValueFault, within, withinProperty } from './value-fault.ts';

/** Milliseconds to either side of 1970 that a `Date` can hold (ECMA-262, "Time Values and Time Range"). */
const MAX_MS = 8_640_000_000_000_000;
const NANOSECONDS_PER_MS = 1_000_000;

/** A `Date` as `{ seconds, nanoseconds }`. The value is read from its slot: a `Date` of any realm is one. */
export function date(compile: Compile): Converter {
  const seconds = compile(Type.primitive('s64'));
  const nanoseconds = compile(Type.primitive('u32'));
  const lift = (value: { readonly [key: string]: unknown }, key: string, converter: Converter): number => {
    try {
      return Number(converter.lift(ownValue(value, key)));
    } catch (error) {
      throw withinProperty(error, value, key);
    }
  };
  return {
    lift: (value) => {
      if (!isObject(value)) return refuse('{ seconds, nanoseconds }', value);
      const whole = lift(value, 'seconds', seconds);
      const rest = lift(value, 'nanoseconds', nanoseconds);
      if (rest >= 1_000_000_000) throw within(new ValueFault('less than a second', `${rest}`), '.nanoseconds');
      return dateOf(whole * 1000 + Math.floor(rest / NANOSECONDS_PER_MS));
    },
    lower: (value) => {
      const ms = timeOf(value);
      const whole = Math.floor(ms / 1000);
      return {
        seconds: seconds.lower(BigInt(whole)),
        nanoseconds: nanoseconds.lower((ms - whole * 1000) * NANOSECONDS_PER_MS),
      };
    },
  };
}

/** With a time zone, since a time without one means another moment on every machine. */
const ISO = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A `Date` as text, such as `2026-11-20T17:00:00.000Z`. A day by itself is its start in UTC. */
export const JSON_DATE: Converter = {
  lift: (json) => {
    const ms = typeof json === 'string' && ISO.test(json) ? Date.parse(json) : NaN;
    return Number.isNaN(ms) ? refuse('a date and time with its zone, such as 2026-11-20T17:00:00Z', json) : dateOf(ms);
  },
  lower: (value) => dateOf(timeOf(value)).toISOString(),
};

function dateOf(ms: number): Date {
  // Always with an argument: inside of a component, a Date of the current time would need the clock.
  return Math.abs(ms) <= MAX_MS ? new Date(ms) : refuse('a moment that a Date can hold', ms / 1000);
}

function timeOf(value: unknown): number {
  let ms: number;
  try {
    ms = Date.prototype.getTime.call(value as Date); // throws where it is none
  } catch {
    return refuse('a Date', value);
  }
  if (Number.isNaN(ms)) throw new ValueFault('a Date', 'an invalid Date');
  return ms;
}
