import type { Policy } from './bucket.ts';

const DEFAULT: Policy = { capacity: 10, refillPerSecond: 5 };

/** The operator's policy, `{"capacity":100,"refillPerSecond":20}`; the default for what it leaves out. */
export function policyOf(config: string): Policy {
  const given: unknown = config === '' ? {} : JSON.parse(config);
  const policy: Policy = { ...DEFAULT, ...(given as Partial<Policy>) }; // looked at below
  for (const [name, value] of Object.entries(policy)) {
    if (!(typeof value === 'number' && value > 0)) throw new Error(`${name} is a number above 0, not ${String(value)}`);
  }
  return policy;
}
