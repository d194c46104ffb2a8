/** Puts real supervisors through a scenario, and writes down what its workers are told and what commands answer. */
import { isAirssysError } from '@airssys/model';
import { Supervisor } from '../../src/supervision/supervisor.ts';
import type { ChildSpec, EndReason, Supervised } from '../../src/supervision/supervised.ts';
import {
  END_MS,
  type Command,
  type Life,
  type Node,
  type Scenario,
  type SupervisorNode,
  type WorkerNode,
} from './scenario.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface Run {
  readonly trace: readonly string[];
  /** Timers that were left when all was over. */
  readonly leftTimers: number;
}

export async function runScenario({ root, commands, spare }: Scenario): Promise<Run> {
  const clock = new VirtualClock();
  const trace: string[] = [];
  const log = (what: string): void => void trace.push(`${clock.nowMs().toFixed(6)} ${what}`);
  const starts = new Map<string, number>();
  const running = new Map<string, Supervisor>();

  const workerSpec = (node: WorkerNode): ChildSpec => ({
    ...base(node),
    start: async (signal) => {
      const at = starts.get(node.id) ?? 0;
      starts.set(node.id, at + 1);
      const life = node.lives[Math.min(at, node.lives.length - 1)];
      if (life === undefined) throw new Error('there is always one');
      log(`start ${node.id}`);
      await clock.sleep(life.startMs, life.starts === 'stubborn' ? undefined : signal);
      if (life.starts === 'fails') throw new Error(`${node.id} fails`);
      return new Worker(node.id, life, clock, log);
    },
  });

  const startSupervisor = async (node: SupervisorNode, signal?: AbortSignal): Promise<Supervisor> => {
    const { strategy, intensity, periodMs, autoShutdown, backoff } = node;
    const options = {
      name: node.id,
      strategy,
      intensity,
      periodMs,
      autoShutdown,
      clock,
      backoff: { ...backoff, jitter: 0 },
    };
    const supervisor = await Supervisor.start(options, node.children.map(specOf), signal);
    running.set(node.id, supervisor);
    void supervisor.ended.then(({ kind }) => {
      if (running.get(node.id) === supervisor) running.delete(node.id);
      return log(`${node.id} ended ${kind}`);
    });
    return supervisor;
  };

  const specOf = (node: Node): ChildSpec =>
    node.kind === 'worker'
      ? workerSpec(node)
      : { ...base(node), type: 'supervisor', start: async (signal) => await startSupervisor(node, signal) };

  const obey = async ({ supervisor: id, what, child }: Command): Promise<void> => {
    const supervisor = running.get(id);
    if (supervisor === undefined) return;
    const name = `${what} ${id} ${child}`;
    try {
      if (what === 'terminate') await supervisor.terminateChild(child);
      else if (what === 'restart') await supervisor.restartChild(child);
      else if (what === 'delete') await supervisor.deleteChild(child);
      else if (what === 'start') await supervisor.startChild(workerSpec({ ...spare, id: `${id}.spare` }));
      else if (what === 'stop') await supervisor.stop();
      else supervisor.kill();
      log(`done ${name}`);
    } catch (error) {
      log(`${isAirssysError(error) ? error.code.slice('AIRSSYS_SUPERVISION_'.length) : String(error)} ${name}`);
    }
  };

  const starting = startSupervisor(root).then(
    () => log('root started'),
    () => log('root failed to start'),
  );
  for (const command of commands) {
    await clock.runTo(command.atMs);
    void obey(command);
  }
  await clock.runTo(END_MS);
  void running.get(root.id)?.stop();
  await clock.runTo(END_MS * 10);
  await starting;
  return { trace, leftTimers: clock.pending };
}

const base = ({ id, restart, shutdown, significant }: Node): Omit<ChildSpec, 'start'> => ({
  id,
  restart,
  shutdown,
  significant,
});

class Worker implements Supervised {
  readonly ended: Promise<EndReason>;
  readonly #id: string;
  readonly #life: Life;
  readonly #clock: VirtualClock;
  readonly #log: (what: string) => void;
  readonly #over = new AbortController();
  readonly #resolve: (reason: EndReason) => void;

  constructor(id: string, life: Life, clock: VirtualClock, log: (what: string) => void) {
    const { promise, resolve } = Promise.withResolvers<EndReason>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#id = id;
    this.#life = life;
    this.#clock = clock;
    this.#log = log;
    log(`started ${id}`);
    if (life.endsAfterMs !== undefined) this.#endAfter(life.endsAfterMs, life.endsAs);
  }

  async stop(): Promise<void> {
    this.#log(`stop ${this.#id}`);
    this.#endAfter(this.#life.stopMs, 'shutdown');
    await this.ended;
  }

  kill(): void {
    this.#log(`kill ${this.#id}`);
    this.#end('failed');
  }

  #endAfter(ms: number, kind: EndReason['kind']): void {
    this.#clock.sleep(ms, this.#over.signal).then(
      () => this.#end(kind),
      () => {}, // it has ended in another way
    );
  }

  #end(kind: EndReason['kind']): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#log(`end ${this.#id} ${kind}`);
    this.#resolve(kind === 'failed' ? { kind, error: new Error(`${this.#id} failed`) } : { kind });
  }
}
