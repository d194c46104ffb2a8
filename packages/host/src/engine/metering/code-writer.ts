import type { Additions } from './additions.ts';
import type { BodyScanner } from './body-scanner.ts';
import { BranchHints } from './branch-hints.ts';
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { ChargeWriter, FuelPlace } from './charge-writer.ts';
import type { CodeSection } from './code-section.ts';
import { MAX_LOCALS } from './code-section.ts';
import type { EditList } from './edits.ts';
import { EditKind } from './edits.ts';
import { type, u32Length } from './encoding.ts';

/** Writes the code section anew: the old bodies with the edits put in, then the appended ones. */
export class CodeWriter {
  readonly #source: Uint8Array;
  readonly #code: CodeSection;
  readonly #edits: EditList;
  readonly #keepsFuel: Uint8Array;
  readonly #additions: Additions;
  readonly #charges: ChargeWriter;
  /** The new length of each body. */
  readonly #sizes: Int32Array;

  constructor(source: Uint8Array, code: CodeSection, scanner: BodyScanner, additions: Additions) {
    this.#source = source;
    this.#code = code;
    this.#edits = scanner.edits;
    this.#keepsFuel = scanner.keepsFuel;
    this.#additions = additions;
    this.#charges = new ChargeWriter(scanner.edits, additions);
    this.#sizes = new Int32Array(code.count);
  }

  /** Lays the section out: how long its contents will be, and where the checks are in it. Must come before {@link write}. */
  layOut(firstFunction: number): { readonly length: number; readonly hints: Uint8Array } {
    const { bodies } = this.#additions;
    const hints = new BranchHints();
    let length = u32Length(this.#code.count + bodies.length);
    for (let body = 0; body < this.#code.count; body++) {
      const size = this.#layOutBody(body, hints);
      this.#sizes[body] = size;
      length += u32Length(size) + size;
      hints.endFunction(firstFunction + body);
    }
    for (const body of bodies) length += u32Length(body.length) + body.length;
    return { length, hints: hints.section() };
  }

  /** Writes the contents of the section, without its header. */
  write(writer: ByteWriter): void {
    const { bodies } = this.#additions;
    writer.u32(this.#code.count + bodies.length);
    for (let body = 0; body < this.#code.count; body++) this.#writeBody(writer, body);
    for (const body of bodies) {
      writer.u32(body.length);
      writer.bytes(body);
    }
  }

  #layOutBody(body: number, hints: BranchHints): number {
    const { starts, ends, firstEdits } = this.#code;
    const { at, kind, skip } = this.#edits;
    const start = starts[body] ?? 0;
    let added = 0;
    if (this.#begin(body) !== FuelPlace.global) {
      const groups = this.#localGroups(body);
      added = u32Length(groups.count + 1) - groups.length + 2;
    }
    for (let edit = firstEdits[body] ?? 0; edit < (firstEdits[body + 1] ?? 0); edit++) {
      if (!this.#charges.writes(edit)) continue;
      added += this.#charges.length(edit);
      if (kind[edit] === EditKind.chargeAndCheck || kind[edit] === EditKind.check) {
        hints.unlikely((at[edit] ?? 0) - start + added - this.#charges.conditionalLength);
      }
      added -= skip[edit] ?? 0;
    }
    return (ends[body] ?? 0) - start + added;
  }

  #writeBody(writer: ByteWriter, body: number): void {
    const { starts, ends, firstEdits, instructions } = this.#code;
    const { at, skip } = this.#edits;
    const source = this.#sourceOf(body);
    writer.u32(this.#sizes[body] ?? 0);
    let from = starts[body] ?? 0;
    if (this.#begin(body) !== FuelPlace.global) {
      const groups = this.#localGroups(body);
      writer.u32(groups.count + 1);
      writer.range(source, from + groups.length, instructions[body] ?? 0);
      writer.u8(1);
      writer.u8(type.i64);
      from = instructions[body] ?? 0;
    }
    for (let edit = firstEdits[body] ?? 0; edit < (firstEdits[body + 1] ?? 0); edit++) {
      if (!this.#charges.writes(edit)) continue;
      const to = at[edit] ?? 0;
      writer.range(source, from, to);
      this.#charges.write(writer, edit);
      from = to + (skip[edit] ?? 0);
    }
    writer.range(source, from, ends[body] ?? 0);
  }

  #sourceOf(body: number): Uint8Array {
    return this.#code.rewritten.get(body) ?? this.#source;
  }

  /** Decides where the body holds its fuel, tells the charge writer, and answers it. */
  #begin(body: number): number {
    const local = this.#code.locals[body] ?? MAX_LOCALS;
    const entry = this.#code.firstEdits[body] ?? 0;
    const place =
      local >= MAX_LOCALS
        ? FuelPlace.global
        : this.#keepsFuel[body] === 1
          ? FuelPlace.local
          : this.#edits.kind[entry] === EditKind.chargeAndCheck
            ? FuelPlace.globalWithScratch
            : FuelPlace.global;
    this.#charges.begin(place, local, entry);
    return place;
  }

  /** The number of groups that declare locals, and how many bytes it takes. */
  #localGroups(body: number): { readonly count: number; readonly length: number } {
    const start = this.#code.starts[body] ?? 0;
    const reader = new ByteReader(this.#sourceOf(body), start, this.#code.ends[body]);
    return { count: reader.u32(), length: reader.pos - start };
  }
}
