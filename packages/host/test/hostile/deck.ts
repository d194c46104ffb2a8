/** The order of the cases: rounds in which each case comes up once, shuffled; those that cost much only in some rounds. */
import { Random } from '../engine/metering/fuzz/random.ts';
import type { HostileCase } from './hostile-case.ts';

/** A load that comes to the transpiler costs half a second, fifty times what other cases do. */
const LOAD_EVERY = 8;
const SLOW_EVERY = 60;

/** In how many rounds a case comes up: every so-and-so-many-th. */
function every(one: HostileCase): number {
  if (one.isSlow === true) return SLOW_EVERY;
  return one.expected.some((outcome) => outcome.startsWith('load:')) ? LOAD_EVERY : 1;
}

/** Cases without end, the same for the same seed. */
export function* deck(corpus: readonly HostileCase[], seed: number): Generator<HostileCase> {
  const random = new Random(seed);
  // The first round takes all but the slow ones; those that are seldom come up in different rounds.
  for (let round = 0; ; round += 1) {
    const isDue = (one: HostileCase, at: number): boolean => (round + at) % every(one) === 0;
    const cards = corpus.filter((one, at) => (round === 0 && one.isSlow !== true) || isDue(one, at));
    while (cards.length > 0) yield* cards.splice(random.below(cards.length), 1);
  }
}
