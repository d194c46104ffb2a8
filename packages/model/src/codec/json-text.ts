/** Any JSON value, as its text on the wire. */
import type { Converter } from './converter.ts';
import { refuse } from './value-fault.ts';

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
  } catch {
    return undefined;
  }
}
