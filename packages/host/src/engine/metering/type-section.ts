import type { InstructionReader } from './instruction-reader.ts';
import { unsupported } from './metering-error.ts';
import { unknownType } from './proposals.ts';

const FUNC = 0x60;
const STRUCT = 0x5f;
const ARRAY = 0x5e;
const SUB = 0x50;
const SUB_FINAL = 0x4f;
const REC = 0x4e;
const PACKED_I8 = 0x78;
const PACKED_I16 = 0x77;

/** What a type section declares. */
export interface Types {
  /** For each type the number of its parameters; 0 for what is no function type. */
  readonly parameters: readonly number[];
  /** There are struct or array types among them. */
  readonly managed: boolean;
}

const NO_PARAMETERS = 0;
const MANAGED = -1;

/** Reads the types and counts them into `reader.spaces`. */
export function readTypes(reader: InstructionReader): Types {
  const parameters: number[] = [];
  let managed = false;
  const groups = reader.u32();
  for (let group = 0; group < groups; group++) {
    let members = 1;
    if (reader.peek() === REC) {
      reader.pos++;
      members = reader.u32();
    }
    for (let member = 0; member < members; member++) {
      const count = readSubType(reader);
      parameters.push(count === MANAGED ? NO_PARAMETERS : count);
      managed ||= count === MANAGED;
    }
  }
  reader.spaces.types = parameters.length;
  return { parameters, managed };
}

/** The number of parameters of a function type, or {@link MANAGED}. */
function readSubType(reader: InstructionReader): number {
  const form = reader.peek();
  if (form === SUB || form === SUB_FINAL) {
    reader.pos++;
    const supers = reader.u32();
    for (let read = 0; read < supers; read++) reader.typeIndex();
  }
  const at = reader.pos;
  const kind = reader.u8();
  switch (kind) {
    case FUNC: {
      const parameters = readValueTypes(reader);
      readValueTypes(reader);
      return parameters;
    }
    case STRUCT: {
      const fields = reader.u32();
      for (let read = 0; read < fields; read++) readField(reader);
      return MANAGED;
    }
    case ARRAY:
      readField(reader);
      return MANAGED;
    default:
      throw unsupported(unknownType('type form', kind), at);
  }
}

function readValueTypes(reader: InstructionReader): number {
  const count = reader.u32();
  for (let read = 0; read < count; read++) reader.valueType();
  return count;
}

function readField(reader: InstructionReader): void {
  const storage = reader.peek();
  if (storage === PACKED_I8 || storage === PACKED_I16) reader.pos++;
  else reader.valueType();
  reader.skip(1); // mutability
}
