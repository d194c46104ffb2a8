import { readConstantExpression } from './constant-expression.ts';
import type { InstructionReader } from './instruction-reader.ts';
import { unsupported } from './metering-error.ts';
import { SectionId } from './sections.ts';
import type { StartupFuel } from './startup-fuel.ts';

/** Reads an element or data section: to check its indices and to know what instantiating it costs. */
export function readSegments(reader: InstructionReader, id: number, startup: StartupFuel): void {
  const count = reader.u32();
  const read = id === SectionId.element ? readElementSegment : readDataSegment;
  for (let segment = 0; segment < count; segment++) read(reader, startup);
}

function readElementSegment(reader: InstructionReader, startup: StartupFuel): void {
  const at = reader.pos;
  const flags = reader.u32();
  if (flags > 7) throw unsupported(`element segment of kind ${flags}`, at);
  const active = (flags & 1) === 0;
  const explicit = (flags & 2) !== 0; // an explicit table, or declarative when not active
  const expressions = (flags & 4) !== 0;
  if (active && explicit) reader.tableIndex();
  const offset = active ? readConstantExpression(reader) : undefined;
  if (!active || explicit) {
    if (expressions) reader.valueType();
    else reader.skip(1); // element kind
  }
  const length = reader.u32();
  let itemFuel = 0;
  for (let item = 0; item < length; item++) {
    if (expressions) itemFuel += readConstantExpression(reader).instructions;
    else reader.functionIndex();
  }
  if (offset !== undefined) startup.activeElements(offset, itemFuel, length);
  else if (!explicit) startup.passiveElements(itemFuel);
}

function readDataSegment(reader: InstructionReader, startup: StartupFuel): void {
  const at = reader.pos;
  const flags = reader.u32();
  if (flags > 2) throw unsupported(`data segment of kind ${flags}`, at);
  if (flags === 2) reader.memoryIndex();
  const offset = flags === 1 ? undefined : readConstantExpression(reader);
  const length = reader.u32();
  reader.skip(length);
  if (offset !== undefined) startup.activeData(offset, length);
}
