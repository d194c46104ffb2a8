import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, it } from 'vitest';
import { componentFrame, findSnapshot, withSnapshot } from '../../src/engine/component-frame.ts';
import { transpile } from '../../src/engine/transpiler.ts';
import { run, temporaryDirectory, testHost } from '../components.ts';

interface Parts {
  /** Bytes in memory, each at a place of its own. */
  readonly data?: readonly number[];
  readonly step?: number;
  readonly pages?: number;
  /** Data of the module that uses the memory, written by its code. */
  readonly passive?: string;
  readonly custom?: string;
  /** More of the module that has the code. */
  readonly more?: string;
}

/** Its start costs something, and writing its data too: the place of a segment is computed. */
const COSTLY = `(global $here i32 (i32.const 65001))
  (data (offset (global.get $here)) "costly")
  (func $begin (i32.store8 (i32.const 64000) (i32.const 1)))
  (start $begin)`;

/** A component as engines of scripting languages are: the memory, with its snapshot, is in one module, the code in another one. */
async function engine({
  data = [1],
  step = 0,
  pages = 1,
  passive = 'a',
  custom = '',
  more = '',
}: Parts = {}): Promise<Uint8Array> {
  const segments = data.map(
    (value, at) => `(data (i32.const ${at * 1024}) "\\${value.toString(16).padStart(2, '0')}")`,
  );
  return await parse(`(component
    (core module $memory (memory (export "memory") ${pages}) ${segments.join('\n')})
    (core module $code
      (import "env" "memory" (memory 1))
      (data $own "${passive}")
      (func (export "run") (result i32)
        (memory.init $own (i32.const 65000) (i32.const 0) (i32.const 1))
        (i32.add (i32.const ${step}) (i32.add (i32.load8_u (i32.const 0)) (i32.load8_u (i32.const 65000)))))
      ${more})
    (core instance $env (instantiate $memory))
    (core instance $it (instantiate $code (with "env" (instance $env))))
    (func $run (result s32) (canon lift (core func $it "run")))
    (instance $ops (export "run" (func $run)))
    (export "test:guest/ops@1.0.0" (instance $ops))
    ${custom})`);
}

const frameOf = async (parts: Parts): Promise<string | undefined> => componentFrame(await engine(parts))?.hash;

describe('a frame', () => {
  it('is the same whatever the snapshot', async () => {
    const frame = await frameOf({});
    expect(frame).toBeDefined();
    expect(await frameOf({ data: [9] })).toBe(frame);
    expect(await frameOf({ custom: '(@custom "airssys:manifest" "{}")' })).toBe(frame);
  });

  it.each<[string, Parts]>([
    ['code', { step: 1 }],
    ['another size of the memory', { pages: 2 }],
    ['other data of other modules', { passive: 'b' }],
    ['another number of segments', { data: [1, 2] }],
    ['what somebody else has put into it', { custom: '(@custom "other" "x")' }],
  ])('is another one for %s', async (_what, parts) => {
    expect(await frameOf(parts)).not.toBe(await frameOf({}));
  });

  it('is none where there is no snapshot, or nothing that can be read', async () => {
    expect(componentFrame(await parse('(component (core module (func)))'))).toBeUndefined();
    expect(componentFrame(await parse('(component (core module (memory 1) (data "x")))'))).toBeUndefined();
    const bytes = await engine();
    expect(componentFrame(bytes.subarray(0, bytes.length - 3))).toBeUndefined();
    expect(componentFrame(Uint8Array.of(0, 1))).toBeUndefined();
  });
});

describe.each(['fast', 'exact'] as const)('with %s metering', (metering) => {
  it('another snapshot in what was prepared is what would have been prepared', async () => {
    // Of engines, hundreds of segments; a few more or less make no difference.
    const values = (from: number, count: number): number[] =>
      Array.from({ length: count }, (_, at) => (from + at) % 250 || 1);
    const first = await engine({ data: values(1, 40), more: COSTLY });
    const second = await engine({ data: values(7, 50), more: COSTLY });
    const [frame, other] = [componentFrame(first), componentFrame(second)];
    if (frame === undefined || other === undefined) throw new Error('they have frames');
    expect(other.hash).toBe(frame.hash);
    const prepared = async (bytes: Uint8Array) => await transpile({ bytes, suspendingImports: [], metering }, 'it');
    const [one, two] = [await prepared(first), await prepared(second)];
    expect(two.glue).toBe(one.glue);
    const found = findSnapshot(one.modules, frame);
    const swapped = one.modules.map(({ bytes, ...rest }) => ({
      ...rest,
      bytes: found?.module.bytes === bytes ? withSnapshot(bytes, found.place, other.data) : bytes,
    }));
    const plain = (modules: typeof swapped): unknown =>
      modules.map((module) => ({ ...module, bytes: [...module.bytes] }));
    expect(plain(swapped)).toEqual(plain([...two.modules]));
  });

  it('components of one frame are prepared once, and each has its own memory', async () => {
    const cacheDir = temporaryDirectory();
    const load = async (value: number) => await testHost({ cacheDir, metering }).load(await engine({ data: [value] }));
    const answers = [];
    for (const value of [1, 9, 1]) {
      const loaded = await load(value);
      expect(await run(await loaded.instantiate())).toMatchObject({ ok: true, value: value + 97 });
      answers.push(loaded.fromCache);
    }
    expect(answers).toEqual([false, true, true]);
  });

  it('a component uses the fuel that it would use if it had been prepared for itself', async () => {
    const component = await engine({ data: [9, 8, 7], more: COSTLY });
    const fuelIn = async (cacheDir: string) => {
      const loaded = await testHost({ cacheDir, metering }).load(component);
      const instance = await loaded.instantiate();
      const start = instance.usage.fuel;
      const { usage } = await run(instance);
      return { fromCache: loaded.fromCache, start, call: usage.fuel };
    };
    const shared = temporaryDirectory();
    await testHost({ cacheDir: shared, metering }).load(await engine({ data: [1, 2, 3], more: COSTLY }));
    const { fromCache, ...fuel } = await fuelIn(shared);
    expect(fromCache).toBe(true);
    expect(await fuelIn(temporaryDirectory())).toEqual({ fromCache: false, ...fuel });
    if (metering === 'exact') expect(fuel.start).toBeGreaterThan('costly'.length);
  });
});
