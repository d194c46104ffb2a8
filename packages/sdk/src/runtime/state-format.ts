/** A component's state as bytes that say what they are: a multicodec code, then the bytes themselves or JSON. */
import { decodeUtf8, encodeUtf8 } from '../text.ts';

/** Codes of the multicodec table as unsigned varints. */
const RAW: readonly number[] = [0x55];
const JSON_TEXT: readonly number[] = [0x80, 0x04];

export function encodeState(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? tagged(RAW, value) : tagged(JSON_TEXT, encodeUtf8(strictJson(value)));
}

export function decodeState(bytes: Uint8Array): unknown {
  if (startsWith(bytes, RAW)) return bytes.slice(RAW.length);
  if (startsWith(bytes, JSON_TEXT)) return JSON.parse(decodeUtf8(bytes.subarray(JSON_TEXT.length)));
  throw new TypeError(`The state begins with ${bytes[0] ?? 'nothing'}, which is neither the code of bytes nor of JSON`);
}

function tagged(code: readonly number[], content: Uint8Array): Uint8Array {
  const all = new Uint8Array(code.length + content.length);
  all.set(code);
  all.set(content, code.length);
  return all;
}

const startsWith = (bytes: Uint8Array, code: readonly number[]): boolean =>
  code.every((byte, at) => bytes[at] === byte);

/** JSON that loses nothing: whatever would read back as something else is refused. */
function strictJson(state: unknown): string {
  if (state === undefined) throw new TypeError(`There is no state: undefined was returned. ${ADVICE}`);
  return JSON.stringify(state, function (this: Record<string, unknown>, key, written: unknown) {
    // `written` may come from a toJSON already: what the author has is in the holder.
    const own = this[key];
    const fault = faultOf(own, Array.isArray(this)) ?? (written === own ? undefined : 'an object with toJSON');
    if (fault === undefined) return written;
    throw new TypeError(`The state has ${fault}${key === '' ? '' : ` at '${key}'`}, which JSON would lose. ${ADVICE}`);
  });
}

const ADVICE = 'Return plain objects, lists, texts, finite numbers, booleans and null, or a Uint8Array.';

function faultOf(value: unknown, isElement: boolean): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `the number ${value}`;
    case 'undefined':
      // A property that is undefined is left out; an element would become null.
      return isElement ? 'undefined' : undefined;
    case 'object':
      return value === null || Array.isArray(value) || isPlain(value) ? undefined : `a ${value.constructor.name}`;
    default:
      return `a ${typeof value}`;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
