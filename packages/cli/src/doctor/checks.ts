import type { Check } from './check.ts';
import { buildCacheCheck, hostDirCheck, preparedCacheCheck, temporaryCheck } from './directory-checks.ts';
import { nodeCheck } from './node-check.ts';
import { packagesCheck } from './packages-check.ts';
import { compilerCheck, projectCheck, vitestCheck } from './project-checks.ts';
import { toolsCheck } from './tools-check.ts';

/** All of them, in the order in which they are told. */
export const CHECKS: readonly Check[] = [
  nodeCheck,
  toolsCheck,
  packagesCheck,
  projectCheck,
  compilerCheck,
  vitestCheck,
  buildCacheCheck,
  preparedCacheCheck,
  temporaryCheck,
  hostDirCheck,
];
