/** Calls that go deeper and deeper. */
import type { HostileCase } from '../hostile-case.ts';
import { core } from '../text.ts';

const RUN = '(func $run (export "run") (result i32)';
/** Fuel enough that the stack ends first. */
const DEEP = { maxFuel: 1e9 };

const recursion = (name: string, fields: string, more: Partial<HostileCase> = {}): HostileCase => ({
  name: `recursion: ${name}`,
  bytes: core(fields),
  limits: DEEP,
  expected: ['call: stack-overflow'],
  ...more,
});

const wide = Array.from({ length: 1_000 }, (_, at) => `(i64.add (local.get ${at}) (i64.const 1))`).join(' ');

export const RECURSION: readonly HostileCase[] = [
  recursion('direct', `${RUN} (i32.add (call $run) (i32.const 1)))`),
  recursion(
    'mutual',
    `(func $other (result i32) (i32.add (call $run) (i32.const 1))) ${RUN} (i32.add (call $other) (i32.const 1)))`,
  ),
  recursion(
    'through a table',
    `(type $t (func (result i32))) (table funcref (elem $run)) ${RUN} (i32.add (call_indirect (type $t) (i32.const 0)) (i32.const 1)))`,
  ),
  recursion(
    'with a thousand locals in each frame',
    `(func $deep (param ${'i64 '.repeat(1_000)}) (call $deep ${wide})) ${RUN} (call $deep ${'(i64.const 0) '.repeat(1_000)}) (i32.const 0))`,
  ),
  recursion(
    'that catches everything on its way back',
    `${RUN} (block $h (try_table (catch_all $h) (drop (call $run)))) (i32.const 0))`,
  ),
  recursion(
    'in the start function',
    `(func $deep (result i32) (i32.add (call $deep) (i32.const 1))) (func $start (drop (call $deep))) (start $start)
     ${RUN} (i32.const 0))`,
    { expected: ['start: stack-overflow'] },
  ),
];
