/**
 * The names that core modules import and export by, which may be any text. The transpiler writes them into the glue between quotes, and
 * does not escape them: a name with a quote in it would go on as JavaScript of the host's process.
 */
import { AirssysError } from '@airssys/model';
import { InstructionReader } from './metering/instruction-reader.ts';
import { type ModuleLayout, readLayout } from './metering/module-layout.ts';
import { SectionId } from './metering/sections.ts';

/** Kinds of imports and exports, as the binary format numbers them. */
export const ItemKind = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

export interface CoreImport {
  readonly module: string;
  readonly field: string;
  readonly kind: number;
  /** Of a function. */
  readonly type: number;
}

export interface CoreExport {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** Ends a text of JavaScript, or a comment, or begins an expression inside of one. */
const UNSAFE = /['"`\\\p{Cc}\u2028\u2029]|\$\{|\*\//u;
const MAX_SHOWN = 100;

/**
 * INVARIANT: no name of a core module ends the text that it stands in. A name of WIT cannot: it is made of letters, digits and signs
 * that end nothing.
 *
 * @throws AirssysError `AIRSSYS_ENGINE_UNSUPPORTED` where one would; `MeteringError` as {@link readLayout}.
 */
export function demandPlainNames(bytes: Uint8Array): void {
  const layout = readLayout(bytes);
  const names = [
    ...readImports(layout).flatMap(({ module, field }) => [module, field]),
    ...readExports(layout).map(({ name }) => name),
  ];
  const unsafe = names.find((name) => UNSAFE.test(name));
  if (unsafe === undefined) return;
  const shown = JSON.stringify(unsafe.slice(0, MAX_SHOWN));
  throw new AirssysError('AIRSSYS_ENGINE_UNSUPPORTED', `not supported: a core module with the name ${shown}`, {
    hint: 'Build the component so that its core modules import and export by names without quotes and control characters.',
    data: { name: unsafe.slice(0, MAX_SHOWN) },
  });
}

export function readImports(layout: ModuleLayout): readonly CoreImport[] {
  const imports: CoreImport[] = [];
  const reader = readerOf(layout, SectionId.import);
  if (reader === undefined) return imports;
  for (let left = reader.u32(); left > 0; left -= 1) {
    const module = text(reader.nameBytes());
    const field = text(reader.nameBytes());
    const kind = reader.u8();
    const type = kind === ItemKind.function ? reader.u32() : 0;
    if (kind === ItemKind.table || kind === ItemKind.global) reader.valueType();
    if (kind === ItemKind.global || kind === ItemKind.tag) reader.skip(1);
    if (kind === ItemKind.tag) reader.u32();
    if (kind === ItemKind.table || kind === ItemKind.memory) skipLimits(reader);
    imports.push({ module, field, kind, type });
  }
  return imports;
}

export function readExports(layout: ModuleLayout): readonly CoreExport[] {
  const exports: CoreExport[] = [];
  const reader = readerOf(layout, SectionId.export);
  if (reader === undefined) return exports;
  for (let left = reader.u32(); left > 0; left -= 1) {
    exports.push({ name: text(reader.nameBytes()), kind: reader.u8(), index: reader.u32() });
  }
  return exports;
}

function readerOf({ bytes, sections, spaces }: ModuleLayout, id: number): InstructionReader | undefined {
  const section = sections.find((one) => one.id === id);
  return section && new InstructionReader(bytes, spaces, section.body, section.end);
}

function skipLimits(reader: InstructionReader): void {
  const flags = reader.u8();
  reader.skipLeb(10);
  if (flags & 1) reader.skipLeb(10);
}

/** A byte order mark is a character of a name like any other. */
const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
