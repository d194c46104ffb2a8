import { ByteWriter } from './byte-writer.ts';
import { op, type } from './encoding.ts';
import type { InstructionReader } from './instruction-reader.ts';
import { Effect } from './instruction-table.ts';

/** Which loops are written out twice. */
export interface DispatchSize {
  /** Of the function, in bytes. */
  readonly minBytes: number;
  readonly maxBytes: number;
  /** How many places in the loop its `br_table` picks from. */
  readonly minTargets: number;
}

/**
 * Main loops of interpreters: QuickJS's has 226 targets in 54 kB. Smaller loops have no gain of it; functions that are larger, as
 * StarlingMonkey's interpreter is, V8 makes slower code of if they grow.
 */
export const INTERPRETERS: DispatchSize = { minBytes: 16_384, maxBytes: 65_536, minTargets: 100 };

interface Loop {
  /** Its first byte, the byte after its block type, and the byte after its `end`. */
  readonly at: number;
  readonly body: number;
  end: number;
  /** The most targets of a `br_table` directly in it. */
  targets: number;
}

interface Frame {
  readonly opcode: number;
  readonly loop?: Loop;
}

/** Labels that a branch passes on its way out of the loop, which were not there before: out of the last time around, and out of others. */
const ADDED_LABELS = { last: 1, other: 2 } as const;

/**
 * Writes the loops of a function out twice in which an interpreter picks the next instruction, one time behind the other: it then
 * comes by the head, and by the check of its fuel, for every second instruction. What the function does stays the same.
 *
 *     loop $l          block $out
 *       body             loop $l
 *     end                  block $next
 *                            body          ;; br $l becomes br $next
 *                            br $out
 *                          end
 *                          body
 *                        end
 *                      end
 *
 * `reader` stands at the first instruction, its `end` behind the last; the function begins at `start`. Answers the function's new
 * bytes; undefined where it has no such loop, or what a branch names in it is not plain to see.
 */
export function doubleDispatchLoops(
  reader: InstructionReader,
  start: number,
  minTargets: number,
): Uint8Array | undefined {
  const loops = findLoops(reader, minTargets);
  if (loops === undefined || loops.length === 0) return undefined;
  const { bytes, end } = reader;
  const writer = new ByteWriter(2 * (end - start) + 64);
  let from = start;
  for (const loop of loops) {
    writer.range(bytes, from, loop.at);
    writer.bytes([op.block, type.empty, op.loop, type.empty, op.block, type.empty]);
    writeBody(writer, reader, loop, ADDED_LABELS.other);
    writer.bytes([op.br, ADDED_LABELS.other, op.end]);
    writeBody(writer, reader, loop, ADDED_LABELS.last);
    writer.bytes([op.end, op.end]);
    from = loop.end;
  }
  writer.range(bytes, from, end);
  return writer.finish();
}

/**
 * The loops to be written out twice, none within another. Undefined where the function has exception handlers, or is not well
 * formed: then the scanner says so, which knows the place.
 */
function findLoops(reader: InstructionReader, minTargets: number): readonly Loop[] | undefined {
  const found: Loop[] = [];
  const frames: Frame[] = [{ opcode: op.block }];
  while (frames.length > 0) {
    reader.skipPlain();
    const effect = reader.next();
    const { opcode } = reader;
    switch (effect) {
      case Effect.block:
      case Effect.if:
        frames.push({ opcode });
        break;
      case Effect.loop:
        frames.push({ opcode, loop: { at: reader.start, body: reader.pos, end: 0, targets: 0 } });
        break;
      case Effect.else:
        if (frames.pop()?.opcode !== op.if) return undefined;
        frames.push({ opcode });
        break;
      case Effect.end: {
        const loop = frames.pop()?.loop;
        if (loop === undefined || loop.targets < minTargets) break;
        loop.end = reader.pos;
        const isPlain = reader.bytes[loop.at + 1] === type.empty;
        const hasInner = found.some(({ at }) => at > loop.at);
        if (isPlain && !hasInner) found.push(loop);
        break;
      }
      case Effect.br:
      case Effect.brIf:
        if (!isPlainBranch(opcode) || reader.index >= frames.length) return undefined;
        break;
      case Effect.brTable: {
        if (reader.labels.some((label) => label >= frames.length)) return undefined;
        const loop = frames.findLast((frame) => frame.loop !== undefined)?.loop;
        if (loop !== undefined) loop.targets = Math.max(loop.targets, new Set(reader.labels).size);
        break;
      }
      case Effect.try:
      case Effect.catch:
      case Effect.delegate:
      case Effect.tryTable:
        return undefined;
      default: // stays as it is, wherever it stands
    }
  }
  return reader.done ? found : undefined;
}

const isPlainBranch = (opcode: number): boolean => opcode === op.br || opcode === op.brIf;

/** Writes what stands in a loop, with the labels of what encloses it moved by so many. */
function writeBody(writer: ByteWriter, reader: InstructionReader, loop: Loop, added: number): void {
  const { bytes } = reader;
  let from = loop.body;
  let depth = 0;
  const moved = (label: number): number => (label > depth ? label + added : label);
  reader.pos = loop.body;
  while (depth >= 0) {
    reader.skipPlain();
    const effect = reader.next();
    if (effect === Effect.block || effect === Effect.loop || effect === Effect.if) depth++;
    else if (effect === Effect.end) depth--;
    else if (effect === Effect.br || effect === Effect.brIf || effect === Effect.brTable) {
      const labels = effect === Effect.brTable ? reader.labels : [reader.index];
      writer.range(bytes, from, reader.start);
      writer.u8(reader.opcode);
      if (effect === Effect.brTable) writer.u32(labels.length - 1);
      for (const label of labels) writer.u32(moved(label));
      from = reader.pos;
    }
  }
  writer.range(bytes, from, reader.start);
}
