/** Who has subscribed to what. A pattern is one of the capabilities: `orders.created`, `orders.*`, `orders.**`, `*`. */
import { TOPICS } from '../capabilities/patterns/name-patterns.ts';
import { invalidMessage } from './messaging-error.ts';

/** Characters of a topic or a pattern. */
const MAX_TOPIC = 255;

/** @throws AirssysError `AIRSSYS_MESSAGING_INVALID`. */
export function demandTopic(topic: string): void {
  // A star is in no topic; a pattern without one is a topic.
  if (topic.length <= MAX_TOPIC && !topic.includes('*') && TOPICS.fault(topic) === undefined) return;
  throw invalidMessage(
    `'${topic.slice(0, MAX_TOPIC)}' is no topic`,
    `A topic is made of letters, digits, _ and - with dots between, at most ${MAX_TOPIC} characters: orders.created`,
  );
}

/** @throws AirssysError `AIRSSYS_MESSAGING_INVALID`. */
export function demandTopicPattern(pattern: string): void {
  if (pattern.length <= MAX_TOPIC && TOPICS.fault(pattern) === undefined) return;
  throw invalidMessage(
    `'${pattern.slice(0, MAX_TOPIC)}' is no pattern of topics`,
    'Use orders.created, orders.*, orders.** or *.',
  );
}

/** Patterns of subscribers `T`, found by topic in as many steps as it has parts. */
export class Topics<T> {
  readonly #byPattern = new Map<string, Set<T>>();

  /** Answers whether it is new. */
  add(pattern: string, subscriber: T): boolean {
    const subscribers = this.#byPattern.get(pattern) ?? new Set<T>();
    if (subscribers.has(subscriber)) return false;
    this.#byPattern.set(pattern, subscribers.add(subscriber));
    return true;
  }

  /** Answers whether it was there. */
  delete(pattern: string, subscriber: T): boolean {
    const subscribers = this.#byPattern.get(pattern);
    const wasThere = subscribers?.delete(subscriber) === true;
    if (subscribers?.size === 0) this.#byPattern.delete(pattern);
    return wasThere;
  }

  /** Those whose patterns match the topic. */
  subscribers(topic: string): ReadonlySet<T> {
    const found = new Set<T>();
    const collect = (pattern: string): void => {
      for (const one of this.#byPattern.get(pattern) ?? []) found.add(one);
    };
    collect(topic);
    collect('*');
    for (let dot = topic.lastIndexOf('.'), isParent = true; dot >= 0; dot = topic.lastIndexOf('.', dot - 1)) {
      const above = topic.slice(0, dot);
      if (isParent) collect(`${above}.*`);
      isParent = false;
      collect(`${above}.**`);
    }
    return found;
  }
}
