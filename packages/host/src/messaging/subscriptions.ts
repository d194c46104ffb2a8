import { AirssysError } from '@airssys/model';
import { addressText, type ComponentAddress } from './message.ts';
import { demandTopic, demandTopicPattern, Topics } from './topics.ts';

interface Subscription {
  readonly address: ComponentAddress;
  readonly key: string;
  /** Whether it still holds: what a component was granted may have been taken back. */
  isHeld: () => boolean;
}

/** Who has subscribed to what, by address. */
export class Subscriptions {
  readonly #maxPerAddress: number;
  readonly #topics = new Topics<Subscription>();
  /** By address and pattern. */
  readonly #byAddress = new Map<string, Map<string, Subscription>>();

  constructor(maxPerAddress: number) {
    this.#maxPerAddress = maxPerAddress;
  }

  /** @throws AirssysError `AIRSSYS_MESSAGING_INVALID`, `AIRSSYS_MESSAGING_QUEUE_FULL`. */
  add(address: ComponentAddress, pattern: string, isHeld: () => boolean): boolean {
    demandTopicPattern(pattern);
    const key = addressText(address);
    const own = this.#byAddress.get(key) ?? new Map<string, Subscription>();
    const known = own.get(pattern);
    if (known !== undefined) {
      known.isHeld = isHeld;
      return false;
    }
    if (own.size >= this.#maxPerAddress) {
      throw new AirssysError('AIRSSYS_MESSAGING_QUEUE_FULL', `${key} has subscribed to ${own.size} patterns already`, {
        hint: 'Subscribe to a wider pattern, or end others; BrokerOptions.maxSubscriptions has the limit.',
      });
    }
    const subscription: Subscription = { address, key, isHeld };
    this.#byAddress.set(key, own.set(pattern, subscription));
    return this.#topics.add(pattern, subscription);
  }

  delete(address: ComponentAddress, pattern: string): boolean {
    const key = addressText(address);
    const own = this.#byAddress.get(key);
    const subscription = own?.get(pattern);
    if (own === undefined || subscription === undefined) return false;
    own.delete(pattern);
    if (own.size === 0) this.#byAddress.delete(key);
    return this.#topics.delete(pattern, subscription);
  }

  /** Ends all of an address. */
  end(address: ComponentAddress): void {
    for (const pattern of [...(this.#byAddress.get(addressText(address))?.keys() ?? [])]) this.delete(address, pattern);
  }

  /**
   * Who receives what is published on the topic: each once, however many of their patterns match.
   *
   * @throws AirssysError `AIRSSYS_MESSAGING_INVALID` for what is no topic.
   */
  of(topic: string): readonly ComponentAddress[] {
    demandTopic(topic);
    const found = new Map<string, ComponentAddress>();
    for (const { key, address, isHeld } of this.#topics.subscribers(topic)) {
      if (!found.has(key) && isHeld()) found.set(key, address);
    }
    return [...found.values()];
  }
}
