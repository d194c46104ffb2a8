/**
 * Draws inputs until time is up, and makes the smallest input of each failure that it meets. fast-check draws and shrinks; here
 * is decided what is another failure, and when it is enough.
 */
import type { ValueConstraints, WorthTrying } from '@airssys/model/arbitrary';
import fc from 'fast-check';
import type { Attempts, Failure, Input } from './attempt.ts';
import { type Finding, findingOf, keyOf } from './finding.ts';
import type { GeneratedImports } from './generated-imports.ts';
import type { Target } from './target.ts';

export interface FuzzOptions {
  readonly targets: readonly Target[];
  readonly imports: GeneratedImports;
  readonly worthTrying: WorthTrying;
  /** A 32-bit integer. The same seed, targets and number of inputs give the same findings, but for time limits. */
  readonly seed: number;
  /** Inputs, those of shrinking not counted. */
  readonly maxInputs: number;
  readonly maxMs: number;
  /** Most calls of an input, all on one instance. */
  readonly callsInARow: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly onFinding: (finding: Finding) => void;
}

export interface Progress {
  readonly inputs: number;
  readonly findings: number;
  /** A failure is being made smaller. */
  readonly isShrinking: boolean;
}

export interface FuzzEnd {
  readonly findings: readonly Finding[];
  readonly inputs: number;
}

/** Inputs between two looks at the clock that also change operation and size. */
const BATCH = 50;
const SIZES = ['small', 'small', 'medium', 'large'] as const;
/** There are several answers of each function, most of which nobody asks for: large ones would take most of the time. */
const SIZE_OF_ANSWERS = {
  xsmall: 'xsmall',
  small: 'small',
  medium: 'small',
  large: 'medium',
  xlarge: 'medium',
} as const;
/** For each finding; what is smallest by then is told. */
const MAX_SHRINKS = 2_000;
const MAX_SHRINK_MS = 20_000;

export async function fuzz(attempts: Attempts, options: FuzzOptions): Promise<FuzzEnd> {
  const { seed, maxInputs, maxMs, signal, onProgress } = options;
  const endsAt = performance.now() + maxMs;
  const findings = new Map<string, Finding>();
  let inputs = 0;
  const isOver = (): boolean => signal.aborted || inputs >= maxInputs || performance.now() >= endsAt;
  const drawers = drawersOf(options);
  for (let round = 0; drawers.length > 0 && !isOver(); round += 1) {
    for (const [at, { draw, isExhausted, mostRuns }] of drawers.entries()) {
      if (isExhausted(round) || isOver()) continue;
      const search = new Search(attempts, findings, {
        isOver,
        signal,
        onInput: (isShrinking) => {
          if (!isShrinking) inputs += 1;
          onProgress({ inputs, findings: findings.size, isShrinking });
        },
      });
      await fc.check(
        fc.asyncProperty(draw(SIZES[round % SIZES.length] ?? 'small'), async (input) => await search.try(input)),
        { seed: (seed + round * drawers.length + at) | 0, numRuns: Math.min(mostRuns, maxInputs - inputs) },
      );
      const finding = search.found;
      if (finding === undefined) continue;
      findings.set(finding.key, finding);
      attempts.know(finding);
      options.onFinding(finding);
    }
    if (drawers.every(({ isExhausted }) => isExhausted(round + 1))) break;
  }
  return { findings: [...findings.values()], inputs };
}

interface Drawer {
  readonly draw: (size: NonNullable<ValueConstraints['size']>) => fc.Arbitrary<Input>;
  readonly mostRuns: number;
  /** Whether this round can bring nothing that another has not: there is one input without arguments and answers. */
  readonly isExhausted: (round: number) => boolean;
}

/** One for each operation; for calls in a row, one for all of them. */
function drawersOf({ targets, imports, worthTrying, callsInARow }: FuzzOptions): readonly Drawer[] {
  const input = (calls: fc.Arbitrary<Input['calls']>, size: NonNullable<ValueConstraints['size']>) =>
    fc.record({ calls, answers: imports.answers({ size: SIZE_OF_ANSWERS[size], worthTrying }) });
  const calls = (target: Target, size: NonNullable<ValueConstraints['size']>) =>
    target.arguments({ size, worthTrying }).map((args) => ({ target, args }));
  if (callsInARow > 1) {
    if (targets.length === 0) return [];
    const draw: Drawer['draw'] = (size) =>
      input(
        fc.array(fc.oneof(...targets.map((target) => calls(target, size))), { minLength: 1, maxLength: callsInARow }),
        size,
      );
    return [{ draw, mostRuns: BATCH, isExhausted: () => false }];
  }
  return targets.map((target) => {
    const varies = target.hasParameters || imports.hasAnswers;
    return {
      draw: (size) =>
        input(
          calls(target, size).map((call) => [call]),
          size,
        ),
      mostRuns: varies ? BATCH : 1,
      isExhausted: (round) => round > 0 && !varies,
    };
  });
}

interface SearchOptions {
  readonly isOver: () => boolean;
  readonly signal: AbortSignal;
  readonly onInput: (isShrinking: boolean) => void;
}

/** A search for one failure that is not known yet. The first that is met is made smaller; others wait for another search. */
class Search {
  readonly #attempts: Attempts;
  readonly #known: ReadonlyMap<string, Finding>;
  readonly #options: SearchOptions;
  #key: string | undefined;
  #smallest: { readonly input: Input; readonly failure: Failure } | undefined;
  #shrinks = 0;
  #shrinksUntil = Infinity;

  constructor(attempts: Attempts, known: ReadonlyMap<string, Finding>, options: SearchOptions) {
    this.#attempts = attempts;
    this.#known = known;
    this.#options = options;
  }

  /** @throws Error for an input with the failure that is searched for: for fast-check, which takes it and tries smaller ones. */
  async try(input: Input): Promise<void> {
    const { isOver, signal, onInput } = this.#options;
    const isShrinking = this.#key !== undefined;
    if (isShrinking) {
      this.#shrinks += 1;
      if (signal.aborted || this.#shrinks > MAX_SHRINKS || performance.now() > this.#shrinksUntil) return;
    } else if (isOver()) return;
    onInput(isShrinking);
    const failure = await this.#attempts.run(input);
    if (failure === undefined) return;
    const key = keyOf(input, failure);
    if (isShrinking ? key !== this.#key : this.#known.has(key)) return;
    if (!isShrinking) this.#shrinksUntil = performance.now() + MAX_SHRINK_MS;
    this.#key = key;
    this.#smallest = { input: { ...input, calls: input.calls.slice(0, failure.at + 1) }, failure };
    throw failure.error;
  }

  get found(): Finding | undefined {
    return this.#smallest && findingOf(this.#smallest.input, this.#smallest.failure);
  }
}
