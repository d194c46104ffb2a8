/** Damages components: bytes as the rewriter's fuzzer does, and what is special to components, sections and their sizes. */
import { mutate } from '../../engine/metering/fuzz/mutation.ts';
import type { Random } from '../../engine/metering/fuzz/random.ts';
import { joined, leb } from '../bytes.ts';

interface Section {
  readonly id: number;
  /** The number as it is written, and what follows. */
  readonly size: readonly number[];
  readonly content: Uint8Array;
}

const HEADER_BYTES = 8;

/** The sections of a component or module. What cannot be read ends the last one. */
export function sectionsOf(bytes: Uint8Array): readonly Section[] {
  const found: Section[] = [];
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const id = bytes[at] ?? 0;
    const size: number[] = [];
    let length = 0;
    for (let next = at + 1; next < Math.min(bytes.length, at + 6); next += 1) {
      const byte = bytes[next] ?? 0;
      length += (byte & 0x7f) * 2 ** (7 * size.length);
      size.push(byte);
      if (byte < 0x80) break;
    }
    const start = at + 1 + size.length;
    found.push({ id, size, content: bytes.slice(start, start + length) });
    at = start + length;
  }
  return found;
}

const written = (header: Uint8Array, sections: readonly Section[]): Uint8Array<ArrayBuffer> =>
  joined(header, ...sections.map(({ id, size, content }) => joined([id], size, content)));

const sized = (id: number, content: Uint8Array): Section => ({ id, size: leb(content.length), content });

/** One way to damage a list of sections. `other` is another component's. */
type Damage = (sections: Section[], random: Random, other: readonly Section[]) => void;

const DAMAGES: readonly Damage[] = [
  function swap(sections, random) {
    const [a, b] = [random.below(sections.length), random.below(sections.length)];
    const [one, two] = [sections[a], sections[b]];
    if (one && two) [sections[a], sections[b]] = [two, one];
  },
  function drop(sections, random) {
    sections.splice(random.below(sections.length), 1);
  },
  function repeat(sections, random) {
    sections.splice(random.below(sections.length), 0, random.of(sections));
  },
  function splice(sections, random, other) {
    if (other.length > 0) sections.splice(random.below(sections.length), random.below(2), random.of(other));
  },
  function lieAboutSize(sections, random) {
    const at = random.below(sections.length);
    const found = random.of(sections);
    const lie = random.of([
      0,
      1,
      found.content.length + 1,
      Math.max(0, found.content.length - 1),
      0x7fffffff,
      0xffffffff,
    ]);
    sections[at] = { ...found, size: leb(lie) };
  },
  function writeSizeLonger(sections, random) {
    const at = random.below(sections.length);
    const found = random.of(sections);
    sections[at] = { ...found, size: leb(found.content.length, 1 + random.below(6)) };
  },
  function otherId(sections, random) {
    const at = random.below(sections.length);
    sections[at] = { ...random.of(sections), id: random.below(14) };
  },
  function insideOne(sections, random) {
    const at = random.below(sections.length);
    const { id, content } = random.of(sections);
    // The rewriter's mutations leave the first eight bytes alone: those of a module inside, most often.
    sections[at] = sized(id, mutate(content, random));
  },
];

/** A component that is damaged in one or two places. */
export function damaged(original: Uint8Array, other: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(original);
  for (let count = random.below(2); count >= 0; count -= 1) {
    const sections = [...sectionsOf(bytes)];
    if (random.once(4) || sections.length === 0) bytes = mutate(bytes, random);
    else {
      random.of(DAMAGES)(sections, random, sectionsOf(other));
      bytes = written(bytes.slice(0, HEADER_BYTES), sections);
    }
  }
  return bytes;
}
