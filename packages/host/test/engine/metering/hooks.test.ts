import { describe, expect, test } from 'vitest';
import { MeterHelper, publicExports } from '../../../src/engine/metering/meter-helper.ts';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';
import { assemble, metered, MODES, TestHost } from './metered.ts';

const LOOP =
  '(func (export "f") (param i32) (loop $l (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0))))';

describe.each(MODES)('%s: the hooks', (mode) => {
  test('are not among the public exports', async () => {
    const guest = await metered(`(module ${LOOP} (memory (export "memory") 1) (func $s) (start $s))`, mode);
    expect(Object.keys(guest.exports)).toEqual(['f', 'memory']);
    expect(Object.keys(guest.instance.exports)).toHaveLength(7);
  });

  test('avoid the names that the module uses itself', async () => {
    const names = [
      'airssys:meter/fuel',
      'airssys:meter/fuel#1',
      'airssys:meter/hooks',
      'airssys:meter/id',
      'airssys:meter/start',
    ];
    const taken = names.map((name, index) => `(global (export "${name}") i32 (i32.const ${index}))`).join('');
    const guest = await metered(`(module ${taken} ${LOOP} (func $s) (start $s))`, mode);
    expect(guest.hooks).toEqual({
      fuel: 'airssys:meter/fuel#2',
      id: 'airssys:meter/id#1',
      table: 'airssys:meter/hooks#1',
      start: 'airssys:meter/start#1',
      state: { memories: [], globals: [] },
    });
    guest.call('f', 5);
    expect(names.map((name) => (guest.exports[name] as WebAssembly.Global).value)).toEqual([0, 1, 2, 3, 4]);
  });

  test('that nobody has bound stop the guest', async () => {
    const { bytes } = meterModule(await assemble(`(module ${LOOP})`), { mode });
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports;
    expect(() => typeof f === 'function' && f(1)).toThrow(WebAssembly.RuntimeError);
  });

  test('are refused when they are those of another instance', async () => {
    const { hooks } = await metered(`(module ${LOOP})`, mode);
    const other = new WebAssembly.Instance(new WebAssembly.Module(await assemble('(module)')));
    expect(() => hooks && new MeterHelper(new TestHost()).bind(other, hooks, 0)).toThrow(TypeError);
  });

  test.each([
    ['the fuel global', '(global.set 0 (i64.const 1000000000))'],
    ['the hook table', '(table.set 0 (i32.const 0) (ref.null func))'],
    ['an appended function', '(call 1)'],
  ])('cannot be reached by an index past the end: %s', async (_name, instruction) => {
    // The text is of a module that has one such thing; the index in its code is then raised to the one after.
    const wat = `(module (global (mut i64) (i64.const 0)) (table 1 funcref) (func (export "f") ${instruction.replace('(call 1)', '(call 0)')}))`;
    const bytes = await assemble(wat);
    const opcode = { g: 0x24, t: 0x26, c: 0x10 }[instruction.slice(1, 2)] ?? 0;
    const at = bytes.lastIndexOf(opcode);
    bytes[at + 1] = 1;
    expect(WebAssembly.validate(bytes)).toBe(false);
    expect(() => meterModule(bytes, { mode })).toThrow(
      expect.objectContaining({ code: 'AIRSSYS_ENGINE_INVALID_MODULE' }),
    );
  });

  test('the local that holds the fuel cannot be reached either', async () => {
    const wat = '(module (func (export "f") (param i64) (loop $l (local.set 0 (i64.const 7)) (br $l))))';
    const bytes = await assemble(wat);
    bytes[bytes.lastIndexOf(0x21) + 1] = 1;
    expect(WebAssembly.validate(bytes)).toBe(false);
    expect(() => meterModule(bytes, { mode })).toThrow('unknown local');
  });

  test('what the host throws stops the guest, which cannot catch it', async () => {
    const wat = `(module (func $g (param i32) (loop $l (br_if $l (local.get 0)))) (func (export "f") (result i32)
      (block $h (try_table (catch_all $h) (call $g (i32.const 1)))) (i32.const 1)))`;
    const host = new TestHost();
    const failure = new Error('host');
    host.refillNow = () => {
      throw failure;
    };
    const { bytes, hooks } = meterModule(await assemble(wat), { mode });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)));
    const helper = new MeterHelper(host);
    if (hooks !== undefined) helper.bind(instance, hooks, 0);
    const { f } = publicExports(instance, hooks);
    expect(() => typeof f === 'function' && f()).toThrow('unreachable');
    expect(helper.failure).toBe(failure);
  });

  test('instances of one sandbox share the budget', async () => {
    const host = new TestHost(1000n, 100n);
    const helper = new MeterHelper(host);
    const { bytes, hooks } = meterModule(await assemble(`(module ${LOOP})`), { mode });
    const module = new WebAssembly.Module(Uint8Array.from(bytes));
    const run = (count: number): void => {
      const instance = new WebAssembly.Instance(module);
      if (hooks !== undefined) helper.bind(instance, hooks, 0);
      const { f } = instance.exports;
      if (typeof f === 'function') f(count);
    };
    run(10);
    run(10);
    expect(() => run(1000)).toThrow('unreachable');
    expect(host.budget).toBe(0n);
  });
});

