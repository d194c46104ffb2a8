/**
 * All that a process has started, to be ended with it. It runs in a group of its own, which one signal reaches. On Linux, what
 * has left the group is found by its ancestors, its session, or the mark in the environment that children inherit. A process that
 * leaves the group, loses its parent and clears its environment is not found.
 */
import { readdir, readFile } from 'node:fs/promises';

/** The variable that marks a process and what it starts. */
export const MARK = 'AIRSSYS_PROCESS';

export interface ProcessTree {
  /** Leader of the group and of the session. */
  readonly pid: number;
  readonly mark: string;
}

/** Rounds of looking for more: what is found may start others until it is ended. */
const MAX_ROUNDS = 16;

/** Sends a signal to the group. False where nobody is left in it. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Ends all of them. The group is signalled before this returns; the strays when it resolves. */
export async function killTree(tree: ProcessTree): Promise<void> {
  signalGroup(tree.pid, 'SIGKILL');
  if (process.platform !== 'linux') return;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const strays = await findTree(tree);
    if (strays.length === 0) return;
    for (const pid of strays) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    signalGroup(tree.pid, 'SIGKILL');
  }
}

interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly isMarked: boolean;
}

/** The processes that are left of a tree, those that have ended and are not waited for not included. */
async function findTree({ pid: root, mark }: ProcessTree): Promise<readonly number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = (await Promise.all(names.map(async (name) => await inspect(Number(name), mark)))).filter(
    (one) => one !== undefined,
  );
  const members = new Set(
    found
      .filter(({ pid, group, session, isMarked }) => pid === root || group === root || session === root || isMarked)
      .map(({ pid }) => pid),
  );
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const { pid, parent } of found) if (members.has(parent)) members.add(pid);
  }
  return [...members];
}

async function inspect(pid: number, mark: string): Promise<Found | undefined> {
  try {
    const [stat, environment] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'latin1'),
      readFile(`/proc/${pid}/environ`, 'latin1').catch(() => ''),
    ]);
    // The program's name stands in brackets and may have any in it.
    const [state, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    const isMarked = environment.split('\0').includes(`${MARK}=${mark}`);
    return { pid, parent: Number(parent), group: Number(group), session: Number(session), isMarked };
  } catch {
    return undefined; // it has ended meanwhile
  }
}
