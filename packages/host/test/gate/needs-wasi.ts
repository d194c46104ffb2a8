import type { Needs, NeedsTable } from './needs.ts';
import type { World } from './open-gate.ts';

const V = '@0.2.12';
const TYPES = `wasi:filesystem/types${V}`;
const DATA = 'filesystem:/data/**';

const TOLD = 'it tells what the component has been told before: how it opened what it holds';
const READY = 'that a stream is ready tells no more than the use of it that follows, which asks';
const GIVEN = 'whoever made the instance gave it to the component, by name';
const NO_DATA = 'it says in words what the component was answered before';

/** A directory that is mounted. */
async function mount(world: World): Promise<unknown> {
  const [[descriptor] = []] = (await world.all(`wasi:filesystem/preopens${V}#get-directories`)) as [unknown, string][];
  return descriptor;
}

async function file(world: World, path = 'a.txt', flags: object = { read: true, write: true }): Promise<unknown> {
  return await world.all(`${TYPES}#[method]descriptor.open-at`, await mount(world), {}, path, {}, flags);
}

const input = async (world: World): Promise<unknown> =>
  await world.all(`${TYPES}#[method]descriptor.read-via-stream`, await file(world), 0n);
const output = async (world: World): Promise<unknown> =>
  await world.all(`${TYPES}#[method]descriptor.write-via-stream`, await file(world), 0n);
const alarm = async (world: World): Promise<unknown> =>
  await world.all(`wasi:clocks/monotonic-clock${V}#subscribe-duration`, 0n);

type Maker = (world: World) => Promise<unknown>;

const on = (maker: Maker, action: string, ...args: readonly unknown[]): Needs => ({
  grants: [`filesystem.${action}:/data/**`, `filesystem.${action}:/data`],
  args: async (world) => [await maker(world), ...args],
});
const clock = (...args: readonly unknown[]): Needs => ({ grants: ['clock.read'], args: () => args });
const random = (...args: readonly unknown[]): Needs => ({ grants: ['random.read'], args: () => args });
const bytes = new Uint8Array(8);

const METHODS: NeedsTable = {
  'descriptor.read-via-stream': on(file, 'read', 0n),
  'descriptor.write-via-stream': on(file, 'write', 0n),
  'descriptor.append-via-stream': on(file, 'write'),
  'descriptor.advise': on(file, 'write', 0n, 0n, 'normal'),
  'descriptor.get-flags': { none: TOLD },
  'descriptor.get-type': { none: TOLD },
  'descriptor.is-same-object': { none: 'of two things that the component holds it tells whether they are one' },
  'descriptor.read': on(file, 'read', 4n, 0n),
  'descriptor.write': on(file, 'write', bytes, 0n),
  'descriptor.set-size': on(file, 'write', 4n),
  'descriptor.set-times': on(file, 'write', { tag: 'now' }, { tag: 'no-change' }),
  'descriptor.sync': on(file, 'write'),
  'descriptor.sync-data': on(file, 'write'),
  'descriptor.stat': on(file, 'metadata'),
  'descriptor.metadata-hash': on(file, 'metadata'),
  'descriptor.open-at': on(mount, 'read', {}, 'a.txt', {}, { read: true }),
  'descriptor.read-directory': on(mount, 'list-dir'),
  'descriptor.stat-at': on(mount, 'metadata', {}, 'a.txt'),
  'descriptor.metadata-hash-at': on(mount, 'metadata', {}, 'a.txt'),
  'descriptor.set-times-at': on(mount, 'write', {}, 'a.txt', { tag: 'now' }, { tag: 'now' }),
  'descriptor.create-directory-at': on(mount, 'write', 'new'),
  'descriptor.symlink-at': on(mount, 'write', 'a.txt', 'link'),
  'descriptor.readlink-at': {
    grants: ['filesystem.metadata:/data/**'],
    args: async (world) => {
      const directory = await mount(world);
      await world.all(`${TYPES}#[method]descriptor.symlink-at`, directory, 'a.txt', 'link');
      return [directory, 'link'];
    },
  },
  'descriptor.remove-directory-at': on(mount, 'delete', 'sub'),
  'descriptor.unlink-file-at': on(mount, 'delete', 'a.txt'),
  'descriptor.link-at': {
    grants: ['filesystem.read:/data/**', 'filesystem.write:/data/**'],
    args: async (world) => [await mount(world), {}, 'a.txt', await mount(world), 'b.txt'],
  },
  'descriptor.rename-at': {
    grants: ['filesystem.read:/data/**', 'filesystem.write:/data/**', 'filesystem.delete:/data/**'],
    args: async (world) => [await mount(world), 'a.txt', await mount(world), 'b.txt'],
  },
  'directory-entry-stream.read-directory-entry': {
    grants: ['filesystem.list-dir:/data'],
    args: async (world) => [await world.all(`${TYPES}#[method]descriptor.read-directory`, await mount(world))],
  },
};

