/** Both components in a real host, as `airssys host` runs them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Host } from '@airssys/host';
import { buildComponent } from '@airssys/sdk/build';
import { expect, onTestFinished, test } from 'vitest';

const GRANTS = {
  alarm: ['storage', 'messaging.subscribe:readings.*'],
  sensor: ['messaging.publish:readings.*'],
} as const;

async function opened(dataDir: string): Promise<Host> {
  const host = await Host.open({ dataDir });
  onTestFinished(async () => await host.close());
  for (const [name, grants] of Object.entries(GRANTS)) {
    const id = `{{namespace}}:${name}`;
    if (host.query().byName(id).count() === 0) await host.install(await built(name), { grants });
    await host.start(id);
  }
  return host;
}

async function built(name: string): Promise<Uint8Array> {
  const entry = join(import.meta.dirname, `../src/${name}.ts`);
  return (await buildComponent({ entry, engine: 'quickjs', outDir: false })).component;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'airssys-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

const measure = async (host: Host, room: string, celsius: number): Promise<unknown> =>
  await host.call('{{namespace}}:sensor', 'measure', [room, celsius]);
const warnings = async (host: Host): Promise<unknown> => await host.call('{{namespace}}:alarm', 'warnings');

test('the alarm knows which rooms are too warm, and forgets them when they are not', async () => {
  const host = await opened(temporaryDirectory());
  expect(await measure(host, 'kitchen', 31)).toBe(1);
  await measure(host, 'hall', 18);
  await expect.poll(() => warnings(host)).toEqual([{ room: 'kitchen', celsius: 31 }]);
  await measure(host, 'kitchen', 25);
  await expect.poll(() => warnings(host)).toEqual([]);
});

test('the alarm remembers it when the host comes back', async () => {
  const dataDir = temporaryDirectory();
  const before = await opened(dataDir);
  await measure(before, 'kitchen', 33);
  await expect.poll(() => warnings(before)).toHaveLength(1);
  await before.close();

  const after = await opened(dataDir);
  expect(await warnings(after)).toEqual([{ room: 'kitchen', celsius: 33 }]);
});
