/** Adds the matchers to Vitest's `expect`, for the file that imports the package. */
import { expect } from 'vitest';
import type { ComponentMatchers, FuelSnapshotOptions, SentPayload, Size } from './component-matchers.ts';
import { toBeDenied, toHaveBeenDenied } from './denials.ts';
import { toMatchFuelSnapshot } from './fuel-snapshot.ts';
import { toMatchAudit } from './to-match-audit.ts';
import { toHaveLogged } from './to-have-logged.ts';
import { toHaveSent } from './to-have-sent.ts';
import { toTrap } from './to-trap.ts';
import { toUseFuelBelow, toUseMemoryBelow } from './usage.ts';

declare module 'vitest' {
  // The parameters are Vitest 5's; a merged declaration must repeat them.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends ComponentMatchers {}
}

expect.extend({
  toTrap,
  toBeDenied,
  toHaveBeenDenied,
  toHaveLogged,
  async toUseFuelBelow(received: unknown, units: number) {
    return await toUseFuelBelow(this, received, units);
  },
  async toUseMemoryBelow(received: unknown, size: Size) {
    return await toUseMemoryBelow(this, received, size);
  },
  async toMatchFuelSnapshot(received: unknown, options?: FuelSnapshotOptions) {
    return await toMatchFuelSnapshot(this, received, options);
  },
  toHaveSent(received: unknown, to?: string | RegExp, payload?: SentPayload) {
    return toHaveSent(this, received, to, payload);
  },
  async toMatchAudit(received: unknown, decisions?: readonly string[]) {
    return await toMatchAudit(this, received, decisions);
  },
});
