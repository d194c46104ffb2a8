/** A component that fills V8's own heap, which no limit counts: elsewhere it ends its own thread or process, and nothing else. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { OPS, run, testHost, trapOf, written } from '../components.ts';

/** `run` answers with sixty million pairs of brackets, of which the guest holds one byte each. */
const HOARDER = `(component
  (core module $m (memory (export "memory") 1024)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0))
    (func (export "run") (result i32) (i32.store (i32.const 4) (i32.const 60000000)) (i32.const 0)))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $mem))
  (func $run (result (list (tuple u8)))
    (canon lift (core func $i "run") (memory $mem) (realloc (core func $i "realloc"))))
  (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`;

test.each([
  ['process', 'the process ended with SIGABRT'],
  ['worker', 'Worker terminated due to reaching memory limit: JS heap out of memory'],
] as const)(
  '%s',
  async (isolation, reason) => {
    const host = testHost();
    const small = await host.load(await written({ core: '(func (export "run") (result i32) (i32.const 7))' }), 'small');
    const other = await small.instantiate({ isolation });
    const loaded = await host.load(await parse(HOARDER), 'hoarder');
    const instance = await loaded.instantiate({
      isolation,
      limits: { timeoutMs: 200_000, maxBytesOut: Number.MAX_SAFE_INTEGER },
    });
    const trap = await trapOf(run(instance));
    expect([trap.kind, trap.code, trap.message]).toEqual([
      'lost',
      'AIRSSYS_TRAP_LOST',
      `${OPS}#run lost its ${isolation}: ${reason}`,
    ]);
    expect(instance.state).toBe('trapped');
    expect(await run(other)).toMatchObject({ value: 7 });
    expect(await run(await small.instantiate({ isolation }))).toMatchObject({ value: 7 });
  },
  240_000,
);
