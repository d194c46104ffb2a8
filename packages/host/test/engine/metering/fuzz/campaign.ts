import { difference } from './differential.ts';
import { doubledDifference } from './doubled.ts';
import { generateModule } from './generator.ts';
import { misjudged, mutate } from './mutation.ts';
import { Random } from './random.ts';

/** One input that showed something. */
export interface Finding {
  readonly seed: number;
  readonly what: string;
  readonly bytes: Uint8Array;
}

export interface Tally {
  modules: number;
  mutants: number;
  /** Mutants that V8 still takes. */
  valid: number;
  /** Of judging one mutant, in processor time: the machine may be busy. */
  slowestMs: number;
  readonly findings: Finding[];
}

const MUTANTS_OF_EACH = 20;

/**
 * One module and its mutants for each seed from `seed` on. Whatever is found can be repeated with its own seed and one run.
 *
 * `corpus`: modules besides the generated, to be damaged as well.
 */
export function* campaign(seed: number, runs: number, corpus: readonly Uint8Array[]): Generator<Tally, Tally> {
  const tally: Tally = { modules: 0, mutants: 0, valid: 0, slowestMs: 0, findings: [] };
  for (let current = seed; current < seed + runs; current += 1) {
    const random = new Random(current);
    const module = generateModule(random);
    const report = (what: string | undefined, bytes: Uint8Array): void => {
      if (what !== undefined) tally.findings.push({ seed: current, what, bytes });
    };
    const isValid = WebAssembly.validate(module);
    report(
      isValid ? (difference(module) ?? doubledDifference(module)) : 'the generator made an invalid module',
      module,
    );
    tally.modules += 1;
    for (const original of [module, ...(corpus.length === 0 ? [] : [random.of(corpus)])]) {
      for (let count = 0; count < MUTANTS_OF_EACH; count += 1) {
        const mutant = mutate(original, random);
        const before = process.cpuUsage();
        report(misjudged(mutant, 'fast') ?? misjudged(mutant, 'exact'), mutant);
        const { user, system } = process.cpuUsage(before);
        tally.slowestMs = Math.max(tally.slowestMs, (user + system) / 1_000);
        tally.mutants += 1;
        if (WebAssembly.validate(mutant)) tally.valid += 1;
      }
    }
    yield tally;
  }
  return tally;
}
