/**
 * UTF-8, for engines without `TextEncoder` and `TextDecoder` (QuickJS has neither).
 */

/** Encodes to UTF-8. A lone surrogate becomes U+FFFD, as the Encoding Standard has it. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    let point = text.codePointAt(i) ?? 0xfffd;
    if (point > 0xffff) i += 1;
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) bytes[at++] = point;
    else if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else {
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes.slice(0, at);
}

const CHUNK = 8192;
const REPLACEMENT = 0xfffd;

/**
 * Decodes UTF-8 as the Encoding Standard does ("UTF-8 decoder"): each longest part that could have begun a character and
 * did not become one is one U+FFFD. A byte order mark at the start is dropped.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let points: number[] = [];
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    at += 1;
    const extra = continuationBytes(first) ?? -1;
    let point = extra === 0 ? first : extra < 0 ? REPLACEMENT : first & (0x3f >> extra);
    for (let index = 1; index <= extra; index += 1) {
      const next = bytes[at];
      if (next === undefined || !mayFollow(first, index, next)) {
        point = REPLACEMENT;
        break;
      }
      at += 1;
      point = (point << 6) | (next & 0x3f);
    }
    points.push(point);
    if (points.length === CHUNK) {
      text += String.fromCodePoint(...points);
      points = [];
    }
  }
  return text + String.fromCodePoint(...points);
}

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