const STREAMS: NeedsTable = {
  'input-stream.read': on(input, 'read', 4n),
  'input-stream.skip': on(input, 'read', 4n),
  'input-stream.blocking-read': on(input, 'read', 4n),
  'input-stream.blocking-skip': on(input, 'read', 4n),
  'input-stream.subscribe': { none: READY },
  'output-stream.check-write': on(output, 'write'),
  'output-stream.write': on(output, 'write', bytes),
  'output-stream.flush': on(output, 'write'),
  'output-stream.blocking-flush': on(output, 'write'),
  'output-stream.blocking-write-and-flush': on(output, 'write', bytes),
  'output-stream.write-zeroes': on(output, 'write', 4n),
  'output-stream.blocking-write-zeroes-and-flush': on(output, 'write', 4n),
  'output-stream.subscribe': { none: READY },
  'output-stream.splice': {
    grants: [DATA],
    args: async (world) => [await output(world), await input(world), 4n],
  },
  'output-stream.blocking-splice': {
    grants: [DATA],
    args: async (world) => [await output(world), await input(world), 4n],
  },
};

const inInterface = (name: string, methods: NeedsTable): NeedsTable =>
  Object.fromEntries(Object.entries(methods).map(([method, needs]) => [`${name}#[method]${method}`, needs]));

export const WASI: NeedsTable = {
  'wasi:io/error#[method]error.to-debug-string': { none: NO_DATA },
  'wasi:io/poll#[method]pollable.ready': { grants: ['clock.read'], args: async (world) => [await alarm(world)] },
  'wasi:io/poll#[method]pollable.block': { grants: ['clock.read'], args: async (world) => [await alarm(world)] },
  'wasi:io/poll#poll': { grants: ['clock.read'], args: async (world) => [[await alarm(world)]] },
  ...inInterface('wasi:io/streams', STREAMS),
  'wasi:clocks/monotonic-clock#now': clock(),
  'wasi:clocks/monotonic-clock#resolution': clock(),
  'wasi:clocks/monotonic-clock#subscribe-instant': clock(0n),
  'wasi:clocks/monotonic-clock#subscribe-duration': clock(0n),
  'wasi:clocks/wall-clock#now': clock(),
  'wasi:clocks/wall-clock#resolution': clock(),
  'wasi:random/random#get-random-bytes': random(4n),
  'wasi:random/random#get-random-u64': random(),
  'wasi:random/insecure#get-insecure-random-bytes': random(4n),
  'wasi:random/insecure#get-insecure-random-u64': random(),
  'wasi:random/insecure-seed#insecure-seed': random(),
  'wasi:cli/environment#get-environment': { grants: ['environment.read:NAME'] },
  'wasi:cli/environment#get-arguments': { none: GIVEN },
  'wasi:cli/environment#initial-cwd': { none: 'there is none' },
  'wasi:cli/exit#exit': { none: 'a component may end itself' },
  'wasi:cli/exit#exit-with-code': { none: 'a component may end itself' },
  'wasi:cli/stdin#get-stdin': { none: GIVEN },
  'wasi:cli/stdout#get-stdout': { none: GIVEN },
  'wasi:cli/stderr#get-stderr': { none: GIVEN },
  'wasi:cli/terminal-stdin#get-terminal-stdin': { none: 'there is none' },
  'wasi:cli/terminal-stdout#get-terminal-stdout': { none: 'there is none' },
  'wasi:cli/terminal-stderr#get-terminal-stderr': { none: 'there is none' },
  'wasi:filesystem/preopens#get-directories': { none: `${GIVEN}; each use of what it names asks` },
  'wasi:filesystem/types#filesystem-error-code': { none: NO_DATA },
  ...inInterface('wasi:filesystem/types', METHODS),
};
