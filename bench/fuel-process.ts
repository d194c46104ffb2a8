/**
 * One process of the fuel benchmark: works through all workloads with an engine, not metered and metered in both modes, in turns. V8
 * lays its code out differently in each process, which alone makes a tenth of a difference; so there are several of these.
 */
import { readFileSync } from 'node:fs';
import { ComponentHost } from '@airssys/host';
import { CACHE_DIR } from './components.ts';
import { METERING_MODES, type WorkloadTimes, WORKLOADS } from './fuel-workloads.ts';
import { instantiatePlain } from './plain-jco.ts';

/** V8 compiles what is called often again, and better. */
const WARM_UP_MS = 300;
/** The clock of a thread's processor time goes by 4 ms on some systems: only calls of many times as long tell something, and the sum of several rounds. */
const BLOCK_MS = 40;
const ROUNDS = 20;

const [file = '', interfaceName = ''] = process.argv.slice(2);
const component = readFileSync(file);
const plain = await instantiatePlain(component, interfaceName, 'jspi');
const hosts = METERING_MODES.map((metering) => new ComponentHost({ cacheDir: CACHE_DIR, metering }));
const instances = await Promise.all(
  hosts.map(async (host) => (await host.load(component)).instantiate({ limits: { timeoutMs: 60_000 } })),
);
const callers = [
  async (name: string, size: number) => plain[name]?.(size),
  ...instances.map((instance) => (name: string, size: number) => instance.call(name, size)),
];

const times: Record<string, WorkloadTimes> = {};
for (const [name, size] of Object.entries(WORKLOADS)) {
  let calls = 0;
  for (const call of callers) {
    calls = 0;
    const start = performance.now();
    for (; performance.now() - start < WARM_UP_MS; calls += 1) await call(name, size);
  }
  const callsOfBlock = Math.max(1, Math.round((calls * BLOCK_MS) / WARM_UP_MS));
  const taken = callers.map(() => 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, call] of callers.entries()) {
      const before = process.threadCpuUsage();
      for (let one = 0; one < callsOfBlock; one += 1) await call(name, size);
      const { user, system } = process.threadCpuUsage(before);
      taken[index] = (taken[index] ?? 0) + (user + system) / 1_000 / callsOfBlock / ROUNDS;
    }
  }
  const [unmetered = NaN, fast = NaN, exact = NaN] = taken;
  times[name] = { unmetered, fast, exact };
}
process.stdout.write(JSON.stringify(times), () => process.exit());
