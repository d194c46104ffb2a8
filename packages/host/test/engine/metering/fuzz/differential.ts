import { MeterHelper, publicExports } from '../../../../src/engine/metering/meter-helper.ts';
import type { MeterCell } from '../../../../src/engine/metering/meter-helper.ts';
import { COUNT, countInstructions } from './counted.ts';
import { STEPS } from './generator.ts';
import { meterModule, type MeteringMode } from '../../../../src/engine/metering/meter-module.ts';

/** What can be seen of a module that runs: results, traps, calls of imports, and in the end the memory and the globals. */
export interface Observed {
  readonly events: readonly string[];
  /** Used by each call that came to its end; 0 without metering. */
  readonly fuel: readonly bigint[];
}

/** As many as any function takes; an i64 wants a bigint, which the other types refuse. */
export const ARGUMENTS: readonly (readonly (number | bigint)[])[] = [
  [1, 2.5, 3],
  [1n, 2n, 3n],
  [1, 2n, 3n],
  [1n, 2, 3],
  [1, 2, 3n],
  [1n, 2n, 3],
  [1, 2n, 3],
  [1n, 2, 3n],
];
const MODES: readonly MeteringMode[] = ['fast', 'exact'];
/** Grants so small that refills come in the middle of everything, and one that is never used up. */
const SLICES: readonly bigint[] = [61n, 1_000_000_000n];

/**
 * Answers how metering changes what the module does, or how it counts wrong; undefined where it does not. `isCounted`: exact fuel is
 * compared with a plain count of the instructions, for which the module must be one of the generator's.
 */
export function difference(bytes: Uint8Array<ArrayBuffer>, { isCounted = true } = {}): string | undefined {
  const plain = observe(bytes);
  const counted = isCounted ? observe(countInstructions(bytes), { count: COUNT }) : undefined;
  const lost = counted && firstDifference(plain.events, counted.events);
  if (lost !== undefined) return `counting changes ${lost}`;
  for (const mode of MODES) {
    const [inSmall, inOne] = SLICES.map((slice) => observe(bytes, { mode, slice }));
    for (const metered of [inSmall, inOne]) {
      const changed = firstDifference(plain.events, metered?.events ?? []);
      if (changed !== undefined) return `${mode} changes ${changed}`;
    }
    const split = firstDifference(inOne?.fuel ?? [], inSmall?.fuel ?? []);
    if (split !== undefined) return `${mode}, in small slices: fuel ${split}`;
    const wrong = mode === 'exact' && counted ? firstDifference(counted.fuel, inOne?.fuel ?? []) : undefined;
    if (wrong !== undefined) return `exact: fuel ${wrong}`;
  }
  return undefined;
}

export function firstDifference(expected: readonly unknown[], got: readonly unknown[]): string | undefined {
  const at = expected.findIndex((one, index) => one !== got[index]);
  if (at < 0 && expected.length === got.length) return undefined;
  return `at ${at}: ${String(expected[at])} becomes ${String(got[at])}`;
}

/** How a module is run: metered, with what counts the instructions itself, or as it is. */
interface Way {
  readonly mode?: MeteringMode;
  readonly slice?: bigint;
  readonly count?: string;
}

export function observe(bytes: Uint8Array<ArrayBuffer>, { mode, slice = 0n, count }: Way = {}): Observed {
  const events: string[] = [];
  const fuel: bigint[] = [];
  const imports = {
    i: {
      f: (argument: number): number => {
        events.push(`i.f(${argument})`);
        return argument ^ 5;
      },
    },
  };
  const cells: MeterCell[] = [];
  let granted = 0n;
  const attempt = <T>(name: string, work: () => T): T | undefined => {
    try {
      const answer = work();
      events.push(`${name}: ${text(answer)}`);
      return answer;
    } catch (error) {
      events.push(`${name}: trap ${describe(error)}`);
      return undefined;
    }
  };
  const used = (): bigint => cells.reduce((left, cell) => left - cell.fuelLeft, granted);
  const exports = attempt('instantiate', () => {
    if (mode === undefined) return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
    const { bytes: metered, hooks } = meterModule(bytes, { mode });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(metered)), imports);
    if (hooks === undefined) return publicExports(instance, hooks);
    const helper = new MeterHelper({
      refillNow: () => {
        granted += slice;
        return slice;
      },
      allowMemoryGrow: () => true,
      allowTableGrow: () => true,
    });
    const cell = helper.bind(instance, hooks, 0);
    cells.push(cell);
    cell.start();
    return publicExports(instance, hooks);
  });
  const steps = exports?.['g0'];
  const counter = count === undefined ? undefined : exports?.[count];
  const spent = (): bigint => (counter instanceof WebAssembly.Global ? BigInt(counter.value) : used());
  for (const [name, exported] of Object.entries(exports ?? {})) {
    if (typeof exported !== 'function') continue;
    for (const mixed of ARGUMENTS) {
      if (steps instanceof WebAssembly.Global) steps.value = STEPS;
      const before = spent();
      const seen = events.length;
      attempt(name, () => exported(...mixed));
      if (events.slice(seen).every((event) => !event.includes('trap'))) fuel.push(spent() - before);
    }
  }
  for (const [name, exported] of Object.entries(exports ?? {})) {
    if (name === count) continue;
    if (exported instanceof WebAssembly.Global) events.push(`${name} = ${text(exported.value)}`);
    if (exported instanceof WebAssembly.Memory) events.push(`${name} = ${checksum(new Uint8Array(exported.buffer))}`);
  }
  return { events, fuel };
}

/** A result in words. */
export function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join();
  if (typeof value === 'object') return 'an object';
  return typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : `${value as number}`;
}

/** What was thrown, without what metering and linking may change. */
export function describe(error: unknown): string {
  if (error instanceof WebAssembly.Exception) return 'exception';
  return error instanceof Error
    ? `${error.name}: ${error.message.replace(/function #\d+/, 'function')}`
    : String(error);
}

export function checksum(bytes: Uint8Array): string {
  let sum = bytes.length;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0;
  return `${bytes.length} bytes, ${sum}`;
}
