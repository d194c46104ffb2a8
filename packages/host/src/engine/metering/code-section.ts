import type { BodyScanner } from './body-scanner.ts';
import { type DispatchSize, doubleDispatchLoops } from './dispatch-loops.ts';
import { InstructionReader } from './instruction-reader.ts';
import { invalidModule } from './metering-error.ts';
import type { ModuleLayout } from './module-layout.ts';
import { SectionId } from './sections.ts';

/** As many locals as V8 allows in one function. */
export const MAX_LOCALS = 50_000;

/** Where the bodies lie, and which of the edits belong to which. Body `i` is function `importedFunctions + i`. */
export interface CodeSection {
  readonly count: number;
  /** The bodies that were written anew before they were scanned: they lie in these bytes, not in the module's. */
  readonly rewritten: ReadonlyMap<number, Uint8Array>;
  /** The body's first byte, after its size, and the byte after its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where the first instruction stands, behind the declarations of locals. */
  readonly instructions: Int32Array;
  /** How many locals there are, parameters included: the index of one more. At most {@link MAX_LOCALS}. */
  readonly locals: Int32Array;
  /** The edits of body `i` are `[firstEdits[i], firstEdits[i + 1])`. */
  readonly firstEdits: Int32Array;
}

/** Runs the scanner over all bodies. Loops of the size of `doubled` are written out twice before. */
export function scanCode(layout: ModuleLayout, scanner: BodyScanner, doubled?: DispatchSize): CodeSection {
  const { spaces } = layout;
  const section = layout.sections.find((candidate) => candidate.id === SectionId.code);
  const declared = spaces.functions - spaces.importedFunctions;
  const reader = new InstructionReader(layout.bytes, spaces, section?.body ?? 0, section?.end ?? 0);
  const count = section === undefined ? 0 : reader.u32();
  if (count !== declared) throw invalidModule(`${declared} functions declared, ${count} bodies`, reader.pos);
  const rewritten = new Map<number, Uint8Array>();
  const code = {
    count,
    rewritten,
    starts: new Int32Array(count),
    ends: new Int32Array(count),
    instructions: new Int32Array(count),
    locals: new Int32Array(count),
    firstEdits: new Int32Array(count + 1),
  };
  const begin = (body: number, of: InstructionReader): void => {
    code.starts[body] = of.pos;
    code.ends[body] = of.end;
    of.locals = (layout.parameters[body] ?? 0) + countLocals(of);
    code.locals[body] = Math.min(of.locals, MAX_LOCALS);
    code.instructions[body] = of.pos;
  };
  for (let body = 0; body < count; body++) {
    const size = reader.u32();
    const start = reader.pos;
    const after = reader.end;
    if (size > after - start) throw invalidModule('function body longer than its section', start);
    code.firstEdits[body] = scanner.edits.length;
    reader.end = start + size;
    begin(body, reader);
    const anew = doubled === undefined ? undefined : inTwo(reader, start, doubled);
    if (anew !== undefined) {
      rewritten.set(body, anew);
      const own = new InstructionReader(anew, spaces);
      begin(body, own);
      scanner.scan(own, spaces.importedFunctions + body);
    } else {
      scanner.scan(reader, spaces.importedFunctions + body);
      if (!reader.done) throw invalidModule('code after the end of a function', reader.pos);
    }
    reader.pos = start + size;
    reader.end = after;
  }
  if (section !== undefined && !reader.done)
    throw invalidModule('code section is longer than its contents', reader.pos);
  code.firstEdits[count] = scanner.edits.length;
  return code;
}

/** The body with its loops written out twice, if it is of that size and has any. Leaves the reader where it is. */
function inTwo(reader: InstructionReader, start: number, size: DispatchSize): Uint8Array | undefined {
  const { pos, end } = reader;
  if (end - start < size.minBytes || end - start > size.maxBytes) return undefined;
  const anew = doubleDispatchLoops(reader, start, size.minTargets);
  reader.pos = pos;
  return anew;
}

function countLocals(reader: InstructionReader): number {
  const groups = reader.u32();
  let locals = 0;
  for (let group = 0; group < groups; group++) {
    locals += reader.u32();
    reader.valueType();
  }
  return locals;
}

/** Whether a bulk instruction's length, always its topmost operand, is an `i64`. */
export function lengthIs64(reader: InstructionReader): boolean {
  const { memories, tables } = reader.spaces;
  switch (reader.opcode) {
    case 0x20a: // memory.copy: the narrower of the two
      return (memories[reader.index]?.address64 ?? false) && (memories[reader.second]?.address64 ?? false);
    case 0x20b: // memory.fill
      return memories[reader.index]?.address64 ?? false;
    case 0x20e: // table.copy
      return (tables[reader.index]?.address64 ?? false) && (tables[reader.second]?.address64 ?? false);
    case 0x211: // table.fill
      return tables[reader.index]?.address64 ?? false;
    default: // memory.init, table.init, array.*: always an i32
      return false;
  }
}
