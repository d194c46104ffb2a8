import type { CrashSuite } from './crash-suite.ts';
import { hosts } from './hosts/suite.ts';
import { messages } from './messages/suite.ts';
import { storage } from './storage/suite.ts';

/** Add a suite here: `npm run crash` and the tests take all of them. */
export const SUITES: readonly CrashSuite[] = [hosts, messages, storage];
