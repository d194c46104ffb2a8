import { expect, test } from 'vitest';
import { firstDifference } from '../metering/fuzz/differential.ts';
import { generateModule } from '../metering/fuzz/generator.ts';
import { Random } from '../metering/fuzz/random.ts';
import { type ChainPart, linkChain, observeApart, observeLinked } from './chain.ts';

const CHAINS = 60;

/** Two or three modules of random code, which share the first one's memory, and may share its table and call each other's functions. */
function chainOf(random: Random): readonly ChainPart[] {
  const parts: ChainPart[] = [
    { bytes: generateModule(random, { callable: true, quiet: true }), imports: { 'i.f': 'glue' } },
  ];
  for (let left = 1 + random.below(2); left > 0; left -= 1) {
    const table = random.once(2);
    parts.push({
      bytes: generateModule(random, { memory: true, table, callable: true, quiet: true }),
      imports: {
        'i.f': random.once(3) ? 'glue' : `${random.below(parts.length)} f0`,
        'i.m': `${parts.length - 1} m`,
        ...(table && { 'i.t': `${random.below(parts.length)} t` }),
      },
    });
  }
  return parts;
}

test('random modules compute, trap and use what they did, once they are one', () => {
  let linkedChains = 0;
  for (let seed = 0; seed < CHAINS; seed += 1) {
    const parts = chainOf(new Random(seed));
    const linked = linkChain(parts);
    if (linked === undefined) continue;
    linkedChains += 1;
    for (const mode of ['fast', 'exact'] as const) {
      const apart = observeApart(parts, mode);
      const whole = observeLinked(linked, mode);
      const fuel = mode === 'exact' ? firstDifference(apart.fuel, whole.fuel) : undefined;
      expect([seed, mode, firstDifference(apart.events, whole.events), fuel]).toEqual([
        seed,
        mode,
        undefined,
        undefined,
      ]);
    }
  }
  // The others have an early start function, or more in a table than it has room for.
  expect(linkedChains).toBeGreaterThan(CHAINS / 2);
}, 60_000);
