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
  #atWork: AtWork | undefined;
  #waiting = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#atWork === undefined && this.#waiting === 0;
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
    for (;;) {
      signal?.throwIfAborted();
      const atWork = this.#atWork;
      const state = this.#options.state();
      const rule = COMMAND_RULES[command][state];
      const isSame = atWork?.command === command;
      if (atWork === undefined) {
        if (rule === 'refuse') throw this.#refused(command, state);
        if (rule === 'done') return undefined;
        // A transitional state with nobody at work is what an earlier host has left behind, and goes on from there.
        return await this.#run(command, work, signal);
      }
      if (rule === 'refuse') throw this.#refused(command, state);
      if (isSame && (rule === 'join' || rule === 'undo')) return (await atWork.answer) as T; // the same command's answer
      if (rule === 'cancel' || rule === 'undo') {
        atWork.abort.abort(
          new AirssysError(
            'AIRSSYS_LIFECYCLE_CANCELLED',
            `${atWork.command} of ${this.#options.component} was cancelled by ${command}`,
            {
              hint: `It was ${state} when ${command} was asked for.`,
              data: { component: this.#options.component, command: atWork.command, by: command, state },
            },
          ),
        );
      }
      await this.#afterwards(atWork, command, state, signal);
      if (rule === 'undo') return undefined;
    }
  }

  /** Work of the host itself, such as what follows a crash: after whatever is at work, whatever the state. */
  async internal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    while (this.#atWork) await settled(this.#atWork.answer);
    return await this.#run('internal', work);
  }

  /** Stops what is at work, and waits for its end. */
  async interrupt(reason: AirssysError): Promise<void> {
    while (this.#atWork) {
      this.#atWork.abort.abort(reason);
      await settled(this.#atWork.answer);
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
    const atWork: AtWork = { command, abort, answer };
    this.#atWork = atWork;
    try {
      return await answer;
    } finally {
      this.#atWork = undefined;
    }
  }

  /** Those that wait are judged in the order in which they came: promises settle their listeners in that order. */
  async #afterwards(atWork: AtWork, command: Command, state: LifecycleState, signal?: AbortSignal): Promise<void> {
    if (this.#waiting >= MAX_WAITING) throw this.#refused(command, state, `${MAX_WAITING} commands wait already`);
    this.#waiting += 1;
    try {
      await untilAborted(settled(atWork.answer), signal);
    } finally {
      this.#waiting -= 1;
    }
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

async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
