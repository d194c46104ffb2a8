/**
 * The mailboxes of components that do not run. A durable one goes on to take messages, which wait on the disk for the component's next
 * start; any other ends with its component, so that senders are told.
 *
 * INVARIANT: a component has one mailbox, and whoever runs it or this has it: a message is in one place.
 */
import type { Broker } from '../messaging/broker.ts';
import type { Mailbox } from '../messaging/mailbox.ts';
import type { MailboxOptions, MailboxSettings } from '../messaging/mailbox-options.ts';
import type { ComponentAddress } from '../messaging/message.ts';

/** Where messages to a component go, to whichever instance of it. */
export function addressOf(id: string): ComponentAddress {
  const [namespace = '', name = ''] = id.split(':');
  return { namespace, name, instance: '' };
}

export class RestingMailboxes implements AsyncDisposable {
  readonly #messaging: Broker;
  readonly #resting = new Map<string, Mailbox>();

  constructor(messaging: Broker) {
    this.#messaging = messaging;
  }

  /** Opens the mailbox of a component that does not run, if it is a durable one. */
  open(id: string, options: MailboxOptions | undefined): void {
    // Where nothing is kept, its start tells what is wrong.
    if (this.#resting.has(id) || this.#messaging.storage === undefined) return;
    if (this.#messaging.settingsOf(options).durable) this.#resting.set(id, this.#attach(id, options));
  }

  /** Resolves when each has what an earlier host has left in it: from then on it is known what has room. */
  async recovered(): Promise<void> {
    await Promise.all([...this.#resting.values()].map(async (mailbox) => await mailbox.recovered()));
  }

  /** The mailbox for a component that starts, which has no receiver yet. */
  async take(id: string, options: MailboxOptions | undefined): Promise<Mailbox> {
    const resting = this.#resting.get(id);
    this.#resting.delete(id);
    if (resting !== undefined && isSame(resting.settings, this.#messaging.settingsOf(options))) return resting;
    await resting?.[Symbol.asyncDispose]();
    return this.#attach(id, options);
  }

  /** Takes over the mailbox of a component that ends. */
  async rest(id: string, mailbox: Mailbox): Promise<void> {
    if (mailbox.settings.durable && mailbox.state !== 'disposed') {
      mailbox.rest();
      this.#resting.set(id, mailbox);
    } else {
      await mailbox[Symbol.asyncDispose]();
    }
  }

  /** Ends the mailbox of a component that is uninstalled. */
  async end(id: string): Promise<void> {
    const resting = this.#resting.get(id);
    this.#resting.delete(id);
    await resting?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#resting.keys()].map(async (id) => await this.end(id)));
  }

  #attach(id: string, options: MailboxOptions | undefined): Mailbox {
    return this.#messaging.attach(addressOf(id), () => undefined, options);
  }
}

/** By all that is data. */
const isSame = (one: MailboxSettings, other: MailboxSettings): boolean => JSON.stringify(one) === JSON.stringify(other);
