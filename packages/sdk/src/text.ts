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

/** The smallest code point that a sequence of each length may encode; a smaller one is an overlong form. */
const SMALLEST = [0, 0x80, 0x800, 0x10000];
const CHUNK = 8192;

/** Decodes UTF-8. What is not UTF-8 becomes U+FFFD. A byte order mark at the start is dropped. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let points: number[] = [];
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const extra =
      first < 0x80
        ? 0
        : first >= 0xc2 && first < 0xe0
          ? 1
          : first >= 0xe0 && first < 0xf0
            ? 2
            : first >= 0xf0 && first < 0xf5
              ? 3
              : -1;
    let point = extra === 0 ? first : extra < 0 ? 0xfffd : first & (0x3f >> extra);
    let used = 1;
    for (; used <= extra; used += 1) {
      const next = bytes[at + used];
      if (next === undefined || (next & 0xc0) !== 0x80) break;
      point = (point << 6) | (next & 0x3f);
    }
    const isWhole = used === extra + 1 || extra <= 0;
    const isScalar = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) && point >= (SMALLEST[extra] ?? 0);
    points.push(isWhole && isScalar ? point : 0xfffd);
    at += isWhole && isScalar ? Math.max(used, 1) : 1;
    if (points.length === CHUNK) {
      text += String.fromCodePoint(...points);
      points = [];
    }
  }
  return text + String.fromCodePoint(...points);
}
