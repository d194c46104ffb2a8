/** Pieces of an engine's code that become others. They are found by their instructions, in an engine that is known. */
import { BinaryReader, encodeU32 } from '../wasm/encoding.ts';
import { readSections, type Section, withSections } from '../wasm/sections.ts';
import { otherEngine } from './other-engine.ts';

const CODE = 10;

export interface CodeEdit {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** How many functions have it, once each. Another number is another engine. */
  readonly count: number;
  /** What an engine does there. */
  readonly what: string;
}

/**
 * The core module with its code edited.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ENGINE` where it is not the engine that the edits were written for.
 */
export function editCode(binary: Uint8Array, edits: readonly CodeEdit[]): Uint8Array {
  const counts = edits.map(() => 0);
  const pieces = edits.map(({ from, to }) => ({ from: Buffer.from(from), to: Buffer.from(to) }));
  const edit = (body: Uint8Array): Uint8Array =>
    pieces.reduce(
      (code, { from, to }, which) => {
        const at = code.indexOf(from);
        if (at < 0) return code;
        counts[which] = (counts[which] ?? 0) + 1;
        return Buffer.concat([code.subarray(0, at), to, code.subarray(at + from.length)]);
      },
      Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    );
  const sections = readSections(binary).map((section): Section => {
    if (section.id !== CODE) return section;
    const reader = new BinaryReader(section.content);
    const bodies = reader.vector(() => edit(reader.bytes(reader.u32())));
    const parts = bodies.flatMap((body) => [Uint8Array.from(encodeU32(body.length)), body]);
    return { id: CODE, content: Buffer.concat([Uint8Array.from(encodeU32(bodies.length)), ...parts]) };
  });
  for (const [which, { count, what }] of edits.entries()) {
    const found = counts[which] ?? 0;
    if (found === count) continue;
    throw otherEngine('componentize-js', `its engine ${what} at ${found} places of one kind, not ${count}`);
  }
  return withSections(binary, sections);
}
