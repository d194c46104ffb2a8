/**
 * Messages that outlive the process, on a store of keys and values. A message is there from the moment that its sender is told that it
 * was taken, until the one step in which it is done: its removal, the answer, and with `exactly-once` all that was stored and sent
 * while it was handled.
 */
import { AirssysError } from '@airssys/model';
import type { KeyValueBackend, Write } from '../services/storage/key-value-backend.ts';
import { purgeNamespace } from '../services/storage/purge-namespace.ts';
import type { DeadLetter } from './dead-letters.ts';
import type { Envelope } from './envelope.ts';
import type { Mailbox } from './mailbox.ts';
import { addressText, type ComponentAddress } from './message.ts';
import { readLetter, readRecord, writeLetter, writeRecord } from './message-record.ts';

/** INVARIANT: no component has this namespace: the names of components begin with a letter, a digit or a colon. */
export const MESSAGE_NAMESPACE = '$messages';

/** Digits of a place in the store: enough for 2⁵³. */
const DIGITS = 16;

const messagesOf = (mailboxKey: string): string => `message/${encodeURIComponent(mailboxKey)}/`;
const lettersOf = (mailboxKey: string): string => `letter/${encodeURIComponent(mailboxKey)}/`;
const idsOf = (mailboxKey: string): string => `id/${encodeURIComponent(mailboxKey)}/`;
const at = (prefix: string, sequence: number): string => prefix + String(sequence).padStart(DIGITS, '0');

export class MessageStore {
  readonly backend: KeyValueBackend;
  /** The last place that was given, by mailbox. */
  readonly #last = new Map<string, number>();

  constructor(backend: KeyValueBackend) {
    this.backend = backend;
  }

  /** Stores a message. False: one of the same sender and id was taken before. */
  async put(mailbox: Mailbox, envelope: Envelope): Promise<boolean> {
    const outcome = await this.backend.batch(this.writesFor(mailbox, envelope));
    if (outcome.ok) return true;
    if (outcome.reason === 'conflict' && isDeduplicated(mailbox, envelope)) return false;
    throw failed(mailbox, outcome.reason);
  }

  /** What stores a message, once it has its place. Of one with an id, the first write is the one that fails where it was taken before. */
  writesFor(mailbox: Mailbox, envelope: Envelope): readonly Write[] {
    envelope.sequence = this.#next(mailbox.key);
    const record: Write = {
      kind: 'set',
      namespace: MESSAGE_NAMESPACE,
      key: at(messagesOf(mailbox.key), envelope.sequence),
      value: writeRecord(envelope),
      expected: 'absent',
    };
    if (!isDeduplicated(mailbox, envelope)) return [record];
    const id: Write = {
      kind: 'set',
      namespace: MESSAGE_NAMESPACE,
      key: idKey(mailbox, envelope),
      value: new Uint8Array(),
      ttlMs: mailbox.settings.deduplicationMs,
      expected: 'absent',
    };
    return [id, record];
  }

  /** Whether the message was taken before. Writes of a batch fail for it all together, so it is asked for first there. */
  async has(mailbox: Mailbox, envelope: Envelope): Promise<boolean> {
    return isDeduplicated(mailbox, envelope) && (await this.backend.has(MESSAGE_NAMESPACE, idKey(mailbox, envelope)));
  }

  /** What removes a message. It fails where the message is not there: it was done before. */
  removal(mailbox: Mailbox, { sequence = 0 }: Envelope): Write {
    return {
      kind: 'delete',
      namespace: MESSAGE_NAMESPACE,
      key: at(messagesOf(mailbox.key), sequence),
      expected: 'present',
    };
  }

  /** Does the writes in one step. */
  async commit(mailbox: Mailbox, writes: readonly Write[], quotas?: ReadonlyMap<string, number>): Promise<void> {
    const outcome = await this.backend.batch(writes, { quotas });
    if (!outcome.ok) throw failed(mailbox, outcome.reason);
  }

