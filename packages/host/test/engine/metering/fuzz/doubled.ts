import { ByteWriter } from '../../../../src/engine/metering/byte-writer.ts';
import { doubleDispatchLoops } from '../../../../src/engine/metering/dispatch-loops.ts';
import { InstructionReader } from '../../../../src/engine/metering/instruction-reader.ts';
import { readLayout } from '../../../../src/engine/metering/module-layout.ts';
import { SectionId } from '../../../../src/engine/metering/sections.ts';
import { firstDifference, observe } from './differential.ts';

/** Answers how writing loops out twice changes what a module does; undefined where it does not. */
export function doubledDifference(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  const { bytes: doubled } = doubleAllLoops(bytes);
  const changed = firstDifference(observe(bytes).events, observe(doubled).events);
  return changed === undefined ? undefined : `a loop written out twice changes ${changed}`;
}

/** The module with all of its loops written out twice, whatever their size, but for those around others; and how many bodies that changed. */
export function doubleAllLoops(bytes: Uint8Array): {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly changed: number;
} {
  const layout = readLayout(bytes);
  const section = layout.sections.find(({ id }) => id === SectionId.code);
  if (section === undefined) return { bytes: Uint8Array.from(bytes), changed: 0 };
  const reader = new InstructionReader(bytes, layout.spaces, section.body, section.end);
  const code = new ByteWriter(section.end - section.body);
  const count = reader.u32();
  let changed = 0;
  code.u32(count);
  for (let body = 0; body < count; body++) {
    const size = reader.u32();
    const start = reader.pos;
    reader.end = start + size;
    reader.locals = layout.parameters[body] ?? 0;
    for (let group = reader.u32(); group > 0; group--) {
      reader.locals += reader.u32();
      reader.valueType();
    }
    const doubled = doubleDispatchLoops(reader, start, 0);
    const content = doubled ?? bytes.subarray(start, start + size);
    if (doubled !== undefined) changed++;
    code.u32(content.length);
    code.range(content, 0, content.length);
    reader.pos = start + size;
    reader.end = section.end;
  }
  const whole = new ByteWriter(bytes.length + code.length);
  whole.range(bytes, 0, section.start);
  whole.u8(SectionId.code);
  whole.u32(code.length);
  whole.range(code.finish(), 0, code.length);
  whole.range(bytes, section.end, bytes.length);
  return { bytes: Uint8Array.from(whole.finish()), changed };
}
