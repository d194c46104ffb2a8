import type { InstructionReader } from '../metering/instruction-reader.ts';

const END = 0x0b;
const GLOBAL_GET = 0x23;
const I32_CONST = 0x41;

/** What two values become, by opcode; the linker of a C library computes places from a base in this way. */
const OPERATIONS: ReadonlyMap<number, (one: number, other: number) => number> = new Map([
  [0x6a, (one, other) => (one + other) | 0],
  [0x6b, (one, other) => (one - other) | 0],
  [0x6c, Math.imul],
]);

/**
 * The `i32` that a constant expression always has, and undefined where it depends on what is not known here. Reads the expression
 * with its `end`. `constants`: those of the module's globals.
 */
export function constantValue(
  reader: InstructionReader,
  constants: readonly (number | undefined)[],
): number | undefined {
  const stack: (number | undefined)[] = [];
  for (;;) {
    reader.next();
    const { opcode, pos, start } = reader;
    if (opcode === END) return stack.length === 1 ? stack[0] : undefined;
    const operation = OPERATIONS.get(opcode);
    if (operation !== undefined) {
      const other = stack.pop();
      const one = stack.pop();
      stack.push(one === undefined || other === undefined ? undefined : operation(one, other));
      continue;
    }
    reader.pos = start + 1;
    if (opcode === I32_CONST) stack.push(reader.s33() | 0);
    else stack.push(opcode === GLOBAL_GET ? constants[reader.u32()] : undefined);
    reader.pos = pos;
  }
}
