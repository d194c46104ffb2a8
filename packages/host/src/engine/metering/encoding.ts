/** Small pieces of binary WebAssembly as number arrays, for the few dozen bytes that the rewriter writes itself. */

/** An unsigned LEB128. */
export function u32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

/** A signed LEB128 of a safe integer. */
export function s64(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = ((rest % 0x80) + 0x80) % 0x80;
    rest = (rest - low) / 0x80;
    const last = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

/** How many bytes {@link u32} makes. */
export function u32Length(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}

/** How many bytes {@link s64} makes of a value that is not negative and below 2^41. */
export function positiveS64Length(value: number): number {
  let length = 1;
  for (let limit = 0x40; value >= limit; limit *= 0x80) length++;
  return length;
}

/** A name or any other counted vector of bytes. */
export function counted(bytes: ArrayLike<number>): number[] {
  return [...u32(bytes.length), ...Array.from(bytes)];
}

export function utf8(text: string): number[] {
  return counted(new TextEncoder().encode(text));
}

/** The opcodes and types that the rewriter itself writes. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  call: 0x10,
  callIndirect: 0x11,
  catchAll: 0x19,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  i64Eqz: 0x50,
  i64LtS: 0x53,
  i64LtU: 0x54,
  i64LeU: 0x58,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64ExtendI32U: 0xad,
  f64ConvertI64S: 0xb9,
  prefixBulk: 0xfc,
} as const;

export const type = { i32: 0x7f, i64: 0x7e, f64: 0x7c, funcref: 0x70, empty: 0x40, func: 0x60 } as const;
