/** Adds the matchers to Vitest's `expect`, for the file that imports the package. */
import { expect } from 'vitest';
import type { ComponentMatchers } from './component-matchers.ts';
import { toBeDenied, toHaveBeenDenied } from './denials.ts';
import { toTrap } from './to-trap.ts';

declare module 'vitest' {
  // The parameters are Vitest 5's; a merged declaration must repeat them.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends ComponentMatchers {}
}

expect.extend({ toTrap, toBeDenied, toHaveBeenDenied });
