import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../../src/engine/metering/byte-reader.ts';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';
import { readSections, SectionId } from '../../../src/engine/metering/sections.ts';
import { attach, assemble, metered, MODES, TestHost } from './metered.ts';

const SPIN =
  '(func $spin (export "spin") (param i32) (loop $l (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0))))';

/** A custom section, appended. */
function withCustom(bytes: Uint8Array, name: string, content: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(name);
  const body = [text.length, ...text, ...new TextEncoder().encode(content)];
  return Uint8Array.from([...bytes, 0, body.length, ...body]);
}

function customText(bytes: Uint8Array, name: string): string[] {
  const module = new WebAssembly.Module(Uint8Array.from(bytes));
  return WebAssembly.Module.customSections(module, name).map((content) => new TextDecoder().decode(content));
}

/** Where the function bodies start. */
function bodyStarts(bytes: Uint8Array): number[] {
  const section = readSections(bytes).find(({ id }) => id === SectionId.code);
  const reader = new ByteReader(bytes, section?.body, section?.end);
  return Array.from({ length: reader.u32() }, () => {
    const size = reader.u32();
    const start = reader.pos;
    reader.skip(size);
    return start;
  });
}

describe.each(MODES)('%s: what is left of a module', (mode) => {
  test('custom sections stay, but for those that hold code offsets', async () => {
    let bytes: Uint8Array<ArrayBuffer> = await assemble(`(module $named ${SPIN})`);
    for (const name of ['producers', '.debug_line', 'metadata.code.trace', 'airssys:manifest'])
      bytes = withCustom(bytes, name, 'content');
    const after = meterModule(bytes, { mode }).bytes;
    expect(customText(after, 'producers')).toEqual(['content']);
    expect(customText(after, 'airssys:manifest')).toEqual(['content']);
    expect(customText(after, 'name')).toEqual(customText(bytes, 'name'));
    expect(customText(after, '.debug_line')).toEqual([]);
    expect(customText(after, 'metadata.code.trace')).toEqual([]);
  });

  test('imports and exports stay as they are, in their order', async () => {
    const wat = `(module (import "a" "f" (func)) (import "a" "g" (global i32)) ${SPIN} (memory (export "m") 1) (table (export "t") 1 funcref))`;
    const before = new WebAssembly.Module(await assemble(wat));
    const metered = meterModule(await assemble(wat), { mode });
    const after = new WebAssembly.Module(Uint8Array.from(metered.bytes));
    expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before));
    expect(WebAssembly.Module.exports(after).slice(0, 3)).toEqual(WebAssembly.Module.exports(before));
  });

  test('the same bytes give the same result', async () => {
    const bytes = await assemble(`(module ${SPIN})`);
    expect(meterModule(bytes, { mode })).toEqual(meterModule(bytes.slice(), { mode }));
  });

  test('a metered module can be metered again', async () => {
    const once = meterModule(await assemble(`(module ${SPIN})`), { mode });
    const twice = meterModule(once.bytes, { mode });
    expect(twice.hooks?.fuel).toBe('airssys:meter/fuel#1');
    expect(WebAssembly.validate(Uint8Array.from(twice.bytes))).toBe(true);
  });

  test('checks are hinted to be seldom taken: each hint is at an if', async () => {
    const wat = `(module (import "a" "f" (func $i)) ${SPIN} (func (export "g") (local i64 f32) (call $i) (loop $l (call $i) (br $l))))`;
    const { bytes } = meterModule(await assemble(wat), { mode });
    const [hints] = WebAssembly.Module.customSections(
      new WebAssembly.Module(Uint8Array.from(bytes)),
      'metadata.code.branch_hint',
    );
    const [functions, first, count, ...rest] = new Uint8Array(hints ?? new ArrayBuffer(0)); // all numbers are below 128
    expect([functions, first, count]).toEqual([2, 1, 2]);
    const [spin = 0, g = 0] = bodyStarts(bytes);
    const [entry = 0, one, unlikely, loop = 0] = rest;
    expect([one, unlikely]).toEqual([1, 0]);
    expect([bytes[spin + entry], bytes[spin + loop]]).toEqual([0x04, 0x04]);
    const [otherEntry = 0, , , otherLoop = 0] = rest.slice(8);
    expect([bytes[g + otherEntry], bytes[g + otherLoop]]).toEqual([0x04, 0x04]);
  });

  test('start functions run after the segments have been applied, once', async () => {
    const wat = `(module (memory (export "m") 1) (data (i32.const 0) "a") (table 2 funcref) (elem (i32.const 0) $add)
      (func $add (i32.store8 (i32.const 1) (i32.add (i32.load8_u (i32.const 1)) (i32.load8_u (i32.const 0)))))
      (func $s (call_indirect (i32.const 0))) (start $s))`;
    const guest = await metered(wat, mode);
    const memory = guest.exports['m'] as WebAssembly.Memory;
    expect(new Uint8Array(memory.buffer, 0, 2)).toEqual(new Uint8Array([97, 97]));
  });
});

