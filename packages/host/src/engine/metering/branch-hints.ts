import { ByteWriter } from './byte-writer.ts';
import { utf8 } from './encoding.ts';

const UNLIKELY = 0;
const SECTION_NAME = 'metadata.code.branch_hint';

/**
 * Tells V8 that refilling is rare: the custom section of the branch hinting proposal.
 *
 * Without it the compiler takes the refill for as likely as going on, and since a call may change every register it keeps all
 * values of the function in memory across each check. An engine that does not know the section ignores it.
 */
export class BranchHints {
  readonly #functions = new ByteWriter(1024);
  readonly #hints = new ByteWriter(256);
  #functionCount = 0;
  #hintCount = 0;

  /** The `if` at this offset, counted from the first byte of the function's body, is seldom taken. */
  unlikely(offset: number): void {
    this.#hints.u32(offset);
    this.#hints.u8(1);
    this.#hints.u8(UNLIKELY);
    this.#hintCount++;
  }

  /** Ends a function. */
  endFunction(index: number): void {
    if (this.#hintCount === 0) return;
    this.#functions.u32(index);
    this.#functions.u32(this.#hintCount);
    this.#functions.range(this.#hints.finish(), 0, this.#hints.length);
    this.#functionCount++;
    this.#hints.length = 0;
    this.#hintCount = 0;
  }

  /** The contents of the custom section, name included. */
  section(): Uint8Array {
    const writer = new ByteWriter(this.#functions.length + 64);
    writer.bytes(utf8(SECTION_NAME));
    writer.u32(this.#functionCount);
    writer.range(this.#functions.finish(), 0, this.#functions.length);
    return writer.finish();
  }
}
