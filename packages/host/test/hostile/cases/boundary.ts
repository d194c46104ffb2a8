/** What would fill the host's own memory: values that are far larger outside of the component than inside, core instances, and what is written into the glue. */
import { OPS } from '../../written.ts';
import type { HostileCase } from '../hostile-case.ts';
import { lifted, text } from '../text.ts';

/** Everything in its memory is text. */
const LIST = `(memory (export "memory") 16)
  (func (export "run") (result i32) (local i32)
    (loop $l
      (i32.store (i32.add (i32.const 64) (local.get 0)) (i32.const 0))
      (i32.store (i32.add (i32.const 68) (local.get 0)) (i32.const 0x100000))
      (local.set 0 (i32.add (local.get 0) (i32.const 8)))
      (br_if $l (i32.lt_u (local.get 0) (i32.const 524288))))
    (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const 0x10000)) (i32.const 8))`;

export const BOUNDARY: readonly HostileCase[] = [
  {
    name: 'bytes out: sixty-five thousand strings that are one megabyte, the same one',
    bytes: lifted({ type: '(result (list string))', core: LIST }),
    expected: ['call: bytes-out-limit'],
  },
  {
    name: 'bytes out: sixty-five thousand lists that are one megabyte, the same one',
    bytes: lifted({ type: '(result (list (list u8)))', core: LIST }),
    expected: ['call: bytes-out-limit'],
  },
  {
    // Each byte of memory becomes an object of JavaScript, some fifty times as large.
    name: 'bytes out: sixty million results of one byte each',
    bytes: lifted({
      type: '(result (list (result)))',
      core: `(memory (export "memory") 1000)
        (func (export "run") (result i32)
          (i32.store (i32.const 8) (i32.const 16)) (i32.store (i32.const 12) (i32.const 60000000)) (i32.const 8))`,
    }),
    limits: { maxMemoryBytes: 80 << 20 },
    expected: ['call: bytes-out-limit'],
  },
  {
    name: 'core instances: nine hundred',
    bytes: text(`(component (core module $e) ${'(core instance (instantiate $e)) '.repeat(900)}
      (core module $m (func (export "run") (result i32) (i32.const 1))) (core instance $i (instantiate $m))
      (func $run (result u32) (canon lift (core func $i "run")))
      (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`),
    expected: ['start: core-instance-limit'],
  },
  {
    // The glue holds the names of core modules as texts.
    name: 'names of core modules that go on as JavaScript',
    bytes: text(`(component (core module $e (func (export "'+process.exit(7)+'") (result i32) (i32.const 1)))
      (core instance $e (instantiate $e))
      (core module $m (import "e" "'+process.exit(7)+'" (func $f (result i32))) (func (export "run") (result i32) (call $f)))
      (core instance $i (instantiate $m (with "e" (instance $e))))
      (func $run (result u32) (canon lift (core func $i "run")))
      (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`),
    expected: ['load: AIRSSYS_ENGINE_UNSUPPORTED'],
  },
];
