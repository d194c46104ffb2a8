import { expect, test } from 'vitest';
import { metered } from './metered.ts';

/** What counts down and goes round again: 6 units. */
const AGAIN = '(local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0))';

/**
 * A function with a loop keeps the fuel in a local and shares what it takes to write it back and read it again between the calls
 * of straight code. Each body is of a function of one `i32` that goes round so often; `$spend` costs 2 and answers 0, a call 1 more.
 */
const CASES: readonly (readonly [name: string, body: string, once: bigint, eachTime: bigint])[] = [
  ['two calls in straight code', `(loop $l (drop (call $spend)) (drop (call $spend)) ${AGAIN})`, 1n, 12n],
  [
    'code between two calls',
    `(loop $l (drop (i32.add (call $spend) (i32.add (i32.const 1) (call $spend)))) ${AGAIN})`,
    1n,
    15n,
  ],
  [
    'a bulk instruction between two calls',
    `(loop $l (drop (call $spend)) (memory.fill (i32.const 0) (i32.const 0) (i32.const 8)) (drop (call $spend)) ${AGAIN})`,
    1n,
    24n,
  ],
  [
    'growth between two calls',
    `(loop $l (drop (call $spend)) (drop (memory.grow (i32.const 0))) (drop (call $spend)) ${AGAIN})`,
    1n,
    14n,
  ],
  ['a branch out of the function that may be taken', `(loop $l (br_if 1 (call $spend)) ${AGAIN})`, 1n, 10n],
  [
    'a table of branches, one of them out of the function',
    `(loop $l (block $in (br_table $in 2 (call $spend))) ${AGAIN})`,
    1n,
    10n,
  ],
  [
    'an arm with a call, an arm that charges, and a call behind both',
    `(loop $l (if (i32.and (local.get 0) (i32.const 1)) (then (drop (call $spend))) (else (drop (i32.const 1)) (drop (i32.const 2)) (drop (i32.const 3)))) (drop (call $spend)) ${AGAIN})`,
    1n,
    16n,
  ],
  ['the end behind a call', `(loop $l ${AGAIN}) (drop (call $spend))`, 4n, 6n],
  ['return behind a call', `(loop $l ${AGAIN}) (drop (call $spend)) (return)`, 4n, 6n],
  ['a branch to the end behind a call', `(loop $l ${AGAIN}) (drop (call $spend)) (br 0)`, 5n, 6n],
];

test.for(CASES)('exact: %s', async ([, body, once, eachTime]) => {
  for (const tag of ['', '(tag $e)']) {
    const module = `(module (memory 1) ${tag} (func $spend (result i32) (i32.const 0)) (func (export "run") (param i32) ${body}))`;
    const guest = await metered(module, 'exact');
    for (const rounds of [1, 2, 7]) {
      const before = guest.used();
      guest.call('run', rounds);
      expect(guest.used() - before).toBe(once + BigInt(rounds) * eachTime);
    }
  }
});
