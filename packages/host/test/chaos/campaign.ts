/** A tree of real components, in which some are brought to ruin at a steady rate while others do their work. */
import { setTimeout as wait } from 'node:timers/promises';
import { isAirssysError } from '@airssys/model';
import {
  type ComponentActor,
  ComponentHost,
  components,
  type LoadedComponent,
  type RestartStrategy,
  type RestartType,
  supervise,
  type SupervisorBuilder,
  type Supervisor,
  TrapError,
} from '../../src/index.ts';
import { Random } from '../engine/metering/fuzz/random.ts';
import { growth, type Resources, settledResources } from '../hostile/resources.ts';
import { Follower, type Shape } from './follower.ts';
import { Latency, steadily } from './latency.ts';
import { FAULT_NAMES, type Fault, FAULTS, HANG_MS, LIMITS, NEVER, OPS, victim } from './victim.ts';

export interface ChaosOptions {
  readonly components: number;
  /** Faults per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  readonly cacheDir: string;
  readonly faults?: readonly Fault[];
}

export interface ChaosReport {
  readonly seed: number;
  readonly components: number;
  readonly bystanders: number;
  /** How often each was asked for and did its work. */
  readonly faults: Readonly<Record<Fault, number>>;
  /** Faults that found their component ending already. */
  readonly missed: number;
  readonly restarts: number;
  readonly escalations: number;
  /** What was not as the strategies, or the faults, demand. */
  readonly findings: readonly string[];
  readonly before: Resources;
  readonly after: Resources;
  readonly quiet: ReturnType<Latency['take']>;
  /** While components fault, but none spins. */
  readonly chaos: ReturnType<Latency['take']>;
  /** While some spin, which takes the thread from the others for a turn at a time. */
  readonly spinning: ReturnType<Latency['take']>;
}

/** Of the components: those that are left alone, and whose calls are timed. */
const BYSTANDERS = 0.2;
const CALLS_PER_SECOND = 200;
/** What a call of a bystander computes: some tens of microseconds. */
const WORK = 10_000;

const STRATEGIES: readonly RestartStrategy[] = ['one-for-one', 'one-for-all', 'rest-for-one'];
const RESTARTS: readonly RestartType[] = ['permanent', 'transient', 'permanent'];
/** Without end, so to speak; and one that faults come up against. */
const LENIENT = { intensity: 1_000_000, periodMs: 1_000 };
const STRICT = { intensity: 3, periodMs: 1_000 };

interface Group extends Omit<Shape, 'children'> {
  readonly name: string;
  readonly members: number;
}

function groupsOf(count: number): readonly Group[] {
  const size = count < 40 ? 2 : 4;
  return Array.from({ length: Math.ceil(count / size) }, (_, at): Group => ({
    name: `group-${at + 1}`,
    strategy: STRATEGIES[at % 3] ?? 'one-for-one',
    // The strict ones are of each strategy in turn.
    ...(at % 4 === 3 ? STRICT : LENIENT),
    members: Math.min(size, count - at * size),
  }));
}

const restartOf = (at: number): RestartType => RESTARTS[at % RESTARTS.length] ?? 'permanent';

function builderOf(group: Group, loaded: LoadedComponent): SupervisorBuilder<ComponentActor> {
  const { name, strategy, intensity, periodMs, members } = group;
  return Array.from({ length: members }, (_, at) => at).reduce<SupervisorBuilder<ComponentActor>>(
    (builder, at) =>
      builder.child(
        components(loaded, { id: `${name}-${at + 1}`, restart: restartOf(at), instance: { limits: LIMITS } }),
      ),
    supervise({ name, strategy, intensity, periodMs }),
  );
}

const shapeOf = ({ name, strategy, intensity, periodMs, members }: Group): Shape => ({
  strategy,
  intensity,
  periodMs,
  children: Array.from({ length: members }, (_, at) => ({ id: `${name}-${at + 1}-1`, restart: restartOf(at) })),
});

