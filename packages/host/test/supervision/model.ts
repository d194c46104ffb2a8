/**
 * The rules of OTP's supervisor, written a second time and in another way: each supervisor is a process with a mailbox, as in
 * Erlang, and a child has a process, is `restarting`, or has neither.
 */
import {
  END_MS,
  type Command,
  type Life,
  type Node,
  type Scenario,
  type SupervisorNode,
  type WorkerNode,
} from './scenario.ts';
import { Happening, type Process, Simulation } from './simulation.ts';

type Kind = 'normal' | 'shutdown' | 'failed';

/** What runs for a child. */
interface Running {
  readonly ended: Happening<Kind>;
  stop(): void;
  kill(): void;
}

interface Kid {
  readonly node: Node;
  pid: Running | 'restarting' | undefined;
  startedAtMs: number;
  inRow: number;
  /** Which of its states this is: what was planned for an earlier one is void. */
  state: number;
}

type Message = () => Process;

export function predict({ root, commands, spare }: Scenario): readonly string[] {
  const simulation = new Simulation();
  const world = new World(simulation);
  const top = new SupervisorProcess(world, root);
  simulation.spawn(
    (function* (): Process {
      yield [top.started];
      if (top.started.value === true) world.log('root started');
      else world.log('root failed to start');
    })(),
  );
  simulation.spawn(top.run());
  for (const command of commands) {
    simulation.runTo(command.atMs);
    simulation.spawn(world.obey(command, spare));
  }
  simulation.runTo(END_MS);
  world.supervisors.get(root.id)?.stop();
  simulation.runTo(END_MS * 10);
  return world.trace;
}

class World {
  readonly simulation: Simulation;
  readonly trace: string[] = [];
  readonly starts = new Map<string, number>();
  readonly supervisors = new Map<string, SupervisorProcess>();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  log(what: string): void {
    this.trace.push(`${this.simulation.nowMs.toFixed(6)} ${what}`);
  }

  *obey({ supervisor: id, what, child }: Command, spare: WorkerNode): Process {
    const supervisor = this.supervisors.get(id);
    if (supervisor === undefined) return;
    const name = `${what} ${id} ${child}`;
    if (what === 'stop' || what === 'kill') {
      if (what === 'stop') supervisor.stop();
      else supervisor.kill();
      if (what === 'stop') yield [supervisor.ended];
      this.log(`done ${name}`);
      return;
    }
    const answer = new Happening<string>();
    supervisor.command(answer, function* (): Process<string> {
      if (what === 'start') return yield* supervisor.startChild({ ...spare, id: `${id}.spare` });
      return yield* supervisor.manage(what, child);
    });
    yield [answer];
    this.log(`${answer.value} ${name}`);
  }
}

class WorkerProcess implements Running {
  readonly ended = new Happening<Kind>();
  readonly #world: World;
  readonly #id: string;
  readonly #life: Life;

  constructor(world: World, id: string, life: Life) {
    this.#world = world;
    this.#id = id;
    this.#life = life;
    world.log(`started ${id}`);
    if (life.endsAfterMs !== undefined) this.#endAfter(life.endsAfterMs, life.endsAs);
  }

  stop(): void {
    this.#world.log(`stop ${this.#id}`);
    this.#endAfter(this.#life.stopMs, 'shutdown');
  }

  kill(): void {
    this.#world.log(`kill ${this.#id}`);
    this.#end('failed');
  }

  #endAfter(ms: number, kind: Kind): void {
    const { simulation } = this.#world;
    const time = simulation.after(ms);
    const end = (): void => this.#end(kind);
    simulation.spawn(
      (function* (): Process {
        yield [time];
        end();
      })(),
    );
  }

  #end(kind: Kind): void {
    if (this.ended.isOver) return;
    this.#world.log(`end ${this.#id} ${kind}`);
    this.#world.simulation.happen(this.ended, kind);
  }
}

class SupervisorProcess implements Running {
  readonly ended = new Happening<Kind>();
  /** With whether it did. */
  readonly started = new Happening<boolean>();
  readonly #world: World;
  readonly #node: SupervisorNode;
  #kids: Kid[];
  #mailbox: Message[] = [];
  #arrival = new Happening();
  readonly #ending = new Happening();
  readonly #forced = new Happening();
  #reason: Kind = 'shutdown';
  #restarts: number[] = [];

  constructor(world: World, node: SupervisorNode) {
    this.#world = world;
    this.#node = node;
    this.#kids = node.children.map(newKid);
  }

