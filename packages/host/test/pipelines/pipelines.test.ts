/** Pipelines on a host, over a component with an instance for each of four calls. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAirssysError } from '@airssys/model';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { componentRef, decodePayload, encodePayload, Host, pipeline, runPipeline } from '../../src/index.ts';
import { built, CACHE_DIR } from '../components.ts';
import type { Steps } from '../fixtures/steps.ts';

const STEPS = componentRef<Steps>('test:steps');
const dataDir = mkdtempSync(join(tmpdir(), 'airssys-pipelines-'));
let host: Host;

beforeAll(async () => {
  host = await Host.open({ dataDir, cacheDir: CACHE_DIR });
  await host.install(await built('steps'), { instances: 4, grants: ['clock'] });
  await host.start('test:steps');
}, 240_000);
afterAll(async () => {
  await host?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** What is published on a topic from now on. */
function listen(name: string, topic: string): unknown[] {
  const heard: unknown[] = [];
  const address = { namespace: 'test', name, instance: '' };
  host.messaging.attach(address, {
    handleMessage: ({ payload }) => {
      heard.push(decodePayload(payload).value);
      return undefined;
    },
    handleCallback: () => {},
  });
  host.messaging.subscribe(address, topic);
  return heard;
}

const settled = async (length: () => number, wanted: number): Promise<void> => {
  for (let turn = 0; length() < wanted && turn < 2_000; turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a pipeline', () => {
  it('takes values through its stages, in order though several are called at once', async () => {
    const heard = listen('ordered', 'ordered');
    const running = runPipeline(
      host,
      pipeline('ordered')
        .from({ items: [1, 2, 3, 4, 5, 6] })
        .through(STEPS, 'slow', { concurrency: 4 })
        .through(STEPS, 'odd')
        .to({ topic: 'ordered' }),
    );
    await running.done;
    await settled(() => heard.length, 3);
    expect(heard).toEqual([1, 3, 5]);
    expect(running.metrics).toMatchObject({
      received: 6,
      delivered: 3,
      stages: [
        { operation: 'slow', received: 6, passed: 6, waiting: 0, busy: 0 },
        { operation: 'odd', received: 6, passed: 3, filtered: 3 },
      ],
    });
  });

  it('drops what fails, or publishes it, and calls again where it is told to', async () => {
    const dead = listen('dead', 'steps.dead');
    const dropping = runPipeline(
      host,
      pipeline('dropping')
        .from({ items: [1, 200, 3] })
        .through(STEPS, 'check', { onError: 'drop' }),
    );
    await dropping.done;
    expect(dropping.metrics).toMatchObject({ delivered: 2, stages: [{ passed: 2, dropped: 1 }] });
    const burying = runPipeline(
      host,
      pipeline('burying')
        .from({ items: [1, 200, 3] })
        .through(STEPS, 'check', { retries: 1, retryDelayMs: 0, onError: { deadLetter: 'steps.dead' } }),
    );
    await burying.done;
    await settled(() => dead.length, 1);
    expect(burying.metrics.stages).toMatchObject([{ passed: 2, deadLetters: 1, retries: 1 }]);
    expect(dead).toEqual([
      {
        pipeline: 'burying',
        stage: 'test:steps#check',
        item: 200,
        error: 'test:steps answered check with an error: 200 is too large',
      },
    ]);
  });

  it('stops at the first failure where nothing else is said', async () => {
    const running = runPipeline(
      host,
      pipeline('stopping')
        .from({ items: [200, 1, 2] })
        .through(STEPS, 'check'),
    );
    const error: unknown = await running.done.catch((thrown: unknown) => thrown);
    expect(isAirssysError(error, 'AIRSSYS_PIPELINE_STAGE')).toBe(true);
    expect(running.metrics.delivered).toBe(0);
    await expect(running.stop()).rejects.toThrow('200 is too large');
  });

  it('asks for no more than it has room for', async () => {
    let given = 0;
    const held = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<number> {
      for (;;) yield (given += 1);
    }
    const stuck = { ...pick(host), publish: async () => (await held.promise, 0) };
    const running = runPipeline(
      stuck,
      pipeline('stuck', { buffer: 2 }).from({ items: endless() }).through(STEPS, 'odd').to({ topic: 'nowhere' }),
    );
    await settled(() => running.metrics.stages[0]?.waiting ?? 0, 2);
    // Those in the line, one at each end of it, two odd ones behind the stage, and the even ones between them.
    expect(given).toBeLessThanOrEqual(8);
    held.resolve();
    await running.stop();
    expect(running.metrics.received).toBe(given);
    expect(running.metrics.stages).toMatchObject([{ received: given, waiting: 0, busy: 0 }]);
  });

  it('reads a topic until it is stopped, and lets through what it has taken', async () => {
    const heard = listen('out', 'out');
    const running = runPipeline(
      host,
      pipeline('topics')
        .from<number>({ topic: 'in.*' })
        .through(STEPS, 'slow', { concurrency: 2 })
        .to({ topic: 'out' }),
    );
    await settled(
      () => (host.messaging.mailboxes.some(({ address }) => address.name === 'pipeline-topics') ? 1 : 0),
      1,
    );
    for (const value of [1, 2]) await host.publish('in.a', encodePayload('json', value));
    await host.publish('in.b', new TextEncoder().encode('3'));
    await settled(() => running.metrics.received, 3);
    await running.stop();
    await settled(() => heard.length, 3);
    expect(heard).toEqual([1, 2, 3]);
    expect(host.messaging.mailboxes.some(({ address }) => address.name === 'pipeline-topics')).toBe(false);
  });

  it('calls an operation for its items', async () => {
    const running = runPipeline(
      host,
      pipeline('polling')
        .from<number>({ component: 'test:steps', operation: 'next', everyMs: 5 })
        .through(STEPS, 'odd'),
    );
    // The state is that of an instance: there are up to four of them.
    await settled(() => running.metrics.delivered, 2);
    await running.stop();
    expect(running.metrics.delivered).toBeGreaterThanOrEqual(2);
  });
});

/** The host as what a pipeline needs of it. */
const pick = (from: Host): Pick<Host, 'call' | 'messaging'> => ({
  call: async (...args) => await from.call(...args),
  messaging: from.messaging,
});
