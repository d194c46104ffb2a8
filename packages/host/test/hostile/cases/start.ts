/** What begins before anybody has called: start functions, and what they reach. */
import { BY_DEADLINE, type HostileCase } from '../hostile-case.ts';
import { core, text } from '../text.ts';
import { HOST, OPS, written } from '../../written.ts';

const RUN = '(func (export "run") (result i32) (i32.const 0))';
const SPIN = `(func $start (loop $l (br $l))) (start $start) ${RUN}`;

/** A component whose fifty instances of a module each work at their start. */
const WORKER = `(component $w (core module $m (func $s (local i32) (loop $l (local.set 0 (i32.add (local.get 0) (i32.const 1)))
  (br_if $l (i32.lt_u (local.get 0) (i32.const 100000))))) (start $s)) ${'(core instance (instantiate $m)) '.repeat(50)})`;

/** V8 suspends nothing in a start function, and says so itself. */
const ALL_WAIT = 'elsewhere all host functions wait, and V8 refuses those in start functions by itself';

export const START: readonly HostileCase[] = [
  { name: 'start: a loop', bytes: core(SPIN), expected: ['start: out-of-fuel'] },
  {
    name: 'start: a loop, against the clock',
    bytes: core(SPIN),
    limits: { ...BY_DEADLINE, startupTimeoutMs: 25 },
    expected: ['start: startup-deadline'],
  },
  { name: 'start: a trap', bytes: core(`(func $s unreachable) (start $s) ${RUN}`), expected: ['start: unreachable'] },
  {
    name: 'start: calls the host',
    bytes: async () =>
      await written({
        imports: { poke: '' },
        core: `(import "host" "poke" (func $p)) (func $s (call $p)) (start $s) ${RUN}`,
      }),
    options: () => ({ imports: { [HOST]: { poke: () => {} } } }),
    // Nothing of the host is reachable before a call.
    expected: ['start: AIRSSYS_SANDBOX_STATE'],
    inlineOnly: ALL_WAIT,
  },
  {
    name: 'start: calls the host and catches whatever comes',
    bytes: async () =>
      await written({
        imports: { poke: '' },
        core: `(import "host" "poke" (func $p)) (func $s (loop $l (block $h (try_table (catch_all $h) (call $p))) (br $l))) (start $s) ${RUN}`,
      }),
    options: () => ({ imports: { [HOST]: { poke: () => {} } } }),
    expected: ['start: AIRSSYS_SANDBOX_STATE'],
    inlineOnly: ALL_WAIT,
  },
  {
    name: 'start: fifty instances that each work a little',
    bytes: text(`(component ${WORKER} (instance (instantiate $w)))`),
    expected: ['start: out-of-fuel'],
  },
  {
    name: 'start: memory for everyone',
    bytes: text(`(component (core module $m (memory 16)) ${'(core instance (instantiate $m)) '.repeat(30)}
      (core module $r ${RUN}) (core instance $i (instantiate $r))
      (func $run (result u32) (canon lift (core func $i "run")))
      (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`),
    expected: ['start: memory-limit'],
  },
  {
    name: 'start: grows its memory and table to the end',
    bytes: core(`(memory 1) (table $t 1 funcref) (func $s
      (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
      (loop $l (br_if $l (i32.ne (table.grow $t (ref.null func) (i32.const 10)) (i32.const -1)))) unreachable) (start $s) ${RUN}`),
    expected: ['start: table-limit'],
  },
];
