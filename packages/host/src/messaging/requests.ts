/**
 * Requests that wait for their answers.
 *
 * INVARIANT: a request is answered by what its receiver returned, and by nothing else: a correlation id is random, is the asker's own to
 * cancel, and no message that a component sends carries one.
 */
import { randomUUID } from 'node:crypto';
import { AirssysError } from '@airssys/model';
import type { Deadlines } from './deadlines.ts';
import { addressText, type ComponentAddress } from './message.ts';
import { invalidMessage, timedOut } from './messaging-error.ts';

/** Who waits inside of a call for the answer. */
export interface Asker {
  resolve(answer: Uint8Array | undefined): void;
  reject(error: unknown): void;
}

export interface PendingRequest {
  readonly correlationId: string;
  readonly from: ComponentAddress;
  readonly target: ComponentAddress;
  /** Undefined where the answer comes as a message. */
  readonly asker: Asker | undefined;
}

export interface RequestCounters {
  readonly pending: number;
  readonly answered: number;
  readonly timedOut: number;
  readonly cancelled: number;
  /** Answers to requests that were over, which were dropped. */
  readonly late: number;
}

interface Entry extends PendingRequest {
  readonly forget: () => void;
}

/** Characters of an id that an error shows: it comes from the asker. */
const MAX_SHOWN = 256;

/** Requests that ended lately are remembered, to tell their askers why. */
const REMEMBERED = 1_000;

export class Requests {
  readonly #deadlines: Deadlines;
  readonly #maxPerAsker: number;
  readonly #entries = new Map<string, Entry>();
  readonly #byAsker = new Map<string, number>();
  /** Those that ran out of time, with their askers. */
  readonly #expired = new Map<string, string>();
  #answered = 0;
  #timedOut = 0;
  #cancelled = 0;
  #late = 0;

  constructor(deadlines: Deadlines, maxPerAsker: number) {
    this.#deadlines = deadlines;
    this.#maxPerAsker = maxPerAsker;
  }

  get counters(): RequestCounters {
    return {
      pending: this.#entries.size,
      answered: this.#answered,
      timedOut: this.#timedOut,
      cancelled: this.#cancelled,
      late: this.#late,
    };
  }

  /** @throws AirssysError `AIRSSYS_MESSAGING_QUEUE_FULL` where the asker waits for too many answers already. */
  begin(
    { from, target, asker }: Omit<PendingRequest, 'correlationId'>,
    { expiresAtMs, timeoutMs }: { readonly expiresAtMs: number; readonly timeoutMs: number },
  ): string {
    const who = addressText(from);
    const pending = this.#byAsker.get(who) ?? 0;
    if (pending >= this.#maxPerAsker) {
      throw new AirssysError('AIRSSYS_MESSAGING_QUEUE_FULL', `${who} waits for ${pending} answers already`, {
        hint: 'Wait for answers, or cancel requests, before the next one; BrokerOptions.maxRequests has the limit.',
        data: { pending },
      });
    }
    const correlationId = randomUUID();
    const forget = this.#deadlines.add(expiresAtMs, () => {
      this.#timedOut += 1;
      this.#end(correlationId);
      this.#remember(correlationId, who);
      asker?.reject(timedOut(`${addressText(target)} did not answer`, timeoutMs));
    });
    this.#entries.set(correlationId, { correlationId, from, target, asker, forget });
    this.#byAsker.set(who, pending + 1);
    return correlationId;
  }

  get(correlationId: string): PendingRequest | undefined {
    return this.#entries.get(correlationId);
  }

  /** Takes the request out for its answer. Undefined where it is over. */
  answer(correlationId: string): PendingRequest | undefined {
    const entry = this.#end(correlationId);
    if (entry === undefined) this.#late += 1;
    else this.#answered += 1;
    return entry;
  }

  /** No answer will come. */
  fail(correlationId: string, error: unknown): void {
    this.#end(correlationId)?.asker?.reject(error);
  }

  /**
   * Gives up on a request.
   *
   * `unknown`: there is none of this id; or it is another's, which is not told apart.
   */
  cancel(correlationId: string, from: ComponentAddress): 'cancelled' | 'expired' | 'unknown' {
    const who = addressText(from);
    const entry = this.#entries.get(correlationId);
    if (entry === undefined) return this.#expired.get(correlationId) === who ? 'expired' : 'unknown';
    if (addressText(entry.from) !== who) return 'unknown';
    this.#cancelled += 1;
    this.#end(correlationId);
    return 'cancelled';
  }

  /** As {@link cancel}. @throws AirssysError `AIRSSYS_MESSAGING_TIMEOUT`, `AIRSSYS_MESSAGING_INVALID` where there was nothing to cancel. */
  demandCancelled(correlationId: string, from: ComponentAddress): void {
    const outcome = this.cancel(correlationId, from);
    if (outcome === 'cancelled') return;
    if (outcome === 'expired') {
      throw new AirssysError('AIRSSYS_MESSAGING_TIMEOUT', `The time of request ${correlationId} is over`, {
        hint: 'There is nothing left to cancel.',
      });
    }
    throw invalidMessage(
      `${addressText(from)} has no request ${correlationId.slice(0, MAX_SHOWN)}`,
      'It was answered or cancelled, or there has been none.',
    );
  }

  /** Ends all of them. */
  end(error: unknown): void {
    for (const { correlationId } of this.#entries.values()) this.fail(correlationId, error);
  }

  #end(correlationId: string): Entry | undefined {
    const entry = this.#entries.get(correlationId);
    if (entry === undefined) return undefined;
    this.#entries.delete(correlationId);
    entry.forget();
    const who = addressText(entry.from);
    const left = (this.#byAsker.get(who) ?? 1) - 1;
    if (left > 0) this.#byAsker.set(who, left);
    else this.#byAsker.delete(who);
    return entry;
  }

  #remember(correlationId: string, who: string): void {
    this.#expired.set(correlationId, who);
    if (this.#expired.size <= REMEMBERED) return;
    const [oldest] = this.#expired.keys();
    if (oldest !== undefined) this.#expired.delete(oldest);
  }
}
