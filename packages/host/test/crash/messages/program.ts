/** A component that counts its messages exactly once: each is stored, and told of to a sink, in one step with its end. */
import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Broker, ComponentHost, SqliteBackend } from '../../../src/index.ts';
import { ComponentActor } from '../../../src/supervision/component-actor.ts';
import { randomFrom, tell } from '../crash-suite.ts';
import { COUNTER, type Fact, SINK } from './facts.ts';

const [dir = '', seed = ''] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const fact = async (one: Fact): Promise<void> => await tell(one);
const text = new TextDecoder();
const encoder = new TextEncoder();

/** Of all runs: one that is killed early leaves the component prepared for the next. */
const CACHE_DIR = join(import.meta.dirname, '../../../../../node_modules/.cache/airssys-host-tests');

/** Built by the first run, which leaves it to the others. */
async function component(): Promise<Uint8Array> {
  const path = join(dir, 'messenger.wasm');
  if (existsSync(path)) return readFileSync(path);
  const { buildComponent } = await import('@airssys/sdk/build');
  const entry = join(import.meta.dirname, '../../fixtures/messenger.ts');
  const built = await buildComponent({ entry, engine: 'quickjs', outDir: false });
  await writeFile(`${path}.part`, built.component);
  await rename(`${path}.part`, path);
  return built.component;
}

const storage = SqliteBackend.open(join(dir, 'storage.db'));
const broker = new Broker({ storage });
const host = new ComponentHost({ storage, messaging: broker, cacheDir: CACHE_DIR });
const loaded = await host.load(await component(), 'messenger');
const actor = await ComponentActor.start({
  loaded,
  instance: { id: 'test:counter', grants: ['storage', 'messaging.send:test:sink'] },
});
broker.attach(
  SINK,
  {
    async handleMessage({ payload }) {
      await fact({ kind: 'counted', count: Number(text.decode(payload).replace('counted ', '')) });
      return undefined;
    },
    handleCallback() {},
  },
  { guarantee: 'at-least-once', durable: true, overflow: 'wait' },
);
broker.attach(COUNTER, actor, { guarantee: 'exactly-once', maxMessages: 20, overflow: 'wait', backoffMs: 1 });

async function send(writer: number): Promise<void> {
  const from = { namespace: 'test', name: `writer-${writer}`, instance: '' };
  for (let n = 0; ; n += 1) {
    const id = `${seed}-${writer}-${n}`;
    // Who does not know whether a message was taken sends it again under the same id.
    for (let times = random() < 0.3 ? 2 : 1; times > 0; times -= 1) {
      await broker.send(from, COUNTER, encoder.encode('count test:sink'), { id, waitTimeoutMs: 60_000 });
    }
    await fact({ kind: 'sent', id });
  }
}

await Promise.all([0, 1, 2, 3].map(send));
