/** Loops without an end, in every form that WebAssembly has. */
import { BY_DEADLINE, type HostileCase } from '../hostile-case.ts';
import { core } from '../text.ts';

const RUN = '(func $run (export "run") (result i32)';

const loop = (name: string, fields: string): HostileCase => ({
  name: `loop: ${name}`,
  bytes: core(fields),
  expected: ['call: out-of-fuel'],
});

const timed = (one: HostileCase): HostileCase => ({
  ...one,
  name: `${one.name}, against the clock`,
  limits: BY_DEADLINE,
  expected: ['call: deadline'],
});

const BR = loop('br', `${RUN} (loop $l (br $l)) (i32.const 0))`);
const INDIRECT = loop(
  'call_indirect in a circle',
  `(type $t (func)) (table 2 funcref) (elem (i32.const 0) $work $idle) (func $work (type $t)) (func $idle (type $t))
   (global $i (mut i32) (i32.const 0))
   ${RUN} (loop $l (global.set $i (i32.xor (global.get $i) (i32.const 1)))
     (call_indirect (type $t) (global.get $i)) (br $l)) (i32.const 0))`,
);
const TAIL = loop('return_call of itself', `${RUN} (return_call $run))`);
export const LOOPS: readonly HostileCase[] = [
  BR,
  timed(BR),
  loop('br_if', `${RUN} (loop $l (br_if $l (i32.const 1))) (i32.const 0))`),
  loop(
    'br_table',
    `(global $g (mut i32) (i32.const 0)) ${RUN} (loop $a (loop $b
       (global.set $g (i32.add (global.get $g) (i32.const 1)))
       (br_table $a $b $a (i32.rem_u (global.get $g) (i32.const 3))))) (i32.const 0))`,
  ),
  loop(
    'nested, of which each ends but the outermost',
    `${RUN} (local i32) (loop $a (loop $b (loop $c
       (local.set 0 (i32.add (local.get 0) (i32.const 1)))
       (br_if $c (i32.and (local.get 0) (i32.const 1))) (br_if $b (i32.and (local.get 0) (i32.const 7)))) (br $a))) (i32.const 0))`,
  ),
  loop('with parameters', `${RUN} (i32.const 1) (loop $l (param i32) (result i32) (br $l)))`),
  loop('in the branches of an if', `${RUN} (loop $l (if (i32.const 1) (then (br $l)) (else (br $l)))) (i32.const 0))`),
  loop('that calls a function which does nothing', `(func $idle) ${RUN} (loop $l (call $idle) (br $l)) (i32.const 0))`),
  INDIRECT,
  timed(INDIRECT),
  loop(
    'call_ref',
    `(type $t (func)) (elem declare func $idle) (func $idle (type $t))
     ${RUN} (loop $l (call_ref $t (ref.func $idle)) (br $l)) (i32.const 0))`,
  ),
  TAIL,
  timed(TAIL),
  loop('return_call of one another', `(func $other (result i32) (return_call $run)) ${RUN} (return_call $other))`),
  loop(
    'return_call_indirect',
    `(type $t (func (result i32))) (table funcref (elem $run)) ${RUN} (return_call_indirect (type $t) (i32.const 0)))`,
  ),
  loop(
    'return_call_ref',
    `(type $t (func (result i32))) (elem declare func $run) ${RUN} (return_call_ref $t (ref.func $run)))`,
  ),
  loop('br_on_null', `(type $t (func)) ${RUN} (loop $l (drop (br_on_null $l (ref.null $t)))) (i32.const 0))`),
  loop(
    'without a loop: calls that double forty times',
    `${Array.from({ length: 40 }, (_, at) => `(func $f${at} (call $f${at + 1}) (call $f${at + 1}))`).join(' ')}
     (func $f40) ${RUN} (call $f0) (i32.const 0))`,
  ),
  loop(
    'without a loop: small functions that double through a table',
    `(type $t (func)) (table funcref (elem ${Array.from({ length: 41 }, (_, at) => `$f${at}`).join(' ')}))
     ${Array.from({ length: 40 }, (_, at) => `(func $f${at} (type $t) (call_indirect (type $t) (i32.const ${at + 1})) (call_indirect (type $t) (i32.const ${at + 1})))`).join(' ')}
     (func $f40 (type $t)) ${RUN} (call_indirect (type $t) (i32.const 0)) (i32.const 0))`,
  ),
];
