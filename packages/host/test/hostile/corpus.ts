/** The hostile corpus: every case that the campaign runs. */
import { BINARY_BOMBS } from './cases/binary-bombs.ts';
import { BOUNDARY } from './cases/boundary.ts';
import { EXCEPTIONS } from './cases/exceptions.ts';
import { HANDLES } from './cases/handles.ts';
import { HOST_CALLS } from './cases/host-calls.ts';
import { JAVASCRIPT } from './cases/javascript.ts';
import { LOOPS } from './cases/loops.ts';
import { MALFORMED } from './cases/malformed.ts';
import { MEMORY } from './cases/memory.ts';
import { REALLOC } from './cases/realloc.ts';
import { RECURSION } from './cases/recursion.ts';
import { SECTIONS } from './cases/sections.ts';
import { START } from './cases/start.ts';
import { VALUES } from './cases/values.ts';
import type { HostileCase } from './hostile-case.ts';

export const CORPUS: readonly HostileCase[] = [
  ...LOOPS,
  ...RECURSION,
  ...MEMORY,
  ...EXCEPTIONS,
  ...START,
  ...REALLOC,
  ...HOST_CALLS,
  ...VALUES,
  ...BOUNDARY,
  ...HANDLES,
  ...BINARY_BOMBS,
  ...MALFORMED,
  ...SECTIONS,
  ...JAVASCRIPT,
];
