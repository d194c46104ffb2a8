import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { contract, mount, type Mounted } from '../../src/index.ts';
import type { Scale } from '../fixtures/scale.ts';

const SOURCE = '../fixtures/scale.ts';

/** The class's world by hand. @param heavy From which weight on it says so: the class says 1,001. */
const scale = (name: string, heavy: number): string => `(component
  (core module $m (memory (export "memory") 1)
    (func (export "weigh") (param i32 i32) (result i32)
      (i32.store (i32.const 0) (i32.mul (local.get 0) (local.get 1)))
      (i32.store8 (i32.const 4) (i32.ge_u (i32.load (i32.const 0)) (i32.const ${heavy})))
      (i32.const 0)))
  (core instance $i (instantiate $m))
  (type $weight (record (field "grams" u32) (field "is-heavy" bool)))
  (func $weigh (param "pieces" u32) (param "grams-each" u32) (result $weight)
    (canon lift (core func $i "weigh") (memory (core memory $i "memory"))))
  (component $face
    (type $w (record (field "grams" u32) (field "is-heavy" bool)))
    (import "w" (type $given (eq $w)))
    (import "f" (func $f (param "pieces" u32) (param "grams-each" u32) (result $given)))
    (export $weight "weight" (type $given))
    (export "weigh" (func $f) (func (param "pieces" u32) (param "grams-each" u32) (result $weight))))
  (instance $face (instantiate $face (with "w" (type $weight)) (with "f" (func $weigh))))
  (export "${name}" (instance $face)))`;

const dir = mkdtempSync(join(tmpdir(), 'airssys-contract-'));
const right = join(dir, 'right.wasm');
const wrong = join(dir, 'wrong.wasm');
const other = join(dir, 'other.wasm');
const signed = join(dir, 'signed.wasm');
const more = join(dir, 'more.wasm');
beforeAll(async () => {
  writeFileSync(right, await parse(scale('test:scale/operations@1.0.0', 1_001)));
  writeFileSync(wrong, await parse(scale('test:scale/operations@1.0.0', 900)));
  const own = scale('test:scale/operations@1.0.0', 1_001);
  writeFileSync(signed, await parse(own.replaceAll('(field "grams" u32)', '(field "grams" s32)')));
  const again = '(export "weigh" (func $f) (func (param "pieces" u32) (param "grams-each" u32) (result $weight)))';
  writeFileSync(more, await parse(own.replace(again, `${again} ${again.replace('weigh"', 'weigh-again"')}`)));
  writeFileSync(other, await parse(scale('test:ruler/operations@1.0.0', 1_001)));
});
afterAll(() => rmSync(dir, { recursive: true }));

const ran: string[] = [];
const builds = [
  { name: 'the class', mount: async () => await mount<typeof Scale>(SOURCE) },
  { name: 'by hand', mount: async () => await mount<typeof Scale>(right, { like: SOURCE }) },
];

contract('scale', builds, (build) => {
  expectTypeOf(build.mount).returns.resolves.toEqualTypeOf<Mounted<typeof Scale>>();

  test('weighs', async () => {
    ran.push(build.name);
    const scale = await build.mount();
    expect(await scale.weigh(2, 500)).toEqual({ grams: 1_000, isHeavy: false });
    expect(await scale.weigh(2, 501)).toEqual({ grams: 1_002, isHeavy: true });
    expect(scale.$.lastUsage?.fuel).toBeGreaterThan(0);
  });
});

test('ran against each build', () => {
  expect(ran).toEqual(['the class', 'by hand']);
});

describe('a component of another language', () => {
  test('that does otherwise is seen', async () => {
    const scale = await mount<typeof Scale>(wrong, { like: SOURCE });
    expect(await scale.weigh(2, 500)).toEqual({ grams: 1_000, isHeavy: true });
  });

  test('has to have the types of the class', async () => {
    await expect(mount<typeof Scale>(signed, { like: SOURCE })).rejects.toMatchObject({
      code: 'AIRSSYS_TEST_MOUNT',
      message: expect.stringContaining(
        'signed.wasm exports test:scale/operations@1.0.0 with other types: operations#weight',
      ),
      data: {
        differences: [expect.objectContaining({ place: 'operations#weight.grams', before: 'u32', after: 's32' })],
      },
    });
  });

  test('may have more functions', async () => {
    const scale = await mount<typeof Scale>(more, { like: SOURCE });
    expect(await scale.weigh(2, 500)).toEqual({ grams: 1_000, isHeavy: false });
  });

  test('has to have the world', async () => {
    await expect(mount<typeof Scale>(other, { like: SOURCE })).rejects.toMatchObject({
      code: 'AIRSSYS_TEST_MOUNT',
      message: 'The component does not export test:scale/operations@1.0.0',
      hint: expect.stringContaining('It exports test:ruler/operations@1.0.0'),
    });
  });
});

test.each([
  [[], 'The contract scale has no build'],
  [[builds[0], builds[0]], 'The contract scale has builds of the same name: the class, the class'],
])('builds have names of their own', (given, message) => {
  const named = given.filter((one) => one !== undefined);
  expect(() => contract('scale', named, () => {})).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_TEST_CONTRACT', message }),
  );
});
