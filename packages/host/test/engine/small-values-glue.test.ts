import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeEach, describe, expect, test } from 'vitest';
import { readyGlue } from '../../src/engine/glue.ts';
import { withSmallValues } from '../../src/engine/small-values-glue.ts';
import { transpile } from '../../src/engine/transpiler.ts';
import type { ComponentInstance } from '../../src/index.ts';
import { built, HOST, OPS, testHost, trapOf } from '../components.ts';

/** Gives back what it is given, by itself and by way of its host, and answers with any place of its memory. */
const ECHO = `(component
  (import "${HOST}" (instance $host
    (export "text" (func (param "it" string) (result string)))
    (export "bytes" (func (param "it" (list u8)) (result (list u8))))))
  (core module $memory
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (global $shift (export "shift") (mut i32) (i32.const 0))
    (func (export "realloc") (param $at i32) (param $before i32) (param $align i32) (param $bytes i32) (result i32)
      (local $new i32)
      (local.set $new (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
      (global.set $free (i32.add (local.get $new) (local.get $bytes)))
      (i32.add (local.get $new) (global.get $shift))))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $bytes))
  (alias core export $memory "realloc" (core func $realloc))
  (core func $text (canon lower (func $host "text") (memory $bytes) (realloc $realloc)))
  (core func $list (canon lower (func $host "bytes") (memory $bytes) (realloc $realloc)))
  (core module $m
    (import "memory" "memory" (memory 1))
    (import "memory" "shift" (global $shift (mut i32)))
    (import "host" "text" (func $text (param i32 i32 i32)))
    (import "host" "bytes" (func $list (param i32 i32 i32)))
    (func $answer (param i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16))
    (func (export "place") (param i32 i32) (result i32) (call $answer (local.get 0) (local.get 1)))
    (func (export "text-by-host") (param i32 i32) (result i32)
      (call $text (local.get 0) (local.get 1) (i32.const 16)) (i32.const 16))
    (func (export "bytes-by-host") (param i32 i32) (result i32)
      (call $list (local.get 0) (local.get 1) (i32.const 16)) (i32.const 16))
    (func (export "grow") (drop (memory.grow (i32.const 1))))
    (func (export "shift") (param i32) (global.set $shift (local.get 0))))
  (core instance $i (instantiate $m
    (with "memory" (instance $memory))
    (with "host" (instance (export "text" (func $text)) (export "bytes" (func $list))))))
  (func $text (param "it" string) (result string) (canon lift (core func $i "place") (memory $bytes) (realloc $realloc)))
  (func $bytes (param "it" (list u8)) (result (list u8)) (canon lift (core func $i "place") (memory $bytes) (realloc $realloc)))
  (func $text-by-host (param "it" string) (result string)
    (canon lift (core func $i "text-by-host") (memory $bytes) (realloc $realloc)))
  (func $bytes-by-host (param "it" (list u8)) (result (list u8))
    (canon lift (core func $i "bytes-by-host") (memory $bytes) (realloc $realloc)))
  (func $text-at (param "at" u32) (param "length" u32) (result string) (canon lift (core func $i "place") (memory $bytes)))
  (func $bytes-at (param "at" u32) (param "length" u32) (result (list u8)) (canon lift (core func $i "place") (memory $bytes)))
  (func $grow (canon lift (core func $i "grow")))
  (func $shift (param "by" u32) (canon lift (core func $i "shift")))
  (instance $ops
    (export "text" (func $text)) (export "bytes" (func $bytes))
    (export "text-by-host" (func $text-by-host)) (export "bytes-by-host" (func $bytes-by-host))
    (export "text-at" (func $text-at)) (export "bytes-at" (func $bytes-at))
    (export "grow" (func $grow)) (export "shift" (func $shift)))
  (export "${OPS}" (instance $ops)))`;

const PAGE = 65_536;
const TEXTS = [
  '',
  'a',
  'bench',
  '\0\u007f',
  'sixteen letters.',
  'seventeen letters',
  'ä',
  'bench é',
  'x'.repeat(64),
  'x'.repeat(65),
  '🙂',
];
const LISTS = [0, 1, 63, 64, 65, 1000].map((length) => Uint8Array.from({ length }, (_, at) => at * 7));

