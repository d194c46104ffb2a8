/** One case: a host whose component is updated under load, as a process of its own, with nothing in its heap but what a host has. */
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
import { type Case, CASES, type Measured, type Round, ROUNDS, SLOTS } from './update-workload.ts';

const [cacheDir = '', name = '', ...files] = process.argv.slice(2);
const host = new ComponentHost({ cacheDir });
const [first, second] = await Promise.all(files.map(async (file) => await host.load(readFileSync(file))));
const runs = new Map<number, number>();
const one = CASES.find((each) => each.name === name);
if (one === undefined) throw new Error(`there is no case ${name}`);
const current = generation(first);
current.add(await current.prepare(SLOTS, new AbortController().signal));
await using deployment = new Deployment({ current });
const measured = await measure(one, deployment, () => generation(second));
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
  const round = async (): Promise<Round> => {
    const since = performance.now();
    const updated = await deployment.update(next(), { strategy, migrate });
    const updateMs = performance.now() - since;
    if (updated.kind !== 'completed') throw new Error(`an update was taken back: ${JSON.stringify(updated.reason)}`);
    await load.more(20);
    // As in a host that has been up for a while since: what a rolling update has ended is being made again.
    while (strategy.kind === 'rolling' && !deployment.isPreviousReady) await load.more(1);
    const back = performance.now();
    const rolledBack = await deployment.rollback({ strategy });
    const rollbackMs = performance.now() - back;
    if (rolledBack.kind !== 'completed') throw new Error('a rollback was taken back');
    await load.more(20);
    return { updateMs, switchOverMs: updated.switchOverMs, rollbackMs };
  };
  // As in a host that has been up for a while.
  await load.more(1000);
  const first = await round();
  const started = performance.now();
  const before = load.made;
  const rounds: Round[] = [];
  while (rounds.length < ROUNDS) rounds.push(await round());
  const seconds = (performance.now() - started) / 1000;
  const during = load.made;
  await load.stop();
  const { made: calls, failures, latencies } = load;
  const counts = Array.from({ length: calls }, (_, call) => runs.get(call) ?? 0);
  const lost = counts.filter((count, call) => count === 0 || failures.has(call)).length;
  const repeated = counts.filter((count) => count > 1).length;
  const perSecond = (during - before) / seconds;
  return { calls, perSecond, lost, repeated, first, rounds, latencies };
}