describe('suspending', () => {
  const WAIT = `(module ${LOOP} (func (export "caught") (result i32)
    (block $h (try_table (catch_all $h) (loop $l (br $l)))) (i32.const 1)))`;

  async function suspended(answer: () => Promise<bigint>): Promise<WebAssembly.Exports> {
    const { bytes, hooks } = meterModule(await assemble(WAIT), { mode: 'fast' });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)));
    const host = Object.assign(new TestHost(), { refillNow: () => 0n, refillSuspending: answer });
    if (hooks !== undefined) new MeterHelper(host).bind(instance, hooks, 0);
    return instance.exports;
  }

  // TypeScript's library does not declare JSPI yet.
  const jspi = WebAssembly as unknown as {
    promising(fn: WebAssembly.ExportValue | undefined): (...args: number[]) => Promise<unknown>;
  };

  test('0 now means: ask again and let the event loop run', async () => {
    let turns = 0;
    const { f } = await suspended(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      turns++;
      return 100n;
    });
    await jspi.promising(f)(1000);
    expect(turns).toBeGreaterThan(10);
  });

  test('a refused or failed answer stops the guest', async () => {
    const refused = await suspended(async () => -1n);
    await expect(jspi.promising(refused['f'])(1000)).rejects.toThrow('unreachable');
    const failed = await suspended(async () => Promise.reject(new Error('host')));
    await expect(jspi.promising(failed['caught'])()).rejects.toThrow('unreachable');
  });

  test('where it is not possible to suspend, the guest is stopped and cannot catch it', async () => {
    const { caught } = await suspended(async () => 100n);
    expect(() => typeof caught === 'function' && caught()).toThrow('unreachable');
  });
});

describe('fast: a module that needs no metering', () => {
  test.each([
    ['no code and no state', '(module (func $s) (start $s))', false],
    ['no code, but a memory: it may have to be put back', '(module (memory 1) (func $s) (start $s))', true],
    [
      'short code',
      '(module (func (export "f") (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1)) (else (call $g)))) (func $g (result i32) (i32.const 2)))',
      false,
    ],
    ['a loop', `(module ${LOOP})`, true],
    [
      'a call of an import: it may lead back here',
      '(module (import "a" "b" (func $i)) (func (export "f") (call $i)))',
      true,
    ],
    ['an indirect call', '(module (table 1 funcref) (func (export "f") (call_indirect (i32.const 0))))', true],
    ['recursion', '(module (func $f (export "f") (call $f)))', true],
    [
      'a doubling tree of calls',
      `(module ${Array.from({ length: 40 }, (_, i) => `(func $f${i} (call $f${i + 1}) (call $f${i + 1}))`).join('')} (func $f40))`,
      true,
    ],
    ['long straight code', `(module (func (export "f") ${'(drop (i32.const 1))'.repeat(100)}))`, true],
    [
      'a bulk instruction',
      '(module (memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 0) (i32.const 9))))',
      true,
    ],
    ['growth', '(module (memory 1) (func (export "f") (drop (memory.grow (i32.const 1)))))', true],
    ['a tail call', '(module (func (export "f") (return_call $g)) (func $g))', true],
  ])('%s', async (_name, wat, needed) => {
    const original = await assemble(wat);
    const { bytes, hooks } = meterModule(original, { mode: 'fast' });
    expect(hooks !== undefined).toBe(needed);
    expect(bytes === original).toBe(!needed);
  });
});
