/** Canonical definitions (component model, "Canonical Definitions"): of interest are those that make functions. */
import { type ByteReader, invalidComponent } from './byte-reader.ts';
import { readValue } from './read-type.ts';
import type { Scope } from './scope.ts';

/** What follows an operation's number: `t` a type or other index, `o` options, `b` a byte, `r` results, `v` a core type. */
const OPERANDS: Readonly<Record<number, string>> = {
  0x02: 't', 0x03: 't', 0x04: 't', 0x05: '', 0x06: 'b', 0x07: 't', 0x08: '', 0x09: 'ro', 0x0a: 'vt', 0x0b: 'vt',
  0x0c: 'b', 0x0d: '', 0x0e: 't', 0x0f: 'to', 0x10: 'to', 0x11: 'tb', 0x12: 'tb', 0x13: 't', 0x14: 't', 0x15: 't',
  0x16: 'to', 0x17: 'to', 0x18: 'tb', 0x19: 'tb', 0x1a: 't', 0x1b: 't', 0x1c: 'o', 0x1d: 'o', 0x1e: '', 0x1f: '',
  0x20: 'bt', 0x21: 'bt', 0x22: '', 0x23: '', 0x24: '', 0x25: '', 0x26: '', 0x27: 'tt', 0x28: 'b', 0x29: 'b',
  0x2a: '', 0x2b: 'b', 0x2c: 'b', 0x40: 't', 0x41: 'tt', 0x42: '',
}; // prettier-ignore

/** Options that have an index besides. */
const INDEXED_OPTIONS: ReadonlySet<number> = new Set([0x03, 0x04, 0x05, 0x07]);

export function readCanon(bytes: ByteReader, scope: Scope): void {
  const operation = bytes.byte();
  if (operation === 0x00) {
    expectZero(bytes);
    bytes.u32();
    readOptions(bytes);
    scope.functions.push(scope.functionType(bytes.u32()));
  } else if (operation === 0x01) {
    expectZero(bytes);
    bytes.u32();
    readOptions(bytes);
  } else {
    const operands = OPERANDS[operation];
    if (operands === undefined)
      throw invalidComponent(`The component uses an unknown operation (0x${operation.toString(16)})`);
    for (const operand of operands) skip(bytes, scope, operand);
  }
}

function skip(bytes: ByteReader, scope: Scope, operand: string): void {
  if (operand === 't') bytes.u32();
  else if (operand === 'o') readOptions(bytes);
  else if (operand === 'r') {
    if (bytes.byte() === 0x00) readValue(bytes, scope);
    else bytes.byte();
  } else bytes.byte();
}

function readOptions(bytes: ByteReader): void {
  bytes.list(() => {
    if (INDEXED_OPTIONS.has(bytes.byte())) bytes.u32();
  });
}

function expectZero(bytes: ByteReader): void {
  if (bytes.byte() !== 0x00) throw invalidComponent('The component has a canonical definition of an unknown kind');
}
