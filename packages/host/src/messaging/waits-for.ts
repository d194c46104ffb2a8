/**
 * Who waits for whom: a component that waits (for an answer, or for room in a mailbox) handles nothing meanwhile. Where each of a
 * circle waits for the next, none of them would ever go on.
 *
 * INVARIANT: the graph has no cycle. What would close one is refused before it waits.
 */
import { deadlock } from './messaging-error.ts';

export class WaitsFor {
  /** By address; how many waits there are from one to the other. An embedder's receiver can wait for several at once. */
  readonly #edges = new Map<string, Map<string, number>>();

  /**
   * Notes that one waits for the other, until the result is disposed.
   *
   * @throws AirssysError `AIRSSYS_MESSAGING_DEADLOCK` naming the cycle that this would close.
   */
  begin(from: string, to: string): Disposable {
    const path = from === to ? [to] : this.#path(to, from);
    if (path !== undefined) throw deadlock([from, ...path]);
    const targets = this.#edges.get(from) ?? new Map<string, number>();
    this.#edges.set(from, targets.set(to, (targets.get(to) ?? 0) + 1));
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        const left = (targets.get(to) ?? 1) - 1;
        if (left > 0) targets.set(to, left);
        else targets.delete(to);
        if (targets.size === 0) this.#edges.delete(from);
      },
    };
  }

  /** How many wait. */
  get size(): number {
    return this.#edges.size;
  }

  /** The way from one to the other, both included. */
  #path(from: string, to: string): readonly string[] | undefined {
    const cameFrom = new Map<string, string>([[from, '']]);
    const open = [from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === to) return wayTo(to, from, cameFrom);
      for (const next of this.#edges.get(at)?.keys() ?? []) {
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, at);
        open.push(next);
      }
    }
    return undefined;
  }
}

function wayTo(to: string, from: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [to];
  for (let at = to; at !== from;) way.unshift((at = cameFrom.get(at) ?? from));
  return way;
}
