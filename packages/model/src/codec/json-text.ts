/** Any JSON value, as its text on the wire. */
import type { Converter } from './converter.ts';
import { refuse, refuseGiven, render } from './value-fault.ts';

/**
 * Levels of arrays and objects within each other. The engines' parsers end at some hundreds (StarlingMonkey) or overflow the
 * stack (QuickJS), so what is deeper is refused before it gets there.
 */
const MAX_DEPTH = 256;

/** @param isHost Whether this is the host's side, which checks the depth in both directions. */
export function jsonText(isHost: boolean): Converter {
  const checked = (text: string): string => (isHost && depthOf(text) > MAX_DEPTH ? tooDeep(depthOf(text)) : text);
  return {
    lift: (text) => {
      if (typeof text !== 'string') return refuse('JSON text', text);
      checked(text);
      try {
        return JSON.parse(text);
      } catch {
        return refuse('JSON text', text);
      }
    },
    lower: (value) => {
      const text = written(value);
      return text === undefined ? refuse('a value that JSON can write', value) : checked(text);
    },
  };
}

const tooDeep = (depth: number): never => refuseGiven(`JSON of at most ${MAX_DEPTH} levels`, `${depth} levels`);

/** How deep arrays and objects lie within each other. Brackets in strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, (depth += 1));
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
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
