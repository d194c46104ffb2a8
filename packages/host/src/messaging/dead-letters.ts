import type { ComponentAddress, ComponentMessage } from './message.ts';

/**
 * Why nobody will handle a message.
 *
 * - `no-target`: its receiver was detached, or has never been there.
 * - `expired`: its time was over before it was handed over.
 * - `refused`: the mailbox had no room, and its sender could not be told.
 * - `overflow`: it was dropped for the mailbox's policy.
 * - `failed`: its receiver has failed to handle it, as often as the mailbox allows.
 */
export type DeadLetterReason = 'no-target' | 'expired' | 'refused' | 'overflow' | 'failed';

/** A message that nobody has handled, and nobody will unless it is sent again. */
export interface DeadLetter {
  /** Of the letter, not of the message: grows with each. */
  readonly number: number;
  /** Why nobody has handled it. */
  readonly reason: DeadLetterReason;
  /** Whom it was for. */
  readonly target: ComponentAddress;
  /** The message itself. */
  readonly message: ComponentMessage;
  /** How often it was handed over. */
  readonly attempts: number;
  /** With what the last of them failed, in words. */
  readonly error?: string | undefined;
  /** Milliseconds since 1970-01-01T00:00:00Z, by the broker's clock. */
  readonly timeMs: number;
}

/** Is told of each dead letter, at once. It should be quick; what it throws becomes a warning of the process. */
export type DeadLetterListener = (letter: DeadLetter) => void;

export interface DeadLettersOptions {
  readonly maxLetters: number;
  /** Of payload. */
  readonly maxBytes: number;
  readonly listener: DeadLetterListener | undefined;
  /** Called when one is kept no longer. */
  readonly onRemoved: (letter: DeadLetter) => void;
}

/** The last dead letters; the oldest give way. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  readonly #letters = new Map<number, DeadLetter>();
  #bytes = 0;
  #total = 0;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  /** How many there have been, those that gave way included. */
  get total(): number {
    return this.#total;
  }

  /** Those that are kept, the oldest first. */
  list(): readonly DeadLetter[] {
    return [...this.#letters.values()];
  }

  get(number: number): DeadLetter | undefined {
    return this.#letters.get(number);
  }

  /** Keeps one of an earlier process. */
  restore(letter: Omit<DeadLetter, 'number'>): DeadLetter {
    const numbered: DeadLetter = { ...letter, number: (this.#total += 1) };
    this.#letters.set(numbered.number, numbered);
    this.#bytes += letter.message.payload.byteLength;
    const { maxLetters, maxBytes } = this.#options;
    for (const [number] of this.#letters) {
      if (this.#letters.size <= maxLetters && this.#bytes <= maxBytes) break;
      this.remove(number);
    }
    return numbered;
  }

  add(letter: Omit<DeadLetter, 'number'>): DeadLetter {
    const numbered = this.restore(letter);
    try {
      this.#options.listener?.(numbered);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
    return numbered;
  }

  /** Takes one out. Undefined where it is not kept any more. */
  remove(number: number): DeadLetter | undefined {
    const letter = this.#letters.get(number);
    if (letter === undefined) return undefined;
    this.#letters.delete(number);
    this.#bytes -= letter.message.payload.byteLength;
    this.#options.onRemoved(letter);
    return letter;
  }
}
