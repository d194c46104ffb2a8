/** Programs of WASI preview 1: how they are made components of, how they end, what they wait for. */
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { type Clock, SYSTEM_CLOCK, TrapError } from '../../src/index.ts';
import { testHost, trapOf } from '../components.ts';
import { COPY, loaded, program, sleep } from './programs.ts';

const text = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString();

test('what is on standard input comes out again, whatever it is given as', async () => {
  const copy = await loaded(COPY);
  const long = 'x'.repeat(300_000);
  for (const stdin of ['', 'text', Buffer.from('bytes'), Readable.from(['in ', 'parts']), Readable.from([long])]) {
    const chunks: Uint8Array[] = [];
    const { exitCode } = await copy.run({ stdin, stdout: (bytes) => void chunks.push(bytes) });
    expect(exitCode).toBe(0);
    const expected = stdin instanceof Readable ? (text(chunks).length > 100 ? long : 'in parts') : stdin.toString();
    expect(text(chunks)).toBe(expected);
  }
  expect(await copy.run()).toMatchObject({ exitCode: 0 });
});

test('it waits for whoever reads its output, and keeps no more than a bound', async () => {
  const copy = await loaded(COPY);
  let [taken, longest] = [0, 0];
  const slow = new Writable({
    highWaterMark: 1_024,
    write(chunk: Uint8Array, _encoding, done) {
      taken += chunk.length;
      longest = Math.max(longest, slow.writableLength);
      setImmediate(done);
    },
  });
  let given = 0;
  const endless = new Readable({
    read() {
      // It is not asked for more than the program and its output can hold.
      expect(given - taken).toBeLessThan(1_000_000);
      given += 65_536;
      this.push(given > 5_000_000 ? null : Buffer.alloc(65_536));
    },
  });
  const { exitCode } = await copy.run({ stdin: endless, stdout: slow, limits: { maxHostCalls: 1_000_000 } });
  expect([exitCode, taken]).toEqual([0, given - 65_536]);
  expect(longest).toBeLessThanOrEqual(256 * 1024);
  expect([slow.destroyed, slow.listenerCount('error')]).toEqual([false, 0]);
});

test('a call that is stopped while it waits for input leaves nothing behind', async () => {
  const copy = await loaded(COPY);
  const stdin = new PassThrough();
  const before = stdin.eventNames().length;
  const trap = await trapOf(copy.run({ stdin, timeoutMs: 50 }));
  expect(trap.kind).toBe('deadline');
  expect(stdin.listenerCount('readable')).toBe(0);
  expect(stdin.eventNames().length).toBe(before);
  expect(stdin.destroyed).toBe(false);
});

test('output that breaks is the program’s to see', async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) });
  broken.on('error', () => {});
  expect(await (await loaded(COPY)).run({ stdin: 'x', stdout: broken })).toMatchObject({ exitCode: 1 });
});

test('programs sleep side by side, and the host goes on', async () => {
  const sleeper = await loaded(sleep(50));
  let [asleep, most, ticks] = [0, 0, 0];
  const clock: Clock = {
    ...SYSTEM_CLOCK,
    sleep: async (ms, signal) => {
      asleep += 1;
      most = Math.max(most, asleep);
      await SYSTEM_CLOCK.sleep(ms, signal);
      asleep -= 1;
    },
  };
  const timer = setInterval(() => (ticks += 1), 5);
  await Promise.all(Array.from({ length: 10 }, async () => await sleeper.run({ grants: ['clock'], clock })));
  clearInterval(timer);
  expect(most).toBeGreaterThan(1);
  expect(asleep).toBe(0);
  expect(ticks).toBeGreaterThan(0);
});

test('a sleep ends with the call’s signal', async () => {
  const sleeper = await loaded(sleep(60_000));
  const controller = new AbortController();
  const running = sleeper.run({ grants: ['clock'], signal: controller.signal });
  await wait(50);
  controller.abort();
  expect((await trapOf(running)).kind).toBe('cancelled');
});

test('an exit ends the instance, and is no failure', async () => {
  const exiting = await loaded('(call $proc_exit (i32.const 0)) unreachable');
  expect(await exiting.run()).toMatchObject({ exitCode: 0 });
  const failing = await loaded('(call $proc_exit (i32.const 3)) unreachable');
  expect(await failing.run()).toMatchObject({ exitCode: 1 }); // preview 1's adapter tells of no other code
  // Called as any export it is a trap, with the code.
  const instance = await exiting.instantiate();
  const [{ name } = { name: '' }] = exiting.exports;
  const trap = await trapOf(instance.callExport(name, 'run', []));
  expect([trap.code, trap.kind, trap.exitCode]).toEqual(['AIRSSYS_TRAP_EXIT', 'exit', 0]);
  expect(instance.state).toBe('trapped');
});

