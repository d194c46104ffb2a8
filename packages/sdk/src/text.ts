/**
 * UTF-8, for engines without `TextEncoder` and `TextDecoder` (QuickJS has neither).
 */

/** Encodes to UTF-8. A lone surrogate becomes U+FFFD, as the Encoding Standard has it. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  return bytes.slice(0, encodeUtf8Into(text, bytes).written);
}

/** Any value as text that has a UTF-8: half of a surrogate pair becomes U+FFFD. */
export function wellFormed(value: unknown): string {
  // With the flag u, whole pairs are one character and do not match.
  return String(value).replace(/[\ud800-\udfff]/gu, '\ufffd');
}

/** How far `encodeInto` has come. */
export interface EncodedInto {
  /** UTF-16 code units of the text that have been encoded. */
  readonly read: number;
  /** Bytes that have been written. */
  readonly written: number;
}

/** As {@link encodeUtf8}, into `bytes`: as many whole characters as there is room for. */
export function encodeUtf8Into(text: string, bytes: Uint8Array): EncodedInto {
  let read = 0;
  let at = 0;
  while (read < text.length) {
    let point = text.codePointAt(read) ?? REPLACEMENT;
    const units = point > 0xffff ? 2 : 1;
    if (point >= 0xd800 && point <= 0xdfff) point = REPLACEMENT;
    const length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (at + length > bytes.length) break;
    if (length === 1) bytes[at++] = point;
    else {
      // The first byte begins with as many ones as there are bytes; each further one has six bits.
      bytes[at++] = ((0xf00 >> length) & 0xff) | (point >> (6 * (length - 1)));
      for (let shift = 6 * (length - 2); shift >= 0; shift -= 6) bytes[at++] = 0x80 | ((point >> shift) & 0x3f);
    }
    read += units;
  }
  return { read, written: at };
}

const CHUNK = 8192;
const REPLACEMENT = 0xfffd;

export interface DecodeOptions {
  /** Throw where the bytes are no UTF-8. Default: false, U+FFFD takes their place. */
  readonly fatal?: boolean;
  /** Keep a byte order mark at the start, as U+FEFF. Default: false, it is dropped. */
  readonly ignoreBOM?: boolean;
}

/**
 * Decodes UTF-8 as the Encoding Standard does ("UTF-8 decoder"): each longest part that could have begun a character and
 * did not become one is one U+FFFD.
 *
 * @throws TypeError where `fatal` is set and the bytes are no UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array, { fatal = false, ignoreBOM = false }: DecodeOptions = {}): string {
  let text = '';
  let points: number[] = [];
  let at = !ignoreBOM && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const begin = at;
    const first = bytes[at++] ?? 0;
    const extra = continuationBytes(first);
    let point = extra === 0 ? first : extra === undefined ? undefined : first & (0x3f >> extra);
    for (let index = 1; point !== undefined && index <= (extra ?? 0); index += 1) {
      const next = bytes[at];
      if (next === undefined || !mayFollow(first, index, next)) point = undefined;
      else {
        at += 1;
        point = (point << 6) | (next & 0x3f);
      }
    }
    if (point === undefined && fatal) throw new TypeError(`The bytes are not UTF-8: byte ${begin} begins no character`);
    points.push(point ?? REPLACEMENT);
    if (points.length === CHUNK) {
      text += String.fromCodePoint(...points);
      points = [];
    }
  }
  return text + String.fromCodePoint(...points);
}

/**
 * The bytes behind an `ArrayBuffer` or a view of one (typed array, `DataView`), not copied. None for undefined.
 *
 * @throws TypeError for anything else.
 */
export function bytesOf(source: unknown): Uint8Array {
  if (source === undefined) return new Uint8Array();
  if (source instanceof Uint8Array) return source;
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer || isSharedBuffer(source)) return new Uint8Array(source);
  throw new TypeError('Expected an ArrayBuffer, a typed array or a DataView');
}

/** Not every engine has such buffers. */
const isSharedBuffer = (source: unknown): source is SharedArrayBuffer =>
  typeof SharedArrayBuffer !== 'undefined' && source instanceof SharedArrayBuffer;

/** How many bytes follow the first one of a character; undefined where no character begins with it. */
function continuationBytes(first: number): number | undefined {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first <= 0xdf) return 1;
  if (first >= 0xe0 && first <= 0xef) return 2;
  return first >= 0xf0 && first <= 0xf4 ? 3 : undefined;
}

/** Whether the byte may stand there. The second one's range shuts out overlong forms, surrogates and points beyond U+10FFFF. */
function mayFollow(first: number, index: number, next: number): boolean {
  const isSecond = index === 1;
  const low = isSecond && first === 0xe0 ? 0xa0 : isSecond && first === 0xf0 ? 0x90 : 0x80;
  const high = isSecond && first === 0xed ? 0x9f : isSecond && first === 0xf4 ? 0x8f : 0xbf;
  return next >= low && next <= high;
}
