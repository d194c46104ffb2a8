/** Which target of a routing table gets a call. */
import { createHash } from 'node:crypto';
import { AirssysError } from '@airssys/model';
import type { Generation } from './generation.ts';
import type { CallRoute, HeaderRule, RouteTarget, RoutingTable } from './routing-table.ts';

const MAX_WEIGHT = 1_000_000;

interface Share {
  readonly generation: Generation;
  readonly weight: number;
  /** Calls of the present round that it has got. */
  got: number;
}

/**
 * Calls without key or header are shared out by the quota method of Balinski and Young: after each of them every target has what is
 * due to it, rounded up or down. A round has as many calls as the sum of the weights.
 */
export class TargetPicker {
  readonly #rules: readonly { readonly rule: HeaderRule; readonly generation: Generation }[];
  readonly #shares: readonly Share[];
  readonly #total: number;
  #calls = 0;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a weight out of range. */
  constructor(table: RoutingTable) {
    for (const { weight } of table) demandWeight(weight);
    this.#rules = table.flatMap(({ match, generation }) => (match ? [{ rule: match, generation }] : []));
    this.#shares = table
      .filter(({ weight }) => weight > 0)
      .map(({ generation, weight }) => ({ generation, weight, got: 0 }));
    this.#total = this.#shares.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Undefined where nobody gets calls of this kind. */
  pick({ key, headers }: CallRoute = {}): Generation | undefined {
    if (headers !== undefined) {
      const found = this.#rules.find(({ rule }) => matches(rule, headers));
      if (found !== undefined) return found.generation;
    }
    if (this.#shares.length <= 1) return this.#shares[0]?.generation;
    return key === undefined ? this.#next() : this.#ofKey(key);
  }

  #next(): Generation | undefined {
    this.#calls += 1;
    let next: Share | undefined;
    for (const share of this.#shares) {
      // Who would get more than is due, rounded up, is not asked; of the others, whoever is the closest to being owed another.
      if (share.got * this.#total >= this.#calls * share.weight) continue;
      if (next === undefined || share.weight * (next.got + 1) > next.weight * (share.got + 1)) next = share;
    }
    if (next !== undefined) next.got += 1;
    if (this.#calls === this.#total) {
      this.#calls = 0;
      for (const share of this.#shares) share.got = 0;
    }
    return next?.generation;
  }

  #ofKey(key: string): Generation | undefined {
    const hash = createHash('sha256').update(key).digest().readUInt32BE(0);
    let place = (hash / 2 ** 32) * this.#total;
    return this.#shares.find(({ weight }) => (place -= weight) < 0)?.generation;
  }
}

/** Whether the table would give anything to anybody. */
export const routesNothing = (table: RoutingTable): boolean => table.every(({ weight }: RouteTarget) => weight === 0);

function matches({ header, equals }: HeaderRule, headers: Readonly<Record<string, string>>): boolean {
  const wanted = header.toLowerCase();
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === wanted && (equals === undefined || value === equals),
  );
}

function demandWeight(weight: number): void {
  if (Number.isInteger(weight) && weight >= 0 && weight <= MAX_WEIGHT) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `a weight cannot be ${weight}`, {
    hint: `It is a whole number from 0 to ${MAX_WEIGHT}.`,
  });
}