  stop(): void {
    this.#endAs('shutdown');
  }

  kill(): void {
    this.#world.simulation.happen(this.#forced);
    this.#endAs('failed');
  }

  #endAs(reason: Kind): void {
    if (this.#ending.isOver) return;
    this.#reason = reason;
    this.#world.simulation.happen(this.#ending);
  }

  *run(): Process {
    const { simulation, supervisors } = this.#world;
    for (const kid of this.#kids) {
      if (!this.#ending.isOver && (yield* this.#start(kid))) continue;
      yield* this.#terminateAll(this.#kids);
      simulation.happen(this.started, false);
      return;
    }
    if (this.#ending.isOver) {
      yield* this.#terminateAll(this.#kids);
      simulation.happen(this.started, false);
      return;
    }
    simulation.happen(this.started, true);
    supervisors.set(this.#node.id, this);
    while (!this.#ending.isOver) {
      const message = this.#mailbox.shift();
      if (message !== undefined) yield* message();
      else {
        this.#arrival = new Happening();
        yield [this.#arrival, this.#ending];
      }
    }
    yield* this.#terminateAll(this.#kids);
    for (const message of this.#mailbox.splice(0)) yield* message();
    if (supervisors.get(this.#node.id) === this) supervisors.delete(this.#node.id);
    this.#world.log(`${this.#node.id} ended ${this.#reason}`);
    simulation.happen(this.ended, this.#reason);
  }

  #send(message: Message): void {
    this.#mailbox.push(message);
    this.#world.simulation.happen(this.#arrival);
  }

  command(answer: Happening<string>, work: () => Process<string>): void {
    const { simulation } = this.#world;
    const isEnding = (): boolean => this.#ending.isOver;
    this.#send(function* (): Process {
      simulation.happen(answer, isEnding() ? 'STATE' : yield* work());
    });
  }

  *startChild(node: WorkerNode): Process<string> {
    if (this.#kids.some((kid) => kid.node.id === node.id)) return 'CHILD';
    const kid = newKid(node);
    this.#kids.push(kid);
    if (yield* this.#start(kid)) return 'done';
    this.#forget(kid);
    return 'START';
  }

  *manage(what: 'terminate' | 'restart' | 'delete', id: string): Process<string> {
    const kid = this.#kids.find(({ node }) => node.id === id);
    if (kid === undefined) return 'CHILD';
    if (what === 'terminate') {
      yield* this.#terminateAll([kid]);
      return 'done';
    }
    if (kid.pid !== undefined) return 'CHILD';
    if (what === 'restart') return (yield* this.#start(kid)) ? 'done' : 'START';
    this.#forget(kid);
    return 'done';
  }

  #forget(kid: Kid): void {
    this.#kids = this.#kids.filter((one) => one !== kid);
  }

  /** Whether it has started. */
  *#start(kid: Kid): Process<boolean> {
    const pid =
      kid.node.kind === 'worker' ? yield* this.#startWorker(kid.node) : yield* this.#startSupervisor(kid.node);
    if (pid === undefined) return false;
    this.#change(kid, pid);
    kid.startedAtMs = this.#world.simulation.nowMs;
    this.#world.simulation.spawn(this.#link(kid, pid, kid.state));
    return true;
  }

  /** Tells of the child's exit. */
  *#link(kid: Kid, pid: Running, state: number): Process {
    yield [pid.ended];
    const { value: kind = 'failed' } = pid.ended;
    const exited = (): Process => this.#exited(kid, kind);
    this.#send(function* (): Process {
      if (kid.state === state) yield* exited();
    });
  }

  *#startWorker(node: WorkerNode): Process<Running | undefined> {
    const { simulation, starts } = this.#world;
    const at = starts.get(node.id) ?? 0;
    starts.set(node.id, at + 1);
    const life = node.lives[Math.min(at, node.lives.length - 1)];
    if (life === undefined) throw new Error('there is always one');
    this.#world.log(`start ${node.id}`);
    const over = simulation.after(life.startMs);
    yield [over, this.#ending];
    if (!over.isOver) {
      if (life.starts !== 'stubborn') return undefined;
      yield* this.#grace(node.shutdown, over);
    }
    if (over.isOver) return life.starts === 'fails' ? undefined : new WorkerProcess(this.#world, node.id, life);
    const world = this.#world;
    simulation.spawn(
      (function* (): Process {
        yield [over];
        new WorkerProcess(world, node.id, life).kill();
      })(),
    );
    return undefined;
  }

  *#startSupervisor(node: SupervisorNode): Process<Running | undefined> {
    const child = new SupervisorProcess(this.#world, node);
    this.#world.simulation.spawn(child.run());
    yield [child.started, this.#ending];
    if (!child.started.isOver) {
      child.stop();
      yield* this.#grace(node.shutdown, child.started);
    }
    return child.started.value === true ? child : undefined;
  }

  /** Waits for what was begun to be over, but not longer than a child has to end. */
  *#grace(shutdown: Node['shutdown'], over: Happening): Process {
    if (shutdown === 'brutal-kill' || this.#forced.isOver) return;
    const { simulation } = this.#world;
    yield typeof shutdown === 'number' ? [over, this.#forced, simulation.after(shutdown)] : [over, this.#forced];
  }

  *#exited(kid: Kid, kind: Kind): Process {
    if (this.#ending.isOver) return;
    const { restart, significant } = kid.node;
    this.#change(kid, undefined);
    if (this.#world.simulation.nowMs - kid.startedAtMs >= this.#node.backoff.resetAfterMs) kid.inRow = 0;
    if (restart === 'permanent' || (restart === 'transient' && kind === 'failed')) yield* this.#restart(kid);
    else {
      if (restart === 'temporary') this.#forget(kid);
      const left = this.#kids.filter((one) => one.node.significant && one.pid !== undefined);
      const { autoShutdown } = this.#node;
      if (significant && (autoShutdown === 'any-significant' || left.length === 0)) this.#endAs('shutdown');
    }
  }

  *#restart(kid: Kid): Process {
    const { simulation } = this.#world;
    const { intensity, periodMs, backoff } = this.#node;
    const now = simulation.nowMs;
    this.#restarts = [now, ...this.#restarts].filter((then) => now <= then + periodMs);
    if (this.#restarts.length > intensity) return this.#endAs('failed');
    const delayMs = Math.min(backoff.baseMs * backoff.factor ** kid.inRow, backoff.maxMs);
    kid.inRow += 1;
    this.#change(kid, 'restarting');
    if (delayMs === 0) return yield* this.#again(kid);
    yield* this.#terminateAll(this.#with(kid).filter((one) => one !== kid));
    const { state } = kid;
    const time = simulation.after(delayMs);
    const again = (): Process => this.#again(kid);
    const send = (message: Message): void => this.#send(message);
    simulation.spawn(
      (function* (): Process {
        yield [time];
        send(function* (): Process {
          if (kid.state === state) yield* again();
        });
      })(),
    );
  }

  *#again(kid: Kid): Process {
    if (this.#ending.isOver) return;
    const all = this.#with(kid);
    yield* this.#terminateAll(all.filter((one) => one !== kid));
    for (const one of all.filter((each) => this.#kids.includes(each))) {
      if (this.#ending.isOver) return;
      if (yield* this.#start(one)) continue;
      this.#change(one, 'restarting');
      const { state } = one;
      const restart = (): Process => this.#restart(one);
      const isEnding = (): boolean => this.#ending.isOver;
      this.#send(function* (): Process {
        if (one.state === state && !isEnding()) yield* restart();
      });
      return;
    }
  }

  #with(kid: Kid): readonly Kid[] {
    const { strategy } = this.#node;
    if (strategy === 'one-for-one') return [kid];
    return strategy === 'one-for-all' ? [...this.#kids] : this.#kids.slice(this.#kids.indexOf(kid));
  }

  *#terminateAll(kids: readonly Kid[]): Process {
    for (const kid of [...kids].reverse()) {
      if (typeof kid.pid === 'object') yield* this.#shutDown(kid.pid, kid.node.shutdown);
      this.#change(kid, undefined);
      if (kid.node.restart === 'temporary') this.#forget(kid);
    }
  }

  *#shutDown(pid: Running, shutdown: Node['shutdown']): Process {
    if (pid.ended.isOver) return;
    if (shutdown !== 'brutal-kill' && !this.#forced.isOver) {
      pid.stop();
      const { simulation } = this.#world;
      const time = typeof shutdown === 'number' ? simulation.after(shutdown) : new Happening();
      yield [pid.ended, this.#forced, time];
      if (pid.ended.isOver) return;
    }
    pid.kill();
    yield [pid.ended];
  }

  #change(kid: Kid, pid: Kid['pid']): void {
    kid.pid = pid;
    kid.state += 1;
  }
}

const newKid = (node: Node): Kid => ({ node, pid: undefined, startedAtMs: 0, inRow: 0, state: 0 });
