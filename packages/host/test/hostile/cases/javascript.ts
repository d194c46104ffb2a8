/** A TypeScript class with QuickJS inside that turns against its host. */
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import type { CallOptions } from '../../../src/index.ts';
import type { HostileCase, Outcome } from '../hostile-case.ts';

const ENTRY = join(import.meta.dirname, '../../fixtures/hostile.ts');
/** Enough for the engine to start, and for little besides. */
const LIMITS: HostileCase['limits'] = {
  maxMemoryBytes: 12 << 20,
  maxTableElements: 10_000,
  maxFuel: 60_000_000,
  timeoutMs: 20_000,
  maxHostCalls: 500,
};

let building: Promise<Uint8Array> | undefined;
async function built(): Promise<Uint8Array> {
  const { component } = await buildComponent({ entry: ENTRY, engine: 'quickjs', outDir: false });
  return component;
}

const calls = (
  operation: string,
  expected: Outcome,
  args: readonly unknown[] = [],
  options?: CallOptions,
): HostileCase => ({
  name: `javascript: ${operation}${options === undefined ? '' : ', against the clock'}`,
  bytes: async () => await (building ??= built()),
  limits: LIMITS,
  drive: async (instance) => await instance.invoke(operation, args, options),
  expected: [expected],
});

const WITH_FUEL = { ...LIMITS, maxFuel: 2e9 };
const SOON: CallOptions = { timeoutMs: 25 };
const AT_LENGTH = { ...LIMITS, maxFuel: 1e12 };
const timed = (operation: string): HostileCase => ({
  ...calls(operation, 'call: deadline', [], SOON),
  limits: AT_LENGTH,
});

export const JAVASCRIPT: readonly HostileCase[] = [
  calls('spin', 'call: out-of-fuel'),
  timed('spin'),
  calls('backtrack', 'call: out-of-fuel'),
  timed('sortForEver'),
  { ...calls('hoard', 'call: memory-limit'), limits: WITH_FUEL },
  // Either the engine notices first, or V8.
  { ...calls('recurse', 'call: guest-error'), expected: ['call: guest-error', 'call: stack-overflow'] },
  calls('flood', 'call: host-call-limit'),
  calls('pollute', 'call: answers'),
  calls('throwNothing', 'call: guest-error'),
  calls('throwTrap', 'call: guest-error'),
  { ...calls('throwGiant', 'call: guest-error'), limits: WITH_FUEL },
  calls('causes', 'call: guest-error'),
  calls('neverSettles', 'call: guest-error'),
  calls('microtasks', 'call: out-of-fuel'),
  calls('echo', 'call: AIRSSYS_VALUE_INVALID', [{ toString: () => 'x' }]),
  {
    ...calls('echo', 'call: memory-limit', ['x'.repeat(8 << 20)]),
    name: 'javascript: a giant argument',
    limits: WITH_FUEL,
  },
];
