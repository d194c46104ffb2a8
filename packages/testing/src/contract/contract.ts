import { AirssysError } from '@airssys/model';
import { describe } from 'vitest';

/** A build that a contract's suite is run against. */
export interface ContractBuild<M extends object, A extends readonly unknown[] = []> {
  /** What tells it from the others, such as `quickjs` or `1.2.0`. */
  readonly name: string;
  /** Mounts it, for one test. It is given the arguments of the test. Answers what was mounted. */
  readonly mount: (...args: A) => Promise<M>;
}

/**
 * Runs one suite of tests against several builds that are to do the same: on both engines, the version before and the next, or
 * a component of another language with the same world. Each build has its own `describe` of Vitest.
 *
 * ```ts
 * const builds = [
 *   { name: 'quickjs', mount: () => mount<typeof Pricing>('../src/pricing.ts') },
 *   { name: 'starlingmonkey', mount: () => mount<typeof Pricing>('../src/pricing.ts', { engine: 'starlingmonkey' }) },
 *   { name: 'rust', mount: () => mount<typeof Pricing>('./pricing.wasm', { like: '../src/pricing.ts' }) },
 * ];
 * contract('pricing', builds, ({ mount }) => {
 *   test('adds the tax', async () => {
 *     const pricing = await mount();
 *     expect(await pricing.withTax(100)).toBe(119);
 *   });
 * });
 * ```
 *
 * @param suite Declares the tests, for the build that it is given.
 * @throws AirssysError `AIRSSYS_TEST_CONTRACT` where there is no build, or two have one name.
 */
export function contract<M extends object, A extends readonly unknown[]>(
  name: string,
  builds: readonly ContractBuild<M, A>[],
  suite: (build: ContractBuild<M, A>) => void,
): void {
  const names = builds.map((build) => build.name);
  if (names.length === 0 || new Set(names).size < names.length) {
    const what = names.length === 0 ? 'has no build' : `has builds of the same name: ${names.join(', ')}`;
    throw new AirssysError('AIRSSYS_TEST_CONTRACT', `The contract ${name} ${what}`, {
      hint: 'Give at least one build, and each a name of its own.',
      data: { builds: names },
    });
  }
  for (const build of builds)
    describe(`${name} (${build.name})`, () => {
      suite(build);
    });
}
