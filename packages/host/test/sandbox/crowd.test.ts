/** Many components that go on at the same moment leave the event loop its turns. Counted in its iterations, not in time. */
import { setImmediate as nextIteration } from 'node:timers/promises';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import type { HostService } from '../../src/index.ts';
import { HOST, OPS, run, testHost, written } from '../components.ts';

const COUNT = 60;
/** As long as a component runs each time: four of them are a turn. */
const BUSY_MS = 1;
/** A turn, one that began just before its end, and as many as may begin before any of them has run. */
const MOST_AT_ONCE = 4 + 1 + 8;

/** Its glue keeps tasks, for the handle: what a call does there comes before the guest runs. */
const component = await parse(`(component
  (import "${HOST}" (instance $host (export "later" (func (result u32))) (export "busy" (func (result u32)))))
  (core func $later (canon lower (func $host "later")))
  (core func $busy (canon lower (func $host "busy")))
  (type $thing (resource (rep i32)))
  (core func $new (canon resource.new $thing))
  (core module $m
    (import "host" "later" (func $later (result i32)))
    (import "host" "busy" (func $busy (result i32)))
    (import "host" "new" (func $new (param i32) (result i32)))
    (func (export "make") (result i32) (call $new (i32.const 1)))
    (func (export "begins") (result i32) (call $busy))
    (func (export "waits") (result i32) (drop (call $later)) (call $busy)))
  (core instance $imports (export "later" (func $later)) (export "busy" (func $busy)) (export "new" (func $new)))
  (core instance $i (instantiate $m (with "host" (instance $imports))))
  (func $make (result (own $thing)) (canon lift (core func $i "make")))
  (func $begins (result u32) (canon lift (core func $i "begins")))
  (func $waits (result u32) (canon lift (core func $i "waits")))
  (instance $ops (export "thing" (type $thing)) (export "make" (func $make))
    (export "begins" (func $begins)) (export "waits" (func $waits)))
  (export "${OPS}" (instance $ops)))`);

/** A function of the host that answers all of them at once, when the last has called. */
function answeredTogether(): NonNullable<HostService['waiting']> {
  const answer = Promise.withResolvers<number>();
  let waiting = 0;
  const call = async (): Promise<number> => {
    waiting += 1;
    if (waiting === COUNT) setImmediate(() => answer.resolve(1));
    return await answer.promise;
  };
  return { later: { call } };
}

/** Calls a function of many instances at once, and counts how many of them were busy in each iteration of the event loop. */
async function busyPerIteration(fn: 'begins' | 'waits'): Promise<readonly number[]> {
  const counts = [0];
  const service: HostService = {
    interface: HOST,
    immediate: {
      busy: {
        call: (): number => {
          counts.push((counts.pop() ?? 0) + 1);
          const until = performance.now() + BUSY_MS;
          while (performance.now() < until);
          return 1;
        },
      },
    },
    waiting: answeredTogether(),
  };
  const host = testHost({ services: [service] });
  const loaded = await host.load(component, 'crowd');
  const instances = await Promise.all(Array.from({ length: COUNT }, async () => await loaded.instantiate()));
  // What runs for the first time takes a turn by itself.
  for (const instance of instances) await run(instance, 'begins');
  counts.splice(0, counts.length, 0);
  await nextIteration();
  await nextIteration();
  const next = (): void => {
    counts.push(0);
    watch = setImmediate(next);
  };
  let watch = setImmediate(next);
  await Promise.all(instances.map(async (instance) => await run(instance, fn)));
  clearImmediate(watch);
  return counts;
}

test.each([
  ['that begin', 'begins'],
  ['whose host functions answer', 'waits'],
] as const)('calls %s together run in several iterations of the event loop', async (_which, fn) => {
  const counts = await busyPerIteration(fn);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(COUNT);
  expect(Math.max(...counts)).toBeLessThanOrEqual(MOST_AT_ONCE);
});

test('of calls that spin from the same moment the last has had a stretch before the first goes on', async () => {
  const waiting = answeredTogether();
  const tick = { call: (): number => 0 };
  const host = testHost({ services: [{ interface: HOST, immediate: { tick }, waiting }] });
  const spinning = await written({
    imports: { tick: '(result u32)', later: '(result u32)' },
    core: `(import "host" "tick" (func $tick (result i32)))
      (import "host" "later" (func $later (result i32)))
      (func (export "run") (result i32) (local $rounds i32) (local $spin i32)
        (drop (call $later))
        (loop $outer
          (drop (call $tick))
          (local.set $spin (i32.const 1000000))
          (loop $inner (br_if $inner (local.tee $spin (i32.sub (local.get $spin) (i32.const 1)))))
          (br_if $outer (i32.lt_u (local.tee $rounds (i32.add (local.get $rounds) (i32.const 1))) (i32.const 5))))
        (i32.const 1))`,
  });
  const loaded = await host.load(spinning, 'spinning');
  const ticks: number[] = [];
  const instances = await Promise.all(
    Array.from({ length: COUNT }, async (_, index) => {
      const immediate = { tick: { call: () => ticks.push(index) } };
      const service: HostService = { interface: HOST, immediate, waiting };
      return await loaded.instantiate({ services: [service], limits: { maxFuel: 1e12, timeoutMs: 60_000 } });
    }),
  );
  await Promise.all(instances.map(async (instance) => await run(instance)));
  // A round takes more fuel than a first stretch has.
  expect(new Set(ticks.slice(0, COUNT)).size).toBe(COUNT);
  expect(ticks).toHaveLength(5 * COUNT);
});
