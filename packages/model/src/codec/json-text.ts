/** Any JSON value, as its text on the wire. */
import type { Converter } from './converter.ts';
import { refuse, refuseGiven, render } from './value-fault.ts';

export function jsonText(): Converter {
  return {
    lift: (text) => {
      if (typeof text !== 'string') return refuse('JSON text', text);
      try {
        return JSON.parse(text);
      } catch {
        return refuse('JSON text', text);
      }
    },
    lower: (value) => {
      const text = written(value);
      return text ?? refuse('a value that JSON can write', value);
    },
  };
}

/** Undefined for what JSON has no text for: functions, symbols, undefined, bigints, and objects that contain themselves. */
function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // How deep is too deep depends on the stack that is left: each engine has one of its own.
    if (isStackOverflow(error))
      return refuseGiven('a value that JSON can write', `${render(value)}, nested too deeply`);
    return undefined;
  }
}

/** V8 throws a RangeError, SpiderMonkey and QuickJS an InternalError. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && (error.name === 'RangeError' || error.name === 'InternalError');
}