describe('values', () => {
  let instance: ComponentInstance;
  const call = async (name: string, ...args: unknown[]): Promise<unknown> => {
    const outcome = await instance.callExport(OPS, name, args);
    return outcome.ok ? outcome.value : outcome.error;
  };
  beforeEach(async () => {
    const text = { call: (_: unknown, it: never) => it };
    const services = [{ interface: HOST, immediate: { text }, waiting: { bytes: text } }];
    instance = await (await testHost({ services }).load(await parse(ECHO), 'echo')).instantiate();
  });

  test.each(TEXTS)('the text %j comes back as it was', async (text) => {
    expect(await call('text', text)).toBe(text);
    expect(await call('textByHost', text)).toBe(text);
    await call('grow');
    expect(await call('textByHost', text)).toBe(text);
  });

  test.each(LISTS)('bytes come back as they were, and are nobody else’s', async (...bytes) => {
    const list = Uint8Array.from(bytes);
    for (const name of ['bytes', 'bytesByHost', 'grow', 'bytes', 'bytesByHost']) {
      const answer = await call(name, list);
      if (name === 'grow') continue;
      expect(answer).toEqual(list);
      expect(Object.getPrototypeOf(answer)).toBe(Uint8Array.prototype);
      expect((answer as Uint8Array).buffer.byteLength).toBe(list.length);
    }
  });

  test('views, buffers and arrays of bytes are taken as well', async () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5);
    expect(await call('bytes', bytes.subarray(1, 4))).toEqual(Uint8Array.of(2, 3, 4));
    expect(await call('bytes', Buffer.from(bytes))).toEqual(bytes);
    expect(await call('bytes', bytes.buffer)).toEqual(bytes);
    expect(await call('bytes', [...bytes])).toEqual(bytes);
  });

  test('what is counted is the same whatever its size', async () => {
    for (const [text, size] of [
      ['bench', 5],
      ['seventeen letters', 17],
    ] as const) {
      const outcome = await instance.callExport(OPS, 'text', [text]);
      expect(outcome.usage).toMatchObject({ bytesIn: size, bytesOut: size });
    }
    const { usage } = await instance.callExport(OPS, 'bytes', [new Uint8Array(40)]);
    expect(usage).toMatchObject({ bytesIn: 40, bytesOut: 40 });
  });

  test.each([
    ['textAt', PAGE - 3, 4],
    ['textAt', PAGE, 1],
    ['textAt', 2 ** 32 - 8, 16],
    ['textAt', 0, 2 ** 32 - 1],
    ['bytesAt', PAGE - 3, 4],
    ['bytesAt', 2 ** 32 - 8, 16],
    ['bytesAt', 0, 2 ** 32 - 1],
  ])('%s %i of %i bytes is beyond the memory', async (name, at, length) => {
    expect((await trapOf(instance.callExport(OPS, name, [at, length]))).kind).toBe(
      name === 'textAt' ? 'string-out-of-bounds' : 'list-out-of-bounds',
    );
  });

  test('what ends with the memory is in it', async () => {
    expect(await call('textAt', PAGE - 3, 3)).toBe('\0\0\0');
    expect(await call('bytesAt', PAGE - 3, 3)).toEqual(new Uint8Array(3));
  });

  test.each([
    ['text', 'bench'],
    ['bytes', Uint8Array.of(1, 2, 3)],
  ])('an allocator that leads out of the memory does not lose the %s', async (name, value) => {
    await call('shift', PAGE);
    expect((await trapOf(instance.callExport(OPS, name, [value]))).kind).toBe('pointer-out-of-bounds');
  });
});

test('the glue of a real component is changed in all of its places', async () => {
  const { glue } = await transpile({ bytes: await built('probe'), suspendingImports: [], metering: 'fast' }, 'probe');
  const ready = readyGlue(glue);
  expect(ready).toContain('return _seenView;');
  expect(ready).toContain('_writeAscii(s, memory, ptr)) return');
  expect(ready).not.toMatch(/var result\d+ = TEXT_DECODER_UTF8\.decode\(/);
  expect(ready).not.toMatch(/new Uint8Array\(instantiateCore\.copy\(/);
  expect(ready).not.toMatch(/const out\d+ = new Uint8Array\(memory/);
});

test('what is written otherwise stays', () => {
  const glue = 'const dataView = (one) => new DataView(one.buffer);\nvar result0 = decode(memory0, ptr0, len0);\n';
  expect(withSmallValues(glue)).toBe(glue);
});