  /** Writes down how often it was handed over. */
  async update(mailbox: Mailbox, envelope: Envelope): Promise<void> {
    const key = at(messagesOf(mailbox.key), envelope.sequence ?? 0);
    await this.backend.set(MESSAGE_NAMESPACE, key, writeRecord(envelope), { expected: 'present' });
  }

  /** Makes a dead letter of a message, in one step. */
  async bury(mailbox: Mailbox, envelope: Envelope, letter: DeadLetter): Promise<void> {
    const key = at(lettersOf(mailbox.key), envelope.sequence ?? 0);
    await this.commit(mailbox, [
      this.removal(mailbox, envelope),
      { kind: 'set', namespace: MESSAGE_NAMESPACE, key, value: writeLetter(letter) },
    ]);
  }

  /** Removes a dead letter. */
  async exhume(mailboxKey: string, sequence: number): Promise<void> {
    await this.backend.delete(MESSAGE_NAMESPACE, at(lettersOf(mailboxKey), sequence));
  }

  /**
   * The messages of a mailbox that an earlier process has left, in their order. The first of them may have been under way when that
   * ended: it counts as handed over once more.
   */
  async recover(mailbox: Mailbox): Promise<readonly Envelope[]> {
    const prefix = messagesOf(mailbox.key);
    const found: Envelope[] = [];
    for await (const { key, value } of this.#scan(prefix)) {
      const sequence = Number(key.slice(prefix.length));
      const envelope = readRecord(value, mailbox.address);
      envelope.sequence = sequence;
      envelope.isRecovered = true;
      found.push(envelope);
      this.#reached(mailbox.key, sequence);
    }
    const [first] = found;
    if (first !== undefined) {
      first.attempt += 1;
      await this.update(mailbox, first);
    }
    return found;
  }

  /** The dead letters of a mailbox that an earlier process has left. */
  async letters(mailbox: Mailbox): Promise<readonly Omit<DeadLetter, 'number'>[]> {
    const prefix = lettersOf(mailbox.key);
    const found: Omit<DeadLetter, 'number'>[] = [];
    for await (const { key, value } of this.#scan(prefix)) {
      const sequence = Number(key.slice(prefix.length));
      const { letter, message } = readLetter(value, mailbox.address);
      message.sequence = sequence;
      found.push({ ...letter, message });
      this.#reached(mailbox.key, sequence);
    }
    return found;
  }

  async *#scan(prefix: string): AsyncGenerator<{ readonly key: string; readonly value: Uint8Array }> {
    for (let after: string | undefined; ;) {
      const page = await this.backend.scan(MESSAGE_NAMESPACE, prefix, { after });
      yield* page.entries;
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  #next(mailboxKey: string): number {
    const next = (this.#last.get(mailboxKey) ?? 0) + 1;
    this.#last.set(mailboxKey, next);
    return next;
  }

  #reached(mailboxKey: string, sequence: number): void {
    this.#last.set(mailboxKey, Math.max(this.#last.get(mailboxKey) ?? 0, sequence));
  }
}

const isDeduplicated = (mailbox: Mailbox, envelope: Envelope): boolean =>
  envelope.isNamed && mailbox.settings.guarantee === 'exactly-once';

const idKey = (mailbox: Mailbox, { sender, id }: Envelope): string =>
  idsOf(mailbox.key) + [`${sender.namespace}:${sender.name}`, id].map(encodeURIComponent).join('/');

function failed(mailbox: Mailbox, reason: 'conflict' | 'quota'): AirssysError {
  return new AirssysError('AIRSSYS_MESSAGING_FAILED', `The storage of ${mailbox.key} refused a step: ${reason}`, {
    hint: 'Something else has written the same entries meanwhile, or the quota of storage is used up. The message is handed over again.',
    data: { target: mailbox.key, reason },
  });
}

/** Removes the messages and dead letters that are kept for an address, and which ones it has had. No mailbox may be attached there. */
export async function purgeMessages(backend: KeyValueBackend, address: ComponentAddress): Promise<void> {
  const key = addressText(address);
  for (const prefix of [messagesOf(key), lettersOf(key), idsOf(key)]) {
    await purgeNamespace(backend, MESSAGE_NAMESPACE, prefix);
  }
}
