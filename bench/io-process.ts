/** A host whose components read, write and fetch, as a process of its own: with nothing in its heap but what a host has. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ComponentHost } from '@airssys/host';
import { CACHE_DIR } from './components.ts';
import { type Drift, INPUT_BYTES, INSTANCES, ROUNDS } from './io-workload.ts';
import { watched } from './watched.ts';

/** How long the timer is watched with nothing to do: what else the machine does is seen by it. */
const IDLE_MS = 2_000;

const [component = '', data = '', url = ''] = process.argv.slice(2);
const host = new ComponentHost({ cacheDir: CACHE_DIR });
const loaded = await host.load(readFileSync(component));
const grants = ['filesystem.read:/data/**', 'filesystem.write:/data/**', 'network.outbound:127.0.0.1:*'];
const options = { grants, mounts: { '/data': data }, limits: { timeoutMs: 120_000 } };
const instances = await Promise.all(Array.from({ length: INSTANCES }, () => loaded.instantiate(options)));
const expected = ROUNDS * 2 * INPUT_BYTES;
const idle = await watched(async () => await sleep(IDLE_MS));
const { longestMs, took } = await watched(async () => {
  const calls = instances.map(async (one, at) => await one.call('work', `output-${at}`, url, ROUNDS));
  for (const seen of await Promise.all(calls)) {
    if (seen !== expected) throw new Error(`a component has seen ${String(seen)} bytes of ${expected}`);
  }
});
const drift: Drift = { longestMs, took, idleMs: idle.longestMs };
process.stdout.write(JSON.stringify(drift), () => process.exit());