describe.each(MODES)('%s: the fuel global is right whenever the guest calls out', (mode) => {
  const WORK = '(local.set 0 (i32.sub (local.get 0) (i32.const 1)))';
  const LOOP = `(loop $l ${WORK} (br_if $l (local.get 0)))`;

  test.each([
    ['a call in the middle of a loop', `(loop $l ${LOOP} (call $i) (br_if $l (i32.const 0)))`],
    ['a call after a loop', `${LOOP} (call $i)`],
    ['a tail call', `${LOOP} (return_call $i)`],
    ['an indirect call', `${LOOP} (call_indirect (i32.const 0))`],
  ])('%s', async (_name, code) => {
    const seen: bigint[] = [];
    const wat = `(module (import "a" "f" (func $i)) (table funcref (elem $i)) (func (export "f") (param i32) ${code}))`;
    const guest = await metered(wat, mode, new TestHost(), { a: { f: () => seen.push(guest.used()) } });
    guest.call('f', 10);
    const afterTen = guest.used();
    guest.call('f', 30);
    // 20 more times around, which cost the same wherever the fuel is looked at.
    const aroundBefore = (seen[1] ?? 0n) - afterTen - (seen[0] ?? 0n);
    const aroundAfter = guest.used() - afterTen - afterTen;
    expect(aroundBefore).toBeGreaterThanOrEqual(100n);
    expect(aroundAfter).toBe(aroundBefore);
  });

  test.each([
    ['the end', LOOP],
    ['return', `${LOOP} (return)`],
    ['a branch to the end', `(block (loop $l ${WORK} (br_if $l (local.get 0)) (br 2)))`],
    ['a conditional branch to the end', `(loop $l ${WORK} (br_if 1 (i32.eqz (local.get 0))) (br $l))`],
    ['a branch table', `(loop $l ${WORK} (br_table 0 1 (i32.eqz (local.get 0))))`],
    ['a throw', `${LOOP} (throw $e)`],
    ['unreachable', `${LOOP} (unreachable)`],
  ])('leaving by %s', async (_name, code) => {
    const guest = await metered(`(module (tag $e) (func (export "f") (param i32) ${code}))`, mode);
    const use = (count: number): bigint => {
      const before = guest.used();
      try {
        guest.call('f', count);
      } catch (error) {
        expect(error).toBeInstanceOf(code.includes('throw') ? WebAssembly.Exception : WebAssembly.RuntimeError);
      }
      return guest.used() - before;
    };
    const ten = use(10);
    const perRound = use(11) - ten;
    expect(perRound).toBeGreaterThanOrEqual(5n);
    expect(use(110) - ten).toBe(perRound * 100n);
  });

  test('what a callee used is not forgotten by a loop around the call', async () => {
    const wat = `(module (func $g (param i32) ${LOOP}) (table funcref (elem $g)) (type $t (func (param i32)))
      (func (export "direct") (param i32) (loop $o (call $g (local.get 0)) (br_if $o (i32.const 0))))
      (func (export "indirect") (param i32)
        (loop $o (call_indirect (type $t) (local.get 0) (i32.const 0)) (br_if $o (i32.const 0)))))`;
    const guest = await metered(wat, mode);
    for (const name of ['direct', 'indirect']) {
      const before = guest.used();
      guest.call(name, 100);
      expect(guest.used() - before).toBeGreaterThanOrEqual(600n);
    }
  });

  test('what bulk instructions and growth used is not forgotten either', async () => {
    const wat = `(module (memory 1) (func (export "f") (param i32) (loop $l
      (memory.fill (i32.const 0) (i32.const 0) (i32.const 300)) (drop (memory.grow (i32.const 200))) (br_if $l (i32.const 0)))))`;
    const guest = await metered(wat, mode);
    guest.call('f', 0);
    expect(guest.used()).toBeGreaterThanOrEqual(500n);
  });

  test('an exception that passes through', async () => {
    const wat = `(module (import "a" "f" (func $i)) (func (export "f") (param i32) ${LOOP} (call $i) ${LOOP}))`;
    const guest = await metered(wat, mode, new TestHost(), {
      a: {
        f: () => {
          throw new Error('from the host');
        },
      },
    });
    expect(() => guest.call('f', 100)).toThrow('from the host');
    expect(guest.used()).toBeGreaterThanOrEqual(500n);
  });

  test('what a callee used before it threw is not forgotten by the handler', async () => {
    const wat = `(module (tag $e) (func $g (param i32) ${LOOP} (throw $e)) (func (export "f") (param i32)
      (loop $l (block $h (try_table (catch $e $h) (call $g (i32.const 100)))) ${WORK} (br_if $l (local.get 0)))))`;
    const guest = await metered(wat, mode);
    guest.call('f', 10);
    expect(guest.used()).toBeGreaterThanOrEqual(6000n);
  });
});

test('a function with as many locals as V8 allows gets none more', () => {
  const locals = [0xd0, 0x86, 0x03]; // 50,000
  const body = [1, ...locals, 0x7f, 0x03, 0x40, 0x0c, 0, 0x0b, 0x0b];
  const bytes = new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0],
    ...[10, body.length + 2, 1, body.length, ...body],
  ]);
  expect(() => attach(bytes, 'exact').call('f')).toThrow('unreachable');
});

test('the footprint counts what a module defines', async () => {
  const wat = `(module (import "a" "m" (memory 5)) (import "a" "t" (table 50 funcref)) (memory 2) (memory i64 3) (table 7 externref)
    (type (struct)))`;
  expect(meterModule(await assemble(wat), { mode: 'fast' }).footprint).toEqual({
    memoryBytes: 5 * 65_536,
    tableElements: 7,
    managedTypes: true,
  });
});
