/**
 * From a path to the place that it names, part by part from an open directory. Links are read and followed here, by hand, so that
 * what the kernel opens is always one name in a directory that is open already.
 */
import { type BigIntStats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import type { Directory } from './directory.ts';
import { faultCode, FileFault } from './file-fault.ts';
import { childPath } from './mounts.ts';

/** What a path names: an entry of an open directory, or the directory itself. */
export interface Walked {
  readonly directory: Directory;
  /** Whether the directory belongs to whoever asked; else it is the one that the walk began at. */
  readonly isOwned: boolean;
  /** One part of a path, or `.` for the directory itself. */
  readonly name: string;
  /** In normal form, links followed. */
  readonly guestPath: string;
  /** What is there; undefined where nothing is. Of a link that was not to be followed it tells of the link. */
  readonly found: BigIntStats | undefined;
  /** Whether the last part of the path is a link, which has been followed. */
  readonly isLinked: boolean;
}

export interface WalkOptions {
  /** Whether a link at the end is followed. Links before are. */
  readonly follow: boolean;
  /** Guest paths at which another mount hides what is here. */
  readonly isHidden: (guestPath: string) => boolean;
}

/** Links that one path may lead through: Linux's own limit. */
const MAX_LINKS = 40;

/** Parts of a path with all its links: no path is longer, but for links that are made to keep the host busy. */
const MAX_PARTS = 4_096;

/**
 * INVARIANT: nothing above `start` is reached, neither by `..` nor by a link. An absolute link leads somewhere only if `start` is a
 * mount's own directory and the link names that directory of the host or something beneath it.
 *
 * @throws FileFault, or the system's error, with its `code`. `EACCES`: the path leads out, or to what another mount hides.
 */
export async function walk(start: Directory, path: string, { follow, isHidden }: WalkOptions): Promise<Walked> {
  const pending = path.split('/').reverse();
  /** What is open on the way. The first is not ours. */
  const opened: Directory[] = [start];
  let links = 0;
  let parts = 0;
  let isLinked = false;
  const top = (): Directory => opened.at(-1) ?? start;
  const leave = async (): Promise<void> => await opened.pop()?.[Symbol.asyncDispose]();
  const enterLink = async (target: string, isLast: boolean): Promise<void> => {
    links += 1;
    if (links > MAX_LINKS) throw new FileFault('ELOOP');
    isLinked ||= isLast;
    if (!target.startsWith('/')) return void pending.push(...target.split('/').reverse());
    const beneath = start.guestPath === start.mount.guestPath ? start.beneath(target) : undefined;
    if (beneath === undefined) throw new FileFault('EACCES');
    while (opened.length > 1) await leave();
    pending.push(...beneath.split('/').reverse());
  };
  const take = (name: string, found: BigIntStats | undefined): Walked => {
    const isOwned = opened.length > 1;
    const directory = (isOwned && opened.pop()) || start;
    const guestPath = name === '.' ? directory.guestPath : childPath(directory.guestPath, name);
    return { directory, isOwned, name, guestPath, found, isLinked };
  };
  try {
    for (;;) {
      const part = pending.pop();
      parts += 1;
      if (parts > MAX_PARTS) throw new FileFault('ENAMETOOLONG');
      if (part === undefined) return take('.', await top().stat());
      if (part === '' || part === '.') continue;
      if (part === '..') {
        if (opened.length === 1) throw new FileFault('EACCES');
        await leave();
        continue;
      }
      // INVARIANT: what another mount hides is not reached through this one: its path means the other's.
      if (isHidden(childPath(top().guestPath, part))) throw new FileFault('EACCES');
      const isLast = pending.every((one) => one === '' || one === '.');
      const isDirectory = pending.length > 0;
      if (!isLast) {
        const directory = top();
        const entered = await enter(directory, part);
        if (typeof entered !== 'string') opened.push(entered);
        await directory.assertSpelled(part);
        if (typeof entered === 'string') await enterLink(entered, false);
        continue;
      }
      const found = await statEntry(top(), part);
      if (found !== undefined) await top().assertSpelled(part);
      if (found?.isSymbolicLink() === true && (follow || isDirectory)) {
        await enterLink(await readlink(top().at(part)), true);
        continue;
      }
      if (isDirectory && found?.isDirectory() === false) throw new FileFault('ENOTDIR');
      return take(part, found);
    }
  } finally {
    while (opened.length > 1) await leave();
  }
}

/** Opens a directory, or reads the link that is there instead. */
async function enter(directory: Directory, name: string): Promise<Directory | string> {
  try {
    return await directory.open(name);
  } catch (error) {
    if (faultCode(error) !== 'ENOTDIR') throw error;
    return await readlink(directory.at(name)).catch((linkError: unknown) => {
      throw faultCode(linkError) === 'EINVAL' ? new FileFault('ENOTDIR') : linkError;
    });
  }
}

async function statEntry(directory: Directory, name: string): Promise<BigIntStats | undefined> {
  try {
    const found = await lstat(directory.at(name), { bigint: true });
    await directory.assertUnmoved();
    return found;
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
