import { existsSync } from 'node:fs';
import type { Needs, NeedsTable } from './needs.ts';
import type { World } from './open-gate.ts';

const OPEN_FILES = 'airssys:ext-filesystem/open-files@1.0.0';
const PROCESSES = 'airssys:ext-process/processes@1.0.0';

/** A program that ends when its input does. */
const CAT = existsSync('/usr/bin/cat') ? '/usr/bin/cat' : '/bin/cat';
const OPTIONS = { arguments: [], environment: [], limits: {} };

const file = async (world: World): Promise<unknown> => await world.all(`${OPEN_FILES}#open`, '/data/a.txt', 'update');
const child = async (world: World): Promise<unknown> => await world.all(`${PROCESSES}#spawn`, CAT, OPTIONS);

/** One whose input is closed, so that it has ended, or will. */
async function ended(world: World): Promise<unknown> {
  const one = await child(world);
  await world.all(`${PROCESSES}#[method]child.close-stdin`, one);
  return one;
}

const onFile = (...args: readonly unknown[]): Needs => ({
  grants: ['filesystem.read:/data/**', 'filesystem.write:/data/**'],
  args: async (world) => [await file(world), ...args],
});
const onChild = (maker: (world: World) => Promise<unknown>, action: string, ...args: readonly unknown[]): Needs => ({
  grants: [`process.${action}:${CAT}`],
  args: async (world) => [await maker(world), ...args],
});

/** Open files, processes and secrets. */
export const OUTSIDE: NeedsTable = {
  'airssys:ext-filesystem/open-files#open': {
    grants: ['filesystem.read:/data/**'],
    args: () => ['/data/a.txt', 'read'],
  },
  'airssys:ext-filesystem/open-files#[method]file.read-at': onFile(0n, 4),
  'airssys:ext-filesystem/open-files#[method]file.write-at': onFile(0n, Uint8Array.of(1)),
  'airssys:ext-filesystem/open-files#[method]file.append': onFile(Uint8Array.of(1)),
  'airssys:ext-filesystem/open-files#[method]file.size': onFile(),
  'airssys:ext-filesystem/open-files#[method]file.set-size': onFile(4n),
  'airssys:ext-filesystem/open-files#[method]file.sync': onFile(),
  'airssys:ext-process/processes#spawn': { grants: [`process.spawn:${CAT}`], args: () => [CAT, OPTIONS] },
  'airssys:ext-process/processes#[method]child.write-stdin': onChild(child, 'spawn', Uint8Array.of(1)),
  'airssys:ext-process/processes#[method]child.close-stdin': onChild(child, 'spawn'),
  'airssys:ext-process/processes#[method]child.read-stdout': onChild(ended, 'spawn', 4),
  'airssys:ext-process/processes#[method]child.read-stderr': onChild(ended, 'spawn', 4),
  'airssys:ext-process/processes#[method]child.wait': onChild(ended, 'spawn'),
  'airssys:ext-process/processes#[method]child.finish': onChild(child, 'spawn', undefined),
  'airssys:ext-process/processes#[method]child.signal': onChild(child, 'signal', 'terminate'),
  'airssys:ext-process/processes#[method]child.kill': onChild(child, 'kill'),
  'airssys:ext-secrets/secrets#get': { grants: ['secrets.read:KEY'], args: () => ['KEY'] },
};
