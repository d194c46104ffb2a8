import { AirssysError } from '@airssys/model';
import { addressText, type ComponentAddress } from './message.ts';
import { demandTopic, demandTopicPattern, Topics } from './topics.ts';

interface Subscriber {
  readonly address: ComponentAddress;
  readonly patterns: Set<string>;
}

/** Who has subscribed to what, by address. */
export class Subscriptions {
  readonly #maxPerAddress: number;
  readonly #topics = new Topics<Subscriber>();
  readonly #subscribers = new Map<string, Subscriber>();

  constructor(maxPerAddress: number) {
    this.#maxPerAddress = maxPerAddress;
  }

  /** @throws AirssysError `AIRSSYS_MESSAGING_INVALID`, `AIRSSYS_MESSAGING_QUEUE_FULL`. */
  add(address: ComponentAddress, pattern: string): boolean {
    demandTopicPattern(pattern);
    const key = addressText(address);
    const subscriber = this.#subscribers.get(key) ?? { address, patterns: new Set<string>() };
    if (subscriber.patterns.has(pattern)) return false;
    if (subscriber.patterns.size >= this.#maxPerAddress) {
      throw new AirssysError(
        'AIRSSYS_MESSAGING_QUEUE_FULL',
        `${key} has subscribed to ${subscriber.patterns.size} patterns already`,
        { hint: 'Subscribe to a wider pattern, or end others; BrokerOptions.maxSubscriptions has the limit.' },
      );
    }
    this.#subscribers.set(key, subscriber);
    subscriber.patterns.add(pattern);
    return this.#topics.add(pattern, subscriber);
  }

  delete(address: ComponentAddress, pattern: string): boolean {
    const key = addressText(address);
    const subscriber = this.#subscribers.get(key);
    if (subscriber?.patterns.delete(pattern) !== true) return false;
    if (subscriber.patterns.size === 0) this.#subscribers.delete(key);
    return this.#topics.delete(pattern, subscriber);
  }

  /** Ends all of an address. */
  end(address: ComponentAddress): void {
    const subscriber = this.#subscribers.get(addressText(address));
    for (const pattern of [...(subscriber?.patterns ?? [])]) this.delete(address, pattern);
  }

  /** @throws AirssysError `AIRSSYS_MESSAGING_INVALID` for what is no topic. */
  *of(topic: string): IterableIterator<ComponentAddress> {
    demandTopic(topic);
    for (const { address } of this.#topics.subscribers(topic)) yield address;
  }
}
