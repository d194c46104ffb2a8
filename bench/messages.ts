/** Messages: through the broker alone, and from one component to another. */
import { Broker, type ComponentAddress, ComponentActor, ComponentHost } from '@airssys/host';
import { buildBouncing, CACHE_DIR, compiledBouncing, ENGINES } from './components.ts';
import { type Benchmark, type Entry, median } from './entry.ts';

const ROUNDS = 9;
const MESSAGES = 50_000;
const HOPS = 500;
/** As many hops as `call` makes calls before it measures, and as many rounds of them. */
const HOP_WARM_UP_ROUNDS = 8;
const HOP_ROUNDS = 31;
/** By then V8 has optimized what runs: some 30,000 hops. */
const SETTLING_ROUNDS = 60;
const ASKS = 5_000;
const PAYLOAD_BYTES = 64;
const TARGET_PER_SECOND = 100_000;
const TARGET_HOP_US = 20;

const at = (name: string): ComponentAddress => ({ namespace: 'bench', name, instance: '' });

export const messages: Benchmark = async function* () {
  yield {
    name: 'messages.broker',
    ours: TARGET_PER_SECOND,
    peer: await brokerPerSecond(),
    unit: '1/s',
    note: `the target against messages of ${PAYLOAD_BYTES} bytes through the broker, to a receiver of the embedder that is asynchronous`,
  };
  yield {
    name: 'messages.ask',
    ours: await askUs(),
    peer: TARGET_HOP_US,
    unit: 'µs',
    note: 'a request and its answer through the broker, one after the other, against the target of a message',
  };
  for (const engine of ENGINES) {
    const { component } = await buildBouncing(engine);
    const about = `a message from one component to another, which handles it and sends the next, against the target; ${engine}`;
    yield* hops(`messages.${engine}`, component, about);
  }
  const about = 'the same of components without a language of their own: what is left is the cost of the hop';
  yield* hops('messages.compiled', await compiledBouncing(), about);
};

async function* hops(name: string, component: Uint8Array, about: string): AsyncIterable<Entry> {
  const { early, settled } = await hopUs(component);
  const hop = { peer: TARGET_HOP_US, unit: 'µs' } as const;
  yield { name, ours: early, ...hop, note: about };
  const after = (HOP_WARM_UP_ROUNDS + HOP_ROUNDS + SETTLING_ROUNDS) * HOPS;
  yield {
    name: `${name}.settled`,
    ours: settled,
    ...hop,
    note: `the same after ${after} hops, when V8 has optimized it`,
  };
}

async function brokerPerSecond(): Promise<number> {
  await using broker = new Broker({ mailbox: { maxMessages: MESSAGES } });
  const payload = new Uint8Array(PAYLOAD_BYTES);
  let left = 0;
  let done = (): void => {};
  broker.attach(at('right'), {
    async handleMessage() {
      if ((left -= 1) === 0) done();
      return await Promise.resolve(undefined);
    },
    handleCallback() {},
  });
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    [left, done] = [MESSAGES, resolve];
    const start = performance.now();
    for (let sent = 0; sent < MESSAGES; sent += 1) void broker.send(at('left'), at('right'), payload);
    await promise;
    rates.push((MESSAGES / (performance.now() - start)) * 1000);
  }
  return median(rates);
}

async function askUs(): Promise<number> {
  await using broker = new Broker();
  const payload = new Uint8Array(PAYLOAD_BYTES);
  broker.attach(at('right'), { handleMessage: () => payload, handleCallback() {} });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    for (let asked = 0; asked < ASKS; asked += 1) await broker.ask(at('left'), at('right'), payload);
    times.push(((performance.now() - start) / ASKS) * 1000);
  }
  return median(times);
}

/** The median of rounds in each of which a message goes back and forth between two components; of the first ones, and later. */
async function hopUs(component: Uint8Array): Promise<{ readonly early: number; readonly settled: number }> {
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  const loaded = await host.load(component, 'bouncing');
  const broker = host.messaging;
  await using left = await start('left');
  await using right = await start('right');
  let done = (): void => {};
  broker.attach(at('left'), left);
  broker.attach(at('right'), right);
  broker.attach(at('end'), { handleMessage: () => done() as undefined, handleCallback() {} });
  const times: number[] = [];
  const earlyRounds = HOP_WARM_UP_ROUNDS + HOP_ROUNDS;
  for (let round = 0; round < earlyRounds + SETTLING_ROUNDS + HOP_ROUNDS; round += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    done = resolve;
    const payload = new Uint8Array(PAYLOAD_BYTES);
    new DataView(payload.buffer).setUint32(0, HOPS);
    const begun = performance.now();
    await broker.send(at('start'), at('left'), payload);
    await promise;
    times.push(((performance.now() - begun) / HOPS) * 1000);
  }
  return { early: median(times.slice(HOP_WARM_UP_ROUNDS, earlyRounds)), settled: median(times.slice(-HOP_ROUNDS)) };

  async function start(name: string): Promise<ComponentActor> {
    return await ComponentActor.start({
      loaded,
      instance: { id: `bench:${name}`, grants: ['messaging.send:bench:*'] },
    });
  }
}
