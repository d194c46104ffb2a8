/** Adds the matchers to Vitest's `expect`, for the file that imports the package. */
import { expect } from 'vitest';
import type { ComponentMatchers } from './component-matchers.ts';
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
  toUseFuelBelow,
  toUseMemoryBelow,
  toMatchFuelSnapshot,
  toHaveSent,
  toHaveLogged,
  toMatchAudit,
});
