/** Binaries put together by hand, for what no assembler would write. */

/** A section's content, as bytes and numbers that are bytes. */
export type Bytes = Uint8Array | readonly number[];

/** Unsigned LEB128. `width` bytes at least, which makes it longer than it needs to be. */
export function leb(value: number, width = 1): number[] {
  const rest = Math.floor(value / 128);
  const isLast = rest === 0 && width <= 1;
  return isLast ? [value] : [(value % 128) | 0x80, ...leb(rest, width - 1)];
}

export function joined(...parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const encoder = new TextEncoder();

/** A name as the binary formats have it: its length, then UTF-8. */
export const named = (name: string): Uint8Array => joined(leb(encoder.encode(name).length), encoder.encode(name));

/** A section. `size` is what it says of its size: the truth, where it is not given. */
export function section(id: number, content: Bytes, size = content.length): Uint8Array {
  return joined([id], leb(size), content);
}

export const custom = (name: string, content: string): Uint8Array =>
  section(0, joined(named(name), encoder.encode(content)));

const MAGIC = [0x00, 0x61, 0x73, 0x6d];

export const module = (...sections: readonly Bytes[]): Uint8Array<ArrayBuffer> =>
  joined(MAGIC, [1, 0, 0, 0], ...sections);

export const component = (...sections: readonly Bytes[]): Uint8Array<ArrayBuffer> =>
  joined(MAGIC, [0x0d, 0, 1, 0], ...sections);

/** A component of nothing but a core module. */
export const around = (...sections: readonly Bytes[]): Uint8Array<ArrayBuffer> =>
  component(section(1, module(...sections)));

/** Numbers of the component format's sections. */
export const SECTION = { coreModule: 1, component: 4, type: 7, canon: 8, import: 10, export: 11 } as const;
/** Numbers of a core module's sections. */
export const CORE = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;
