/** Which command is possible in which state, and what becomes of one that comes while another is at work. */
import type { LifecycleState } from './lifecycle-state.ts';

/** What an operator can have done with a component. */
export type Command = 'install' | 'start' | 'stop' | 'update' | 'rollback' | 'uninstall';

/**
 * - `run`: it is carried out.
 * - `done`: there is nothing to do, and that is no error.
 * - `wait`: it waits for the command that is at work, and is judged anew then.
 * - `join`: the same command is at work: both have its answer.
 * - `cancel`: the command at work is stopped and undone; then this one is judged anew.
 * - `undo`: the command at work is stopped and undone, and that is all that was asked for.
 * - `refuse`: `AIRSSYS_LIFECYCLE_STATE`, which names the state.
 */
export type Rule = 'run' | 'done' | 'wait' | 'join' | 'cancel' | 'undo' | 'refuse';

/**
 * What each command does in each state of a component: it runs, waits for a state that ends by itself, joins what is under way,
 * cancels or undoes that, is done already, or is refused.
 */
export const COMMAND_RULES: Readonly<Record<Command, Readonly<Record<LifecycleState, Rule>>>> = {
  install: {
    uninstalled: 'run',
    installing: 'refuse',
    installed: 'refuse',
    starting: 'refuse',
    running: 'refuse',
    updating: 'refuse',
    stopping: 'refuse',
    stopped: 'refuse',
    failed: 'refuse',
  },
  start: {
    uninstalled: 'refuse',
    installing: 'wait',
    installed: 'run',
    starting: 'join',
    running: 'done',
    updating: 'wait',
    stopping: 'wait',
    stopped: 'run',
    failed: 'run',
  },
  stop: {
    uninstalled: 'refuse',
    installing: 'wait',
    installed: 'done',
    starting: 'cancel',
    running: 'run',
    updating: 'cancel',
    stopping: 'join',
    stopped: 'done',
    failed: 'run',
  },
  update: {
    uninstalled: 'refuse',
    installing: 'wait',
    installed: 'run',
    starting: 'wait',
    running: 'run',
    updating: 'refuse',
    stopping: 'wait',
    stopped: 'run',
    failed: 'run',
  },
  rollback: {
    uninstalled: 'refuse',
    installing: 'wait',
    installed: 'run',
    starting: 'wait',
    running: 'run',
    updating: 'undo',
    stopping: 'wait',
    stopped: 'run',
    failed: 'run',
  },
  uninstall: {
    uninstalled: 'refuse',
    installing: 'wait',
    installed: 'run',
    starting: 'refuse',
    running: 'refuse',
    updating: 'refuse',
    stopping: 'wait',
    stopped: 'run',
    failed: 'run',
  },
};
