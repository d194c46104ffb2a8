import { Effect } from './instruction-table.ts';
import type { InstructionReader } from './instruction-reader.ts';
import { invalidModule } from './metering-error.ts';

/** What an initializer of a global, table, element or segment offset does. */
export interface ConstantExpression {
  /** Instructions, without the final `end`. */
  readonly instructions: number;
  /** Elements that `array.new` and `array.new_default` create, where the length is written right before them. */
  readonly arrayElements: number;
  /** The opcode of the only instruction; undefined when there are several. */
  readonly single: number | undefined;
}

const I32_CONST = 0x41;

/** Reads up to and including the `end`. Only instructions without control flow can stand here; V8 checks the rest. */
export function readConstantExpression(reader: InstructionReader): ConstantExpression {
  let instructions = 0;
  let arrayElements = 0;
  let opcode: number | undefined;
  let lastConstant = 0;
  for (;;) {
    const effect = reader.next();
    if (effect === Effect.end) break;
    if (effect !== Effect.plain && effect !== Effect.bulk)
      throw invalidModule('control flow in a constant expression', reader.start);
    if (effect === Effect.bulk) arrayElements += lastConstant;
    opcode = reader.opcode;
    lastConstant = opcode === I32_CONST ? constantAt(reader) : 0;
    instructions++;
  }
  return { instructions, arrayElements, single: instructions === 1 ? opcode : undefined };
}

/** The operand of the `i32.const` just read, as an unsigned number. */
function constantAt(reader: InstructionReader): number {
  const after = reader.pos;
  reader.pos = reader.start + 1;
  const value = reader.s33() >>> 0;
  reader.pos = after;
  return value;
}

/** A numeric or vector constant: known when the module is compiled, so that nothing has to run for it. */
export function isPlainConstant(expression: ConstantExpression): boolean {
  const { single } = expression;
  return single !== undefined && ((single >= 0x41 && single <= 0x44) || single === 0x30c);
}
