/** Runs of the examples' components in a host that records every instance of theirs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Host, type InstallOptions } from '@airssys/host';
import type { EngineName } from '@airssys/model';
import { buildComponent } from '@airssys/sdk/build';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const ORDERS = 'shop:orders';
const LIMITER = 'demo:rate-limiter';
const REPORT = 'demo:weather-report';

const MESSAGES: InstallOptions = { mailbox: { guarantee: 'exactly-once', backoffMs: 5 } };
/** The sources of the example whose components send each other messages. */
export const ORDER_WORKFLOW: readonly string[] = ['payments', 'shipping', 'orders'].map(
  (name) => `order-workflow/src/${name}.ts`,
);

const COMPONENTS: readonly { readonly source: string; readonly options: InstallOptions }[] = [
  { source: 'order-workflow/src/payments.ts', options: { ...MESSAGES, grants: ['storage'] } },
  { source: 'order-workflow/src/shipping.ts', options: { ...MESSAGES, grants: ['storage'] } },
  {
    source: 'order-workflow/src/orders.ts',
    options: {
      ...MESSAGES,
      grants: [
        'storage',
        `messaging.send:${ORDERS}`,
        'messaging.request:shop:payments',
        'messaging.request:shop:shipping',
      ],
    },
  },
  {
    source: 'rate-limiter/src/rate-limiter.ts',
    options: {
      grants: ['storage', 'clock'],
      config: new TextEncoder().encode('{"capacity":3,"refillPerSecond":1}'),
    },
  },
  {
    source: 'weather-report/src/weather-report.ts',
    options: { grants: ['filesystem.read:/data/*', 'storage'], limits: { timeoutMs: 60_000 } },
  },
];

/** How many instances are recorded in one round. */
export const PER_ROUND: number = COMPONENTS.length;

export interface RoundsOptions {
  readonly rounds: number;
  readonly engine: EngineName;
  /** The sources that are built with QuickJS, whatever the engine: it builds in a third of the time. */
  readonly onQuickJs?: readonly string[] | undefined;
  readonly seed: number;
  /** Where the recordings are put. */
  readonly directory: string;
  readonly onRound?: (round: number) => void;
}

const building = new Map<string, Promise<Uint8Array>>();

/** The bytes of an example's component, built once per process. */
export function builtExample(source: string, engine: EngineName): Promise<Uint8Array> {
  const build = async (): Promise<Uint8Array> =>
    (await buildComponent({ entry: join(EXAMPLES, source), engine, outDir: false })).component;
  const found = building.get(`${engine} ${source}`) ?? build();
  building.set(`${engine} ${source}`, found);
  return found;
}

/** In each round every component has an instance of its own, in a host that is new. */
export async function recordExamples(run: RoundsOptions): Promise<void> {
  const { engine, onQuickJs = [], directory } = run;
  const components = [];
  for (const { source, options } of COMPONENTS) {
    const bytes = await builtExample(source, onQuickJs.includes(source) ? 'quickjs' : engine);
    components.push({ bytes, options });
  }
  const random = randomFrom(run.seed);
  for (let round = 1; round <= run.rounds; round += 1) {
    const dataDir = mkdtempSync(join(tmpdir(), 'airssys-replays-'));
    try {
      await using host = await Host.open({
        dataDir,
        recordings: { directory, only: 'all', keep: 100_000 },
        surroundings: () => ({ mounts: { '/data': join(EXAMPLES, 'weather-report/data') } }),
      });
      for (const { bytes, options } of components) await host.start(await host.install(bytes, options).then(nameOf));
      await operate(host, random);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
    run.onRound?.(round);
  }
}

const nameOf = ({ id }: { readonly id: string }): string => id;

/** What users do, by chance: also what is refused, and what traps. */
async function operate(host: Host, random: (below: number) => number): Promise<void> {
  await host.call('shop:payments', 'deposit', ['ann', random(2_000)]);
  await host.call('shop:shipping', 'supply', ['pen', random(4)]);
  for (let order = 0; order < 1 + random(3); order += 1) {
    const item = random(4) === 0 ? 'book' : 'pen';
    await host.call(ORDERS, 'place', [
      { id: `order-${order}`, customer: 'ann', item, quantity: 1, cents: 300 + order },
    ]);
  }
  for (let request = 0; request < 2 + random(6); request += 1) {
    await host.call(LIMITER, 'take', [random(2) === 0 ? 'ann' : 'bob', 1 + random(4)]);
    await sleep(random(20));
  }
  await host.call(REPORT, 'monthlyReport', ['/data/seattle-weather.csv']);
  // Messages are on their way meanwhile: how far they have come is chance, too.
  await sleep(random(100));
  await host.call(ORDERS, 'status', ['order-0']);
  // The component throws: no such file, or one that it is not granted.
  if (random(3) === 0)
    await host.call(REPORT, 'monthlyReport', [random(2) === 0 ? '/data/none.csv' : '/etc/hosts']).catch(() => {});
}

/** Mulberry32: numbers below a bound, the same for each seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
