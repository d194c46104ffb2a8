/** A call with everything on (limits, gate, metering, value checks) against the same call through jco alone. */
import { ComponentHost } from '@airssys/host';
import { buildCalculator, CACHE_DIR, compiledAdder, ENGINES } from './components.ts';
import { type Benchmark, type Entry, inTurns } from './entry.ts';
import { instantiatePlain } from './plain-jco.ts';

const CALLS = 1_000;
const ROUNDS = 31;

export const call: Benchmark = async function* () {
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  yield await compiled(host);
  for (const engine of ENGINES) {
    const { component, interfaceName } = await buildCalculator(engine);
    await using instance = await (await host.load(component)).instantiate();
    const jspi = await instantiatePlain(component, interfaceName, 'jspi');
    const sync = await instantiatePlain(component, interfaceName, 'sync');
    const repeat = (one: () => unknown) => async () => {
      for (let index = 0; index < CALLS; index += 1) await one();
    };
    const works = [
      repeat(() => instance.call('add', 1, 2)),
      repeat(() => jspi['add']?.(1, 2)),
      repeat(() => sync['add']?.(1, 2)),
      repeat(() => instance.call('next', 2n ** 63n)),
    ];
    await inTurns(4, ...works);
    const [ours = NaN, plain = NaN, plainSync = NaN, wide = NaN] = (await inTurns(ROUNDS, ...works)).map(
      (ms) => (ms * 1_000) / CALLS,
    );
    yield {
      name: `call.${engine}`,
      ours,
      peer: plain,
      unit: 'µs',
      note: `add(s32, s32), all limits on, against jco alone with the same suspendable exports; target 1.1`,
    };
    yield {
      name: `call.${engine}.sync-peer`,
      ours,
      peer: plainSync,
      unit: 'µs',
      note: 'the same against jco with exports that cannot be suspended, so without any deadline',
    };
    yield {
      name: `call.${engine}.u64`,
      ours: wide,
      peer: ours,
      unit: 'µs',
      note: 'next(u64) of a large integer, against add(s32, s32) in the same instance',
    };
  }
};

/** A component without a language of its own: what is left is the cost of the call. */
async function compiled(host: ComponentHost): Promise<Entry> {
  const { component, interfaceName } = await compiledAdder();
  await using instance = await (await host.load(component, 'adder')).instantiate();
  const plain = await instantiatePlain(component, interfaceName, 'jspi');
  const works = [
    async () => {
      for (let index = 0; index < CALLS; index += 1) await instance.callExport(interfaceName, 'add', [1, 2]);
    },
    async () => {
      for (let index = 0; index < CALLS; index += 1) await plain['add']?.(1, 2);
    },
  ];
  await inTurns(8, ...works);
  const [ours = NaN, peer = NaN] = (await inTurns(ROUNDS, ...works)).map((ms) => (ms * 1_000) / CALLS);
  const note = 'add(s32, s32) of a compiled component, all limits on, against jco alone; target 1 µs';
  return { name: 'call.compiled', ours, peer, unit: 'µs', note };
}
