import { ByteReader } from '../../packages/host/src/engine/metering/byte-reader.ts';
import { ByteWriter } from '../../packages/host/src/engine/metering/byte-writer.ts';
import { u32, utf8 } from '../../packages/host/src/engine/metering/encoding.ts';
import { readLayout } from '../../packages/host/src/engine/metering/module-layout.ts';
import { SECTION_ORDER, SectionId } from '../../packages/host/src/engine/metering/sections.ts';

/** The same module, of which these functions are exported as `f` and their index, and nothing else is. */
export function exportFunctions(bytes: Uint8Array, indices: readonly number[]): Uint8Array<ArrayBuffer> {
  const { sections } = readLayout(bytes);
  const entries = indices.flatMap((index) => [...utf8(`f${index}`), 0, ...u32(index)]);
  const content = [...u32(indices.length), ...entries];
  const writer = new ByteWriter(bytes.length + content.length + 16);
  const rank = SECTION_ORDER.indexOf(SectionId.export);
  let isWritten = false;
  const writeExports = (): void => {
    if (isWritten) return;
    isWritten = true;
    writer.bytes([SectionId.export, ...u32(content.length), ...content]);
  };
  writer.range(bytes, 0, 8);
  for (const { id, start, end } of sections) {
    if (id !== SectionId.custom && SECTION_ORDER.indexOf(id) >= rank) writeExports();
    if (id !== SectionId.export) writer.range(bytes, start, end);
  }
  writeExports();
  return Uint8Array.from(writer.finish());
}

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64';

const TYPES: Readonly<Record<number, ValueType>> = { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64' };

/** The parameters of each function that the module defines, by its index; of those that take and give numbers only. */
export function numericFunctions(bytes: Uint8Array): ReadonlyMap<number, readonly ValueType[]> {
  const { sections, spaces } = readLayout(bytes);
  const found = new Map<number, readonly ValueType[]>();
  const typeSection = sections.find(({ id }) => id === SectionId.type);
  const functionSection = sections.find(({ id }) => id === SectionId.function);
  if (typeSection === undefined || functionSection === undefined) return found;
  const reader = new ByteReader(bytes, typeSection.body, typeSection.end);
  const signatures: (readonly ValueType[] | undefined)[] = [];
  for (let count = reader.u32(); count > 0; count -= 1) {
    if (reader.u8() !== 0x60) return found; // other than functions: not a module for this
    const [params, results] = [readTypes(reader), readTypes(reader)];
    signatures.push(params !== undefined && results !== undefined ? params : undefined);
  }
  const functions = new ByteReader(bytes, functionSection.body, functionSection.end);
  const count = functions.u32();
  for (let index = 0; index < count; index += 1) {
    const params = signatures[functions.u32()];
    if (params !== undefined) found.set(spaces.importedFunctions + index, params);
  }
  return found;
}

/** Undefined where one of them is a vector or a reference. */
function readTypes(reader: ByteReader): readonly ValueType[] | undefined {
  const types = Array.from({ length: reader.u32() }, () => TYPES[reader.u8()]);
  return types.every((type) => type !== undefined) ? types : undefined;
}
