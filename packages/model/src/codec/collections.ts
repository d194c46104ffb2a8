/**
 * Converters of lists that the author's code holds as a `Set`, a `Map` or an object with open keys. The outer side has an
 * array in the same order.
 *
 * INVARIANT: nothing gets lost. A list with a member or key twice is refused, in both directions: lowering rounds `f32`,
 * so that two members can become one. Objects are never the same, however they are spelled outside (bytes as text).
 */
import { arrayLike, forEach } from './containers.ts';
import { type Converter, isObject, put } from './converter.ts';
import { keySegment, refuse, within } from './value-fault.ts';

/** What a fault says of a second one. */
export const NEW_MEMBER = 'a member that is not in the set yet';
const NEW_KEY = 'a key that is not there yet';

/** `list<T>` as a `Set` of any realm. Members are the same by SameValueZero, as `Set` has it: records never are. */
export function set(element: Converter): Converter {
  return {
    lift: (value) => {
      const members = new Set();
      forEach(arrayLike(value), (item) => addNew(members, element.lift(item), NEW_MEMBER));
      return members;
    },
    lower: (value) => {
      const seen = new Set();
      return forEachOf(membersOf(value), (item) => {
        const lowered = element.lower(item);
        if (!isObject(item)) addNew(seen, lowered, NEW_MEMBER);
        return lowered;
      });
    },
  };
}

/** What the work makes of each item; a fault gets the item's index. */
function forEachOf<T, R>(items: readonly T[], work: (item: T) => R): R[] {
  const out: R[] = [];
  forEach(items, (_, index) => {
    // The index is one of the items'.
    out.push(work(items[index] as T));
  });
  return out;
}

/** The members of a `Set` of any realm. Refuses what is none. */
export function membersOf(value: unknown): readonly unknown[] {
  return slotOf(() => [...Set.prototype.values.call(value as Set<unknown>)]) ?? refuse('a Set', value);
}

/** `list<tuple<K, V>>` as a `Map` of any realm. */
export function map(key: Converter, value: Converter): Converter {
  return {
    lift: (outer) => {
      const out = new Map();
      forEach(arrayLike(outer), (item) => {
        const [first, second] = pair(item);
        const lifted = side('.key', () => newKey(out, key.lift(first)));
        out.set(
          lifted,
          side('.value', () => value.lift(second)),
        );
      });
      return out;
    },
    lower: (author) => {
      const seen = new Set();
      const entries =
        slotOf(() => [...Map.prototype.entries.call(author as Map<unknown, unknown>)]) ?? refuse('a Map', author);
      return forEachOf(entries, ([first, second]) => {
        const lowered = side('.key', () => {
          const one = key.lower(first);
          if (!isObject(first)) addNew(seen, one, NEW_KEY);
          return one;
        });
        return [lowered, side('.value', () => value.lower(second))];
      });
    },
  };
}

/**
 * `list<tuple<string, V>>` as an object with open keys. JavaScript puts keys that are array indices first; all others
 * keep their order.
 */
export function openRecord(key: Converter, value: Converter): Converter {
  return {
    lift: (outer) => {
      const out: Record<string, unknown> = {};
      forEach(arrayLike(outer), (item) => {
        const [first, second] = pair(item);
        const name = side('.key', () => ownNewKey(out, key.lift(first)));
        put(
          out,
          name,
          side('.value', () => value.lift(second)),
        );
      });
      return out;
    },
    lower: (author) => eachProperty(author, (name, item) => [key.lower(name), value.lower(item)]),
  };
}

/** As {@link openRecord}, where the outer side has an object too: JSON. */
export function jsonRecord(key: Converter, value: Converter): Converter {
  const each = (direction: keyof Converter) => (from: unknown) => {
    const out: Record<string, unknown> = {};
    eachProperty(from, (name, item) => {
      key[direction](name);
      put(out, name, value[direction](item));
    });
    return out;
  };
  return { lift: each('lift'), lower: each('lower') };
}

/** Own enumerable properties only. A `Map` or an instance of a class has its content elsewhere: refused. */
function eachProperty<T>(object: unknown, visit: (name: string, value: unknown) => T): T[] {
  if (!isObject(object) || !isPlain(object)) return refuse('a plain object', object);
  return Object.keys(object).map((name) => {
    try {
      return visit(name, object[name]);
    } catch (error) {
      throw within(error, keySegment(name));
    }
  });
}

/** Whether an object is made by a literal or without a prototype, in any realm. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || (isObject(prototype) && Object.getPrototypeOf(prototype) === null);
}

/**
 * What a method of `Set` or `Map` reads; undefined where the value has not the slot that it reads from, which proves the
 * cast at each call. A subclass's own methods are not asked.
 */
function slotOf<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function addNew(members: Set<unknown>, member: unknown, expected: string): void {
  if (members.has(member)) refuse(expected, member);
  members.add(member);
}

function newKey(map: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  return map.has(key) ? refuse(NEW_KEY, key) : key;
}

function ownNewKey(object: object, key: unknown): string {
  // The key's converter is the one of strings.
  return Object.hasOwn(object, key as string) ? refuse(NEW_KEY, key) : (key as string);
}

function pair(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length === 2 ? value : refuse('[key, value]', value);
}

function side<T>(segment: string, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    throw within(error, segment);
  }
}