export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { rate, seconds, seed, faults = FAULT_NAMES } = options;
  const random = new Random(seed);
  await using host = new ComponentHost({ cacheDir: options.cacheDir, services: [NEVER] });
  const loaded = await host.load(await victim(), 'victim');
  const bystanders = Math.max(1, Math.round(options.components * BYSTANDERS));
  const groups = groupsOf(options.components - bystanders);
  const aside: Group = { name: 'bystanders', strategy: 'one-for-one', ...STRICT, members: bystanders };
  const shapes = [...groups, aside].map((group) => ({
    id: group.name,
    restart: 'permanent' as const,
    shape: shapeOf(group),
  }));
  const follower = new Follower('root', { strategy: 'one-for-one', ...LENIENT, children: shapes });
  const ends = new EndCounter();
  const root = await [...groups, aside]
    .reduce<SupervisorBuilder<Supervisor<ComponentActor>>>(
      (builder, group) => builder.child(builderOf(group, loaded)),
      supervise({ name: 'root', ...LENIENT }),
    )
    .start();
  root.adopt((event) => {
    follower.follow(event);
    if (event.kind === 'child-ended') ends.note(event.reason);
  });

  const findings: string[] = [];
  const counts = Object.fromEntries(FAULT_NAMES.map((name) => [name, 0])) as Record<Fault, number>; // of all names
  let missed = 0;
  const ruin = async (among: readonly Fault[]): Promise<void> => {
    const group = random.of(groups);
    const fault = random.of(among);
    const member = root.child(group.name)?.child(`${group.name}-${random.below(group.members) + 1}-1`);
    if (member === undefined || member.state === 'terminated' || member.state === 'terminating') {
      missed += 1;
      return;
    }
    const end = await endOf(member, fault);
    if (end === FAULTS[fault]) counts[fault] += 1;
    else if (end === 'cannot be called' || end === 'cancelled') missed += 1;
    else findings.push(`${fault} ended as ${end}`);
  };

  const latency = new Latency();
  let turn = 0;
  const bystand = async (): Promise<void> => {
    turn += 1;
    const name = `${aside.name}-${(turn % bystanders) + 1}-1`;
    const startedAt = performance.now();
    const outcome = await root.child(aside.name)?.child(name)?.callExport(OPS, 'work', [WORK]);
    latency.add(performance.now() - startedAt);
    if (outcome?.ok !== true) findings.push(`${name} did not do its work`);
  };
  /** Lets the bystanders work for a time, and the faults happen. */
  const phase = async (ms: number, among: readonly Fault[]): Promise<ReturnType<Latency['take']>> => {
    const over = new AbortController();
    const working = steadily(CALLS_PER_SECOND, over.signal, bystand);
    const ruining = among.length === 0 ? undefined : steadily(rate, over.signal, async () => await ruin(among));
    await wait(ms);
    over.abort();
    await Promise.all([working, ruining]);
    return latency.take();
  };

  const durationMs = seconds * 1000;
  const still = faults.filter((fault) => fault !== 'spin');
  await phase(durationMs / 10, faults);
  const quiet = await phase(durationMs / 5, []);
  await phase(durationMs / 10, faults);
  const before = await settledResources();
  const during = await phase(durationMs * 0.3, still);
  const spinning = await phase(durationMs * 0.3, faults);
  const after = await settledResources();

  await root.stop();
  const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (ends.traps !== done)
    findings.push(`${done} components were ruined, of which their supervisors saw ${ends.traps}`);
  return {
    seed,
    components: options.components,
    bystanders,
    faults: counts,
    missed,
    restarts: follower.allRestarts,
    escalations: follower.allEscalations,
    findings: [...findings, ...follower.all, ...growth(before, after)],
    before,
    after,
    quiet,
    chaos: during,
    spinning,
  };
}

/** Counts the ends that a trap was the reason of. */
class EndCounter {
  traps = 0;

  note(reason: { readonly kind: string; readonly error?: unknown }): void {
    if (reason.error instanceof TrapError && reason.error.kind !== 'cancelled') this.traps += 1;
  }
}

/** How a call ended that was to ruin its component. */
async function endOf(actor: ComponentActor, fault: Fault): Promise<string> {
  const hangs = FAULTS[fault] === 'deadline';
  try {
    await actor.callExport(OPS, fault, [], hangs ? { timeoutMs: HANG_MS } : {});
    return 'an answer';
  } catch (error) {
    if (error instanceof TrapError) return error.kind;
    // Another fault was first: the actor has ended, or the instance did while the call waited for its turn.
    const isLate = isAirssysError(error, 'AIRSSYS_SUPERVISION_STATE') || isAirssysError(error, 'AIRSSYS_SANDBOX_STATE');
    return isLate ? 'cannot be called' : String(error);
  }
}
