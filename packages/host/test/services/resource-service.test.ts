/** Resources that the host offers: a component of text holds handles of them, real ones and forged ones. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { type ComponentInstance, type HostService, WitError } from '../../src/index.ts';
import { GuestResource } from '../../src/services/guest-resource.ts';
import { resourceService } from '../../src/services/resource-service.ts';
import { OPS, run, testHost, trapOf } from '../components.ts';

const SHOP = 'test:shop/boxes@1.0.0';

/** `make` puts a box into the guest's hands; the others take the number of a handle, whatever it is. */
const CUSTOMER = `(component
  (import "${SHOP}" (instance $shop
    (export "box" (type $box (sub resource)))
    (export "[constructor]box" (func (param "size" u32) (result (own $box))))
    (export "[method]box.size" (func (param "self" (borrow $box)) (result u32)))
    (export "[method]box.wait" (func (param "self" (borrow $box)) (result u32)))
    (export "[method]box.fill" (func (param "self" (borrow $box)) (result (result))))
    (export "[static]box.count" (func (result u32)))
    (export "eat" (func (param "box" (own $box)) (result u32)))))
  (alias export $shop "box" (type $box))
  (core func $new (canon lower (func $shop "[constructor]box")))
  (core func $size (canon lower (func $shop "[method]box.size")))
  (core func $wait (canon lower (func $shop "[method]box.wait")))
  (core func $fill (canon lower (func $shop "[method]box.fill")))
  (core func $count (canon lower (func $shop "[static]box.count")))
  (core func $eat (canon lower (func $shop "eat")))
  (core func $drop (canon resource.drop $box))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "size" (func $size (param i32) (result i32)))
    (import "" "wait" (func $wait (param i32) (result i32)))
    (import "" "fill" (func $fill (param i32) (result i32)))
    (import "" "count" (func $count (result i32)))
    (import "" "eat" (func $eat (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "size") (param i32) (result i32) (call $size (local.get 0)))
    (func (export "wait") (param i32) (result i32) (call $wait (local.get 0)))
    (func (export "fill") (param i32) (result i32) (call $fill (local.get 0)))
    (func (export "count") (param i32) (result i32) (call $count))
    (func (export "eat") (param i32) (result i32) (call $eat (local.get 0)))
    (func (export "drop") (param i32) (result i32) (call $drop (local.get 0)) (i32.const 0))
    (func (export "boom") (param i32) (result i32) unreachable))
  (core instance $i (instantiate $m (with "" (instance
    (export "new" (func $new)) (export "size" (func $size)) (export "wait" (func $wait)) (export "fill" (func $fill))
    (export "count" (func $count)) (export "eat" (func $eat)) (export "drop" (func $drop))))))
  ${['make', 'size', 'wait', 'fill', 'count', 'eat', 'drop', 'boom']
    .map((name) => `(func $${name} (param "n" u32) (result u32) (canon lift (core func $i "${name}")))`)
    .join('\n')}
  (instance $ops ${['make', 'size', 'wait', 'fill', 'count', 'eat', 'drop', 'boom']
    .map((name) => `(export "${name}" (func $${name}))`)
    .join(' ')})
  (export "${OPS}" (instance $ops)))`;

class Box {
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }
}

interface Shop {
  readonly service: HostService;
  readonly boxes: GuestResource<Box>;
  /** Sizes of the boxes that were thrown away. */
  readonly gone: number[];
}

function shop(): Shop {
  const gone: number[] = [];
  const boxes = new GuestResource('box', Box, ({ size }) => {
    gone.push(size);
    if (size === 13) throw new Error('the box is stuck');
  });
  const service = resourceService({
    interface: SHOP,
    resources: [boxes],
    immediate: {
      '[constructor]box': { call: (_call, size: number) => boxes.give(new Box(size)) },
      '[method]box.size': boxes.method({ call: (_call, { size }) => size }),
      '[method]box.fill': boxes.method({
        denied: () => new WitError('denied'),
        call: (call, { size }) => call.demand({ area: 'storage', action: 'write', resource: `box-${size}` }),
      }),
      '[static]box.count': { call: () => boxes.size },
      eat: { call: (_call, handle: object) => boxes.take(handle).size },
    },
    waiting: {
      '[method]box.wait': boxes.method({
        call: async (_call, { size }) => {
          await new Promise(setImmediate);
          return size;
        },
      }),
    },
  });
  return { service, boxes, gone };
}

