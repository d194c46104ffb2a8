/** Handles that the component was never given, has given up, or made too many of. */
import { OPS } from '../../written.ts';
import type { HostileCase, Outcome } from '../hostile-case.ts';
import { text } from '../text.ts';

/** A component with a resource of its own and one of another component inside, and this body of `run`. */
const handles = (body: string): string => `(component
  (type $r (resource (rep i32)))
  (type $s (resource (rep i32)))
  (core func $new (canon resource.new $r)) (core func $drop (canon resource.drop $r)) (core func $rep (canon resource.rep $r))
  (core func $other (canon resource.new $s))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32))) (import "" "drop" (func $drop (param i32)))
    (import "" "rep" (func $rep (param i32) (result i32))) (import "" "other" (func $other (param i32) (result i32)))
    (func (export "run") (result i32) (local $h i32) ${body}))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "drop" (func $drop))
    (export "rep" (func $rep)) (export "other" (func $other))))))
  (func $run (result u32) (canon lift (core func $i "run")))
  (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`;

const forged = (
  name: string,
  body: string,
  expected: Outcome = 'call: invalid-handle',
  limits?: HostileCase['limits'],
): HostileCase => ({
  name: `handles: ${name}`,
  bytes: text(handles(body)),
  expected: [expected],
  ...(limits && { limits }),
});

/** `run` answers with a handle that it was never given. */
const ANSWERS = `(component
  (type $r (resource (rep i32)))
  (core module $m (func (export "run") (result i32) (i32.const 77)))
  (core instance $i (instantiate $m))
  (func $run (result (own $r)) (canon lift (core func $i "run")))
  (component $shim (import "r" (type $r (sub resource))) (import "run" (func $run (result (own $r))))
    (export $e "r" (type $r)) (export "run" (func $run) (func (result (own $e)))))
  (instance $ops (instantiate $shim (with "r" (type $r)) (with "run" (func $run))))
  (export "${OPS}" (instance $ops)))`;

export const HANDLES: readonly HostileCase[] = [
  forged('one that was never made', '(call $rep (i32.const 77))'),
  forged('the number nought', '(call $rep (i32.const 0))'),
  forged('a negative number', '(call $rep (i32.const -1))'),
  forged(
    'dropped twice',
    '(local.set $h (call $new (i32.const 5))) (call $drop (local.get $h)) (call $drop (local.get $h)) (i32.const 0)',
  ),
  forged(
    'used after it was dropped',
    '(local.set $h (call $new (i32.const 5))) (call $drop (local.get $h)) (call $rep (local.get $h))',
  ),
  forged('dropped and never made', '(call $drop (i32.const 77)) (i32.const 0)'),
  forged(
    'of another resource',
    '(drop (call $new (i32.const 5))) (drop (call $new (i32.const 6))) (call $drop (call $other (i32.const 5))) (call $drop (i32.const 3)) (i32.const 0)',
  ),
  forged(
    'made and dropped without end',
    '(loop $l (call $drop (call $new (i32.const 5))) (br $l)) (i32.const 0)',
    'call: out-of-fuel',
    { maxFuel: 300_000, timeoutMs: 5_000 },
  ),
  forged(
    'forged, and the trap is caught',
    '(block $h (try_table (catch_all $h) (drop (call $rep (i32.const 77))))) (i32.const 0)',
  ),
  forged(
    'forged without end, and every trap is caught',
    '(loop $l (block $h (try_table (catch_all $h) (drop (call $rep (i32.const 77))))) (br $l)) (i32.const 0)',
  ),
  forged('made without end', '(loop $l (drop (call $new (i32.const 5))) (br $l)) (i32.const 0)', 'call: handle-limit'),
  {
    name: 'handles: an answer that was never made',
    bytes: text(ANSWERS),
    // The glue takes the number for a handle. It is one of the component's own table, and found out when it is used.
    drive: async (instance) => {
      const outcome = await instance.callExport(OPS, 'run', []);
      if (outcome.ok) await (outcome.value as AsyncDisposable)[Symbol.asyncDispose]();
    },
    expected: ['call: invalid-handle'],
  },
];
