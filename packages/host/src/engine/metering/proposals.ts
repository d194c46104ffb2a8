/**
 * The names of proposals that no V8 here runs (or only behind a flag), by what they add to the binary format: to refuse a module by
 * the name of what it uses rather than by a number.
 */

interface Range {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

const STACK_SWITCHING = 'stack switching';
const CUSTOM_DESCRIPTORS = 'custom descriptors';
const STRINGREF = 'strings as references (stringref)';
const SHARED = 'shared objects (shared-everything threads)';

/** By prefix, 0 for opcodes without; see `InstructionReader`. */
const OPCODES: Readonly<Record<number, readonly Range[]>> = {
  0: [{ from: 0xe0, to: 0xe6, name: STACK_SWITCHING }],
  0xfb: [
    { from: 0x20, to: 0x26, name: CUSTOM_DESCRIPTORS },
    { from: 0x80, to: 0xbf, name: STRINGREF },
  ],
  0xfc: [
    { from: 0x12, to: 0x12, name: 'memory control' },
    { from: 0x13, to: 0x16, name: 'wide arithmetic' },
  ],
  0xfd: [{ from: 0x120, to: 0x14f, name: 'half-precision floats' }],
  0xfe: [{ from: 0x04, to: 0xff, name: SHARED }],
};

/** Forms of types and types of values, which share one number space of a byte. */
const TYPES: Readonly<Record<number, string>> = {
  0x4c: CUSTOM_DESCRIPTORS,
  0x4d: CUSTOM_DESCRIPTORS,
  0x5d: STACK_SWITCHING,
  0x61: STRINGREF,
  0x62: CUSTOM_DESCRIPTORS,
  0x65: SHARED,
  0x66: STRINGREF,
  0x67: STRINGREF,
  0x68: STACK_SWITCHING,
};

/** Whether a heap type of this first byte, a negative number of one byte, is none that V8 runs. */
export function isProposedType(byte: number): boolean {
  return TYPES[byte] !== undefined;
}

/** `name (what)` where the proposal is known, else `what`. */
function named(name: string | undefined, what: string): string {
  return name === undefined ? what : `${name} (${what})`;
}

/** Tells an opcode that is not in the instruction table. */
export function unknownOpcode(prefix: number, number: number): string {
  const range = OPCODES[prefix]?.find(({ from, to }) => number >= from && number <= to);
  const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
  return named(range?.name, `opcode ${prefix === 0 ? '' : `${hex(prefix)} `}${hex(number)}`);
}

/** Tells a byte that stands where a type should. `where` is what was expected. */
export function unknownType(where: string, byte: number): string {
  return named(TYPES[byte], `${where} 0x${byte.toString(16)}`);
}
