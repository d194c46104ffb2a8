/** Commands of one component, one at a time: {@link COMMAND_RULES} says what becomes of one that comes meanwhile. */
import { AirssysError } from '@airssys/model';
import { type Command, COMMAND_RULES } from './command-rules.ts';
import type { LifecycleState } from './lifecycle-state.ts';

interface AtWork {
  readonly command: Command | 'internal';
  readonly abort: AbortController;
  readonly answer: Promise<unknown>;
}

/** Commands that wait for one component. The one beyond it is refused. */
const MAX_WAITING = 100;

export interface LaneOptions {
  readonly component: string;
  /** The state as everybody can see it. */
  readonly state: () => LifecycleState;
}

export class CommandLane {
  readonly #options: LaneOptions;
  /** Those whose turn has not come, in their order: each is called when it has. */
  readonly #waiting: (() => void)[] = [];
  #atWork: AtWork | undefined;
  /** Whether it is somebody's turn. */
  #isTaken = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return !this.#isTaken;
  }

  /**
   * Carries a command out when its turn has come. `work` gets a signal that aborts when a later command cancels it, with an error
   * of `AIRSSYS_LIFECYCLE_CANCELLED`, or when the caller's own does. Answers undefined where there was nothing to do.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` where the command cannot be in the state.
   */
  async submit<T>(
    command: Command,
    work: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    signal?.throwIfAborted();
    const atWork = this.#atWork;
    if (atWork) {
      const state = this.#options.state();
      const rule = COMMAND_RULES[command][state];
      if (rule === 'refuse') throw this.#refused(command, state);
      const isSame = atWork.command === command && this.#waiting.length === 0;
      if (isSame && (rule === 'join' || rule === 'undo')) return (await atWork.answer) as T; // the same command's answer
      if (rule === 'cancel' || rule === 'undo') atWork.abort.abort(this.#cancelled(atWork.command, command, state));
      if (rule === 'undo') {
        await settled(atWork.answer);
        return undefined;
      }
    }
    await this.#turn(command, signal);
    const state = this.#options.state();
    const rule = COMMAND_RULES[command][state];
    if (rule === 'refuse' || rule === 'done') {
      this.#next();
      if (rule === 'done') return undefined;
      throw this.#refused(command, state);
    }
    // A transitional state with nobody at work is what an earlier host has left behind, and goes on from there.
    return await this.#run(command, work, signal);
  }

  /** Work of the host itself, such as what follows a crash: in its turn, whatever the state. */
  async internal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    await this.#turn('internal');
    return await this.#run('internal', work);
  }

  /** Stops what is at work, and waits for its end, and for that of all that wait. */
  async interrupt(reason: AirssysError): Promise<void> {
    while (this.#isTaken) {
      this.#atWork?.abort.abort(reason);
      await settled(this.#atWork?.answer ?? Promise.resolve());
    }
  }

  async #run<T>(
    command: Command | 'internal',
    work: (signal: AbortSignal) => Promise<T>,
    outer?: AbortSignal,
  ): Promise<T> {
    const abort = new AbortController();
    const signal = outer ? AbortSignal.any([abort.signal, outer]) : abort.signal;
    const answer = work(signal);
    this.#atWork = { command, abort, answer };
    try {
      return await answer;
    } finally {
      this.#atWork = undefined;
      this.#next();
    }
  }

  /** Resolves when it is this command's turn: whoever has it gives it on by {@link #next}. */
  async #turn(command: Command | 'internal', signal?: AbortSignal): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return;
    }
    if (command !== 'internal' && this.#waiting.length >= MAX_WAITING) {
      throw this.#refused(command, this.#options.state(), `${MAX_WAITING} commands wait already`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
      reject(signal?.reason);
    };
    this.#waiting.push(resolve);
    signal?.addEventListener('abort', giveUp);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }

  #cancelled(command: string, by: Command, state: LifecycleState): AirssysError {
    const { component } = this.#options;
    return new AirssysError('AIRSSYS_LIFECYCLE_CANCELLED', `${command} of ${component} was cancelled by ${by}`, {
      hint: `It was ${state} when ${by} was asked for.`,
      data: { component, command, by, state },
    });
  }

  #refused(command: Command, state: LifecycleState, why?: string): AirssysError {
    const { component } = this.#options;
    const hints: Partial<Record<LifecycleState, string>> = {
      uninstalled: 'Install it first; host.query() lists what is installed.',
      updating: 'Wait for the update, or take it back with rollback().',
      running: 'Stop it first, or use update().',
    };
    return new AirssysError(
      'AIRSSYS_LIFECYCLE_STATE',
      `${component} is ${state}: ${command} is not possible${why === undefined ? '' : `, ${why}`}`,
      { hint: hints[state] ?? 'Wait until the state has ended.', data: { component, state, command } },
    );
  }
}

const settled = async (answer: Promise<unknown>): Promise<void> => {
  await answer.catch(() => {}); // whoever gave the command is told
};
