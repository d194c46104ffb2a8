/** Exceptions used against the sandbox, and the plain traps. */
import { BY_DEADLINE, type HostileCase, type Outcome } from '../hostile-case.ts';
import { core } from '../text.ts';

const RUN = '(func $run (export "run") (result i32)';

const abuse = (name: string, fields: string, expected: Outcome, limits?: HostileCase['limits']): HostileCase => ({
  name: `exceptions: ${name}`,
  bytes: core(fields),
  expected: [expected],
  ...(limits && { limits }),
});

const SWALLOW = `(func $spin (loop $l (br $l)))
  ${RUN} (loop $again (block $h (try_table (catch_all $h) (call $spin))) (br $again)) (i32.const 0))`;

export const EXCEPTIONS: readonly HostileCase[] = [
  abuse('catch_all around a loop, so that its end is swallowed', SWALLOW, 'call: out-of-fuel'),
  abuse('catch_all around a loop, against the clock', SWALLOW, 'call: deadline', BY_DEADLINE),
  abuse('of a tag', `(tag $e (param i32)) ${RUN} (throw $e (i32.const 7)))`, 'load: AIRSSYS_ENGINE_TRANSPILE'),
  abuse('null thrown again', `${RUN} (throw_ref (ref.null exn)))`, 'call: null-reference'),
  abuse(
    'unreachable in catch_all',
    `${RUN} (block $h (try_table (catch_all $h) (unreachable))) (i32.const 0))`,
    'call: unreachable',
  ),
  abuse('division by zero', `${RUN} (i32.div_u (i32.const 1) (i32.const 0)))`, 'call: integer-division-by-zero'),
  abuse(
    'division that overflows',
    `${RUN} (i32.div_s (i32.const 0x80000000) (i32.const -1)))`,
    'call: integer-overflow',
  ),
  abuse('a number that is no integer', `${RUN} (i32.trunc_f32_s (f32.const nan)))`, 'call: bad-conversion-to-integer'),
  abuse(
    'a call of null',
    `(type $t (func)) (table 1 funcref) ${RUN} (call_indirect (type $t) (i32.const 0)) (i32.const 0))`,
    'call: bad-signature',
  ),
  abuse(
    'a call past the table',
    `(type $t (func)) (table 1 funcref) ${RUN} (call_indirect (type $t) (i32.const -1)) (i32.const 0))`,
    'call: table-out-of-bounds',
  ),
  abuse(
    'a call of another type',
    `(type $t (func)) (table funcref (elem $run)) ${RUN} (call_indirect (type $t) (i32.const 0)) (i32.const 0))`,
    'call: bad-signature',
  ),
  abuse(
    'an atomic operation between addresses',
    `(memory 1) ${RUN} (i32.atomic.load (i32.const 1)))`,
    'call: misaligned',
  ),
  abuse(
    'waiting for nobody',
    `(memory 1) ${RUN} (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))`,
    'call: internal',
  ),
];