test('a trap is one, with what was written before', async () => {
  const chunks: Uint8Array[] = [];
  const dying = await loaded('(call $print (i32.const 64) (i32.const 2)) unreachable', '(data (i32.const 64) "hi")');
  const error: unknown = await dying
    .run({ stdout: (bytes) => void chunks.push(bytes) })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TrapError);
  expect(text(chunks)).toBe('hi');
});

test('an allocator that takes all memory there is does not take the adapter’s', async () => {
  const taking = await loaded(
    `(local $end i32)
    (drop (call $args_sizes_get (i32.const 64) (i32.const 68)))
    ;; The adapter has let the memory grow for itself by now.
    (local.set $end (i32.mul (memory.size) (i32.const 65536)))
    (memory.fill (i32.const 4096) (i32.const 0xff) (i32.sub (local.get $end) (i32.const 4096)))
    ;; And what the program lets grow itself is its own.
    (memory.fill (i32.mul (memory.grow (i32.const 2)) (i32.const 65536)) (i32.const 0xfe) (i32.const 131072))
    (i32.store (i32.const 80) (i32.add (i32.const 48) (i32.gt_u (memory.size) (i32.const 4))))
    (i32.store8 (i32.const 81) (i32.add (i32.const 48) (i32.eq (memory.grow (i32.const 0)) (memory.size))))
    (call $print (i32.const 80) (i32.const 2))`,
  );
  const chunks: Uint8Array[] = [];
  const { exitCode } = await taking.run({ args: ['a', 'b'], stdout: (bytes) => void chunks.push(bytes) });
  expect([exitCode, text(chunks)]).toEqual([0, '11']);
});

test('other imports are given as adapters, and a core module without WASI is no program', async () => {
  const bench = await parse('(module (func (export "start")))');
  const bytes = await parse(`(module (import "bench" "start" (func $start))
    (import "wasi_snapshot_preview1" "proc_exit" (func (param i32))) (memory (export "memory") 1) (func (export "_start") (call $start)))`);
  const host = testHost();
  const adapted = await host.load(bytes, 'adapted', { adapters: { bench } });
  expect(await adapted.run()).toMatchObject({ exitCode: 0 });
  await expect(host.load(bytes, 'other')).rejects.toMatchObject({
    code: expect.stringMatching(/^AIRSSYS_ENGINE/) as string,
  });
  await expect(host.load(await parse('(module (func (export "f")))'), 'lib')).rejects.toMatchObject({
    code: 'AIRSSYS_ENGINE_INVALID_COMPONENT',
    message: 'lib is not a component: it is a core module',
  });
});

test('arguments that cannot be are refused', async () => {
  const host = testHost();
  const copy = await host.load(await program(COPY), 'copy');
  for (const args of [['x'.repeat(2 << 20)], [7 as unknown as string]]) {
    await expect(copy.run({ args })).rejects.toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
  }
});

test('a component that is no program says what it is', async () => {
  const host = testHost();
  const library = await host.load(
    await parse(`(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
      (func (export "f") (canon lift (core func $i "f"))))`),
    'library',
  );
  await expect(library.run()).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' });
});

test('another version of an interface is not taken for the one that is there', async () => {
  const importing = (version: string): string => `(component
    (import "wasi:random/random@${version}" (instance $random (export "get-random-u64" (func (result u64)))))
    (core func $f (canon lower (func $random "get-random-u64")))
    (core module $m (import "" "f" (func (result i64))))
    (core instance (instantiate $m (with "" (instance (export "f" (func $f)))))))`;
  const host = testHost();
  const later = await host.load(await parse(importing('0.3.0')), 'later');
  await expect(later.instantiate()).rejects.toMatchObject({
    code: 'AIRSSYS_SANDBOX_IMPORT_MISSING',
    message: 'Nobody provides wasi:random/random@0.3.0',
  });
  for (const version of ['0.2.0', '0.2.3', '0.2.99']) {
    const earlier = await host.load(await parse(importing(version)), version);
    await using instance = await earlier.instantiate();
    expect(instance.state).toBe('ready');
  }
});