async function customer(grants: readonly string[] = []): Promise<Shop & { readonly instance: ComponentInstance }> {
  const mine = shop();
  const host = testHost({ services: [shop().service] });
  const loaded = await host.load(await parse(CUSTOMER), 'customer');
  return { ...mine, instance: await loaded.instantiate({ services: [mine.service], grants }) };
}

const number = async (instance: ComponentInstance, name: string, argument = 0): Promise<number> => {
  const outcome = await run(instance, name, argument);
  if (!outcome.ok) throw new TypeError(`${name} failed`);
  return outcome.value as number; // as its WIT says
};

test('constructors, methods, statics, and what is taken over', async () => {
  const { instance, boxes, gone } = await customer();
  const [a, b] = [await number(instance, 'make', 3), await number(instance, 'make', 4)];
  expect(await number(instance, 'size', a)).toBe(3);
  expect(await number(instance, 'wait', b)).toBe(4);
  expect(await number(instance, 'count')).toBe(2);
  expect(await number(instance, 'eat', b)).toBe(4);
  expect([boxes.size, gone]).toEqual([1, []]);
  await number(instance, 'drop', a);
  expect([boxes.size, gone]).toEqual([0, [3]]);
});

test.for(['size', 'wait', 'fill', 'eat', 'drop'])('%s: a number that is no handle ends the call', async (name) => {
  const { instance, gone } = await customer(['storage']);
  await number(instance, 'make', 3);
  const trap = await trapOf(run(instance, name, 77));
  expect(trap.kind).toBe('invalid-handle');
  expect(gone).toEqual([3]);
});

test.for(['size', 'wait', 'fill', 'eat', 'drop'])('%s: a handle that was dropped is none', async (name) => {
  const { instance } = await customer(['storage']);
  const box = await number(instance, 'make', 3);
  await number(instance, 'drop', box);
  expect((await trapOf(run(instance, name, box))).kind).toBe('invalid-handle');
});

test('what the component leaves behind is disposed with its instance, also where it has trapped', async () => {
  for (const end of ['dispose', 'trap']) {
    const { instance, gone } = await customer();
    await number(instance, 'make', 1);
    await number(instance, 'make', 2);
    if (end === 'trap') await trapOf(run(instance, 'boom', 0));
    else await instance[Symbol.asyncDispose]();
    expect(gone).toEqual([1, 2]);
    await instance[Symbol.asyncDispose]();
    expect(gone).toEqual([1, 2]);
  }
});

test('one that cannot be disposed does not keep the others', async () => {
  const { instance, gone } = await customer();
  for (const size of [1, 13, 2]) await number(instance, 'make', size);
  await expect(instance[Symbol.asyncDispose]()).rejects.toThrow('the box is stuck');
  expect(gone).toEqual([1, 13, 2]);
});

test('a method asks the gate anew with each call', async () => {
  const { instance } = await customer(['storage.write:box-3']);
  const box = await number(instance, 'make', 3);
  expect(await number(instance, 'fill', box)).toBe(0);
  instance.capabilities.revoke('storage.write:box-3');
  expect(await number(instance, 'fill', box)).toBe(1);
});

test('handles are counted', async () => {
  const loaded = await testHost({ services: [shop().service] }).load(await parse(CUSTOMER), 'customer');
  const { service, boxes } = shop();
  const instance = await loaded.instantiate({ services: [service], limits: { maxHandles: 20 } });
  const flood = async (): Promise<void> => {
    for (let made = 0; made <= 20; made += 1) await number(instance, 'make', made);
    expect(boxes.size).toBe(0);
  };
  // The glue takes some places for itself.
  expect((await trapOf(flood())).kind).toBe('handle-limit');
});

test.for([{ isolation: 'worker' }, { isolation: 'process' }, { reuse: 'call' }] as const)(
  'it does not go with %o, and is refused before it runs',
  async (options) => {
    const loaded = await testHost({ services: [shop().service] }).load(await parse(CUSTOMER), 'customer');
    await expect(loaded.instantiate(options)).rejects.toMatchObject({
      code: 'AIRSSYS_CONFIG_INVALID',
      message: expect.stringContaining(SHOP) as string,
    });
  },
);
