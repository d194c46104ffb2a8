/**
 * Reads what a tree of supervisors tells, and says where it is not what the strategies demand. It knows the trees' shape and the
 * rules, and nothing of how supervisors work: after each end of a child there is one order in which others may end and start.
 */
import type { RestartStrategy, RestartType, SupervisorEvent } from '../../src/index.ts';

export interface Shape {
  readonly strategy: RestartStrategy;
  readonly intensity: number;
  readonly periodMs: number;
  /** In the order of their start. Supervisors have a shape of their own. */
  readonly children: readonly { readonly id: string; readonly restart: RestartType; readonly shape?: Shape }[];
}

/** By how much the times of events may differ from those by which restarts were counted. */
const TOLERANCE_MS = 50;

type Kind = SupervisorEvent['kind'];

export class Follower {
  readonly deviations: string[] = [];
  restarts = 0;
  escalations = 0;
  readonly #path: string;
  readonly #shape: Shape;
  readonly #beneath = new Map<string, Follower>();
  readonly #isRunning = new Map<string, boolean>();
  readonly #forgotten = new Set<string>();
  #expected: readonly (readonly [kind: Kind, child: string])[];
  #times: number[] = [];
  #isEnding = false;
  #isDoubtful = false;

  constructor(path: string, shape: Shape) {
    this.#path = path;
    this.#shape = shape;
    this.#expected = shape.children.map(({ id }) => ['child-started', id]);
  }

  follow(event: SupervisorEvent, depth = 1): void {
    const name = event.path[depth];
    if (name === undefined) this.#own(event);
    else this.#of(name)?.follow(event, depth + 1);
  }

  /** All deviations, here and beneath. */
  get all(): readonly string[] {
    return [...this.deviations, ...[...this.#beneath.values()].flatMap(({ all }) => all)];
  }

  get allRestarts(): number {
    return this.restarts + [...this.#beneath.values()].reduce((sum, one) => sum + one.allRestarts, 0);
  }

  get allEscalations(): number {
    return this.escalations + [...this.#beneath.values()].reduce((sum, one) => sum + one.allEscalations, 0);
  }

  #of(name: string): Follower | undefined {
    const found = this.#beneath.get(name);
    if (found === undefined) this.deviations.push(`${this.#path} tells of ${name}, which has not been started`);
    return found;
  }

  #own(event: SupervisorEvent): void {
    const child = 'child' in event ? event.child : '';
    const [next, ...rest] = this.#expected;
    if (next === undefined) this.#unexpected(event, child);
    else if (next[0] === event.kind && next[1] === child) this.#expected = rest;
    else if (event.kind === 'escalated' && next[0] === 'child-restarting' && this.#isDoubtful) {
      this.#expected = [];
      this.#expectEnd(this.#running());
    } else this.#deviates(`${event.kind} ${child} came where ${next.join(' ')} was due`);
    this.#note(event, child);
  }

  /** Something has happened that was not the supervisor's doing; or it was told to end. */
  #unexpected(event: SupervisorEvent, child: string): void {
    if (event.kind === 'child-ended' && event.by === 'itself' && this.#isRunning.get(child) === true) {
      this.#plan(child, event.reason.kind === 'failed', event.timeMs);
    } else if (event.kind === 'child-ended' && !this.#isEnding && this.#running().at(-1) === child) {
      this.#expectEnd(this.#running().slice(0, -1));
    } else this.#deviates(`${event.kind} ${child} came out of nothing`);
  }

  /** What must follow the end of a child. */
  #plan(child: string, hasFailed: boolean, timeMs: number): void {
    const { strategy, children } = this.#shape;
    const at = children.findIndex(({ id }) => id === child);
    const restart = children[at]?.restart;
    const others = this.#running().filter((id) => id !== child);
    if (restart === 'temporary' || (restart === 'transient' && !hasFailed)) return;
    if (this.#isTooMany(timeMs)) {
      this.#expected = [['escalated', '']];
      this.#expectEnd(others);
      return;
    }
    const isAffected = (id: string): boolean => {
      if (strategy === 'one-for-one') return id === child;
      return strategy === 'one-for-all' || children.findIndex((one) => one.id === id) >= at;
    };
    const ended = others.filter(isAffected).reverse();
    const started = children.filter(
      ({ id, restart: how }) => isAffected(id) && !this.#forgotten.has(id) && how !== 'temporary',
    );
    this.#expected = [
      ['child-restarting', child],
      ...ended.map((id) => ['child-ended', id] as const),
      ...started.map(({ id }) => ['child-started', id] as const),
    ];
  }

  #expectEnd(running: readonly string[]): void {
    this.#isEnding = true;
    this.#expected = [
      ...this.#expected,
      ...running.toReversed().map((id) => ['child-ended', id] as const),
      ['supervisor-ended', ''],
    ];
  }

  /** Where the period has just ended, or is about to, both are right: what comes next tells. */
  #isTooMany(timeMs: number): boolean {
    const { intensity, periodMs } = this.#shape;
    this.#times = [...this.#times.filter((time) => timeMs - time <= periodMs + TOLERANCE_MS), timeMs];
    const surely = this.#times.filter((time) => timeMs - time <= periodMs - TOLERANCE_MS).length;
    if (surely > intensity) return true;
    this.#isDoubtful = this.#times.length > intensity;
    return false;
  }

  #deviates(what: string): void {
    this.deviations.push(`${this.#path}: ${what}`);
    this.#expected = [];
  }

  #note(event: SupervisorEvent, child: string): void {
    if (event.kind === 'child-started') this.#started(child);
    else if (event.kind === 'child-restarting') this.restarts += 1;
    else if (event.kind === 'escalated') this.escalations += 1;
    else if (event.kind === 'child-ended') {
      this.#isRunning.set(child, false);
      if (this.#shape.children.find(({ id }) => id === child)?.restart === 'temporary') this.#forgotten.add(child);
    }
  }

  #started(child: string): void {
    this.#isRunning.set(child, true);
    const shape = this.#shape.children.find(({ id }) => id === child)?.shape;
    if (shape === undefined) return;
    const before = this.#beneath.get(child);
    const next = new Follower(`${this.#path}/${child}`, shape);
    this.#beneath.set(child, next);
    if (before === undefined) return;
    next.deviations.push(...before.all);
    next.restarts += before.allRestarts;
    next.escalations += before.allEscalations;
  }

  #running(): readonly string[] {
    return this.#shape.children.map(({ id }) => id).filter((id) => this.#isRunning.get(id) === true);
  }
}
