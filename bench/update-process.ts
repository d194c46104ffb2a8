/** A host whose component is updated under load, as a process of its own: with nothing in its heap but what a host has. */
import { readFileSync } from 'node:fs';
import {
  ComponentGeneration,
  ComponentHost,
  Deployment,
  type Generation,
  instanceSlots,
  type LoadedComponent,
} from '@airssys/host';
import { SteadyLoad } from './steady-load.ts';
import { type Case, CASES, type Measured, ROUNDS, SLOTS } from './update-workload.ts';

const [cacheDir = '', ...files] = process.argv.slice(2);
const host = new ComponentHost({ cacheDir });
const [first, second] = await Promise.all(files.map(async (file) => await host.load(readFileSync(file))));
const runs = new Map<number, number>();
const measured: Measured[] = [];
for (const one of CASES) {
  runs.clear();
  const current = generation(first);
  current.add(await current.prepare(SLOTS, new AbortController().signal));
  await using deployment = new Deployment({ current });
  measured.push(await measure(one, deployment, () => generation(second)));
}
process.stdout.write(JSON.stringify(measured), () => process.exit());

function generation(version: LoadedComponent | undefined): ComponentGeneration {
  if (version === undefined) throw new Error('unreachable');
  const id = { version: version.manifest?.component.version ?? '', hash: '' };
  const log = ({ message }: { readonly message: string }): void => {
    const call = Number(message);
    runs.set(call, (runs.get(call) ?? 0) + 1);
  };
  return new ComponentGeneration({ version: id, makeSlot: instanceSlots(version, { log }) });
}

async function measure({ strategy, migrate }: Case, deployment: Deployment, next: () => Generation): Promise<Measured> {
  const load = new SteadyLoad(deployment);
  const [switchOvers, rollbacks, updates]: [number[], number[], number[]] = [[], [], []];
  // As in a host that has been up for a while.
  await load.more(1000);
  const started = performance.now();
  const before = load.made;
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = performance.now();
    const updated = await deployment.update(next(), { strategy, migrate });
    updates.push(performance.now() - since);
    if (updated.kind !== 'completed') throw new Error(`an update was taken back: ${JSON.stringify(updated.reason)}`);
    switchOvers.push(updated.switchOverMs);
    await load.more(20);
    // As in a host that has been up for a while since: what a rolling update has ended is being made again.
    while (strategy.kind === 'rolling' && !deployment.isPreviousReady) await load.more(1);
    const back = performance.now();
    const rolledBack = await deployment.rollback({ strategy });
    rollbacks.push(performance.now() - back);
    if (rolledBack.kind !== 'completed') throw new Error('a rollback was taken back');
    await load.more(20);
  }
  const seconds = (performance.now() - started) / 1000;
  const during = load.made;
  await load.stop();
  const { made: calls, failures, latencies } = load;
  const counts = Array.from({ length: calls }, (_, call) => runs.get(call) ?? 0);
  const lost = counts.filter((count, call) => count === 0 || failures.has(call)).length;
  const repeated = counts.filter((count) => count > 1).length;
  const perSecond = (during - before) / seconds;
  return { calls, perSecond, lost, repeated, switchOvers, rollbacks, updates, latencies };
}
