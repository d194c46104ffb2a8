/** Whoever wants to know is told, once, that an instance takes no calls any more. */
import { expect, test } from 'vitest';
import type { ComponentInstance, InstanceOptions } from '../../src/index.ts';
import { guest, type GuestText, OPS, run, testHost, trapOf, written } from '../components.ts';

const TEXT: GuestText = {
  core: '(func (export "ok") (result i32) (i32.const 1)) (func (export "trap") (result i32) unreachable)',
  exports: ['ok', 'trap'].map((name) => ({ name, result: true })),
};

/** What is told of its end. */
function endsOf(instance: ComponentInstance): readonly (Error | undefined)[] {
  const ends: (Error | undefined)[] = [];
  instance.onEnded((error) => ends.push(error));
  return ends;
}

test.for<InstanceOptions>([{}, { isolation: 'worker' }])('of a trap, before its caller is: %o', async (options) => {
  const instance = await guest(TEXT, options);
  const ends = endsOf(instance);
  await run(instance, 'ok');
  expect(ends).toEqual([]);
  const error = await instance.callExport(OPS, 'trap', []).catch((thrown: unknown) => {
    expect(ends).toEqual([thrown]);
    return thrown;
  });
  await instance[Symbol.asyncDispose]();
  expect(ends).toEqual([error]);
  // And whoever asks later.
  expect(endsOf(instance)).toEqual([error]);
});

test.for<InstanceOptions>([{}, { isolation: 'worker' }, { reuse: 'call' }])('of its disposal: %o', async (options) => {
  const instance = await guest(TEXT, options);
  const ends = endsOf(instance);
  const given: unknown[] = [];
  instance.onEnded((error) => given.push(error))();
  await instance[Symbol.asyncDispose]();
  await instance[Symbol.asyncDispose]();
  expect(ends).toEqual([undefined]);
  expect(given).toEqual([]);
});

test('one that is put back after each call does not end with a trap', async () => {
  const instance = await guest(TEXT, { reuse: 'call' });
  const ends = endsOf(instance);
  await trapOf(run(instance, 'trap'));
  expect((await run(instance, 'ok')).ok).toBe(true);
  expect(ends).toEqual([]);
});

test('to the holder of a pooled one it ends when it is given back, or traps', async () => {
  const loaded = await testHost().load(await written(TEXT), 'guest');
  await using pool = await loaded.pool({ size: 1 });
  const first = await pool.acquire();
  const ends = endsOf(first);
  await first[Symbol.asyncDispose]();
  expect(ends).toEqual([undefined]);
  const second = await pool.acquire();
  const later = endsOf(second);
  const error = await trapOf(run(second, 'trap'));
  expect(later).toEqual([error]);
  expect(ends).toEqual([undefined]);
  await second[Symbol.asyncDispose]();
});
