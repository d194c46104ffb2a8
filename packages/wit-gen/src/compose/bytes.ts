/** Numbers, names and lists as the binary format has them. */

export type Bytes = readonly number[];

/** Unsigned LEB128. */
export function u32(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128: of an `i32`, or of an index, which is written so where a primitive could stand. */
export function s33(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -0x40 || rest >= 0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return [...bytes, rest & 0x7f];
}

export function name(text: string): Bytes {
  const bytes = new TextEncoder().encode(text);
  return [...u32(bytes.length), ...bytes];
}

/** The name of an import or export of a component. */
export const externName = (text: string): Bytes => [0x00, ...name(text)];

/** A count, and so many items. */
export const list = (items: readonly Bytes[]): Bytes => [...u32(items.length), ...items.flat()];

export const optional = (item: Bytes | undefined): Bytes => (item === undefined ? [0x00] : [0x01, ...item]);
