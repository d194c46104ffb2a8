/** The whole, on a host: what sensors publish comes out as alerts, and noise as dead letters. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePayload, encodePayload, Host, parsePipeline, runPipeline } from '@airssys/host';
import { buildComponent } from '@airssys/sdk/build';
import { expect, onTestFinished, test } from 'vitest';

const toml = readFileSync(join(import.meta.dirname, '../telemetry.toml'), 'utf8');

async function openedHost(): Promise<Host> {
  const dataDir = mkdtempSync(join(tmpdir(), 'iot-telemetry-'));
  const host = await Host.open({ dataDir });
  onTestFinished(async () => {
    await host.close();
    rmSync(dataDir, { recursive: true });
  });
  for (const [source, instances] of [
    ['readings', 2],
    ['averages', 1],
  ] as const) {
    const entry = join(import.meta.dirname, `../src/${source}.ts`);
    const { component } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
    await host.start((await host.install(component, { instances })).id);
  }
  return host;
}

/** What is published on a topic from now on. */
function listen(host: Host, topic: string): unknown[] {
  const heard: unknown[] = [];
  const address = { namespace: 'test', name: topic.replace('.', '-'), instance: '' };
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

test('readings become alerts', async () => {
  const host = await openedHost();
  const [alerts, noise] = [listen(host, 'alerts'), listen(host, 'telemetry.noise')];
  const running = runPipeline(host, parsePipeline(toml));
  const send = async (celsius: number): Promise<unknown> =>
    await host.publish('sensors.boiler', encodePayload('json', { sensor: 'boiler', celsius }));
  for (const celsius of [20, 21, 22, 70, 900, 80, 75, 20]) await send(celsius);
  await expect.poll(() => alerts.length).toBe(1);
  await running.stop();
  expect(alerts).toEqual([{ sensor: 'boiler', text: '75.0 °C on average' }]);
  expect(noise).toMatchObject([{ pipeline: 'telemetry', stage: 'iot:readings#validate', item: { celsius: 900 } }]);
  expect(running.metrics).toMatchObject({
    received: 8,
    delivered: 1,
    stages: [
      { operation: 'validate', passed: 7, deadLetters: 1 },
      { operation: 'add', received: 7, passed: 2, filtered: 5 },
      { operation: 'judge', received: 2, passed: 1, filtered: 1 },
    ],
  });
});

test('the drawing that is shown is of this pipeline', () => {
  expect(parsePipeline(toml).graph()).toBe(readFileSync(join(import.meta.dirname, '../telemetry.svg'), 'utf8'));
});
