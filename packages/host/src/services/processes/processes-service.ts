/**
 * WIT `airssys:ext-process/processes@1.0.0`. A program is asked for twice: by the path that was given, before anything is touched, and
 * by the real path of the file that is then run.
 */
import { realpath } from 'node:fs/promises';
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { isNormalPath } from '../../capabilities/patterns/path-pattern.ts';
import { toFileError } from '../files/file-errors.ts';
import type { FileTree } from '../files/file-tree.ts';
import { normalizeGuestPath } from '../files/guest-path.ts';
import { fileAccess } from '../files/path-functions.ts';
import { GuestResource } from '../guest-resource.ts';
import { type HostCall, type HostFunction, type HostService, WitError } from '../host-service.ts';
import { resourceService } from '../resource-service.ts';
import { checkEnvironment } from './environment.ts';
import { Executable } from './executable.ts';
import { processError } from './process-fault.ts';
import {
  type AskedLimits,
  narrowLimits,
  type ProcessLimits,
  resolveProcessLimits,
  withMemoryLimit,
} from './process-limits.ts';
import { RunningProcess } from './running-process.ts';

export interface ProcessesOptions {
  /** Where a process can be told to work. */
  readonly tree: FileTree;
  readonly limits?: ProcessLimits | undefined;
  /** Files that stand for programs, by the programs' paths. */
  readonly programs?: Readonly<Record<string, string>> | undefined;
}

/** WIT's `spawn-options`. */
interface SpawnOptions {
  readonly arguments: readonly string[];
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly workingDirectory?: string | undefined;
  readonly limits: AskedLimits;
}

const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  hangup: 'SIGHUP',
  interrupt: 'SIGINT',
  terminate: 'SIGTERM',
  kill: 'SIGKILL',
  'user-1': 'SIGUSR1',
  'user-2': 'SIGUSR2',
};

/** Characters of all arguments together. */
const MAX_ARGUMENTS = 131_072;

const MAX_READ_BYTES = 1024 * 1024;

const processAccess = (action: string, resource: string): AccessRequest => ({ area: 'process', action, resource });

const denied = ({ area, resource }: AccessRequest): WitError => {
  const isPath = area === 'process' && !isNormalPath(resource);
  return isPath ? processError('invalid-argument', resource.slice(0, 200)) : processError('denied', resource);
};

export function processesService({ tree, limits: given, programs = {} }: ProcessesOptions): HostService {
  const limits = resolveProcessLimits(given);
  /** What runs; and what was given up and is not gone yet. */
  const running = new Set<RunningProcess>();
  let starting = 0;
  const children = new GuestResource('child', RunningProcess, (child) => void end(child).catch(() => {}));

  const end = async (child: RunningProcess): Promise<void> => {
    await child.end();
    running.delete(child);
  };

  const spawn = async (call: HostCall, asked: string, options: SpawnOptions): Promise<object> => {
    // Whatever is granted, and in every mode: a path that is none would be looked for where the host happens to be.
    if (!isNormalPath(asked)) throw processError('invalid-argument', asked.slice(0, 200));
    const environment = checkEnvironment(options.environment);
    for (const name of Object.keys(environment)) call.demand({ area: 'environment', action: 'read', resource: name });
    demandArguments(options.arguments);
    const standIn = Object.hasOwn(programs, asked) ? programs[asked] : undefined;
    await using executable = await Executable.open(standIn ?? asked);
    const path = standIn === undefined ? executable.path : asked;
    if (path !== asked) call.demand(processAccess('spawn', path));
    await demandNotWritable(tree, executable.path);
    const { maxMemoryBytes, ...narrowed } = narrowLimits(limits, options.limits);
    const isLimited = maxMemoryBytes !== undefined;
    const target = executable.target(isLimited);
    const [file = target, ...args] = isLimited
      ? withMemoryLimit(maxMemoryBytes, target, options.arguments)
      : [target, ...options.arguments];
    await using directory = await workingDirectory(tree, call, options.workingDirectory);
    // Counted before anything waits.
    if (running.size + starting > limits.maxProcesses - 1) throw processError('too-many', `${limits.maxProcesses} run`);
    starting += 1;
    try {
      const child = await RunningProcess.start({
        path,
        file,
        argv0: isLimited ? undefined : path,
        args,
        environment,
        cwd: directory?.at('.') ?? '/',
        limits: { ...narrowed, maxMemoryBytes },
      });
      running.add(child);
      void child.ended.then(() => running.delete(child));
      if (call.signal.aborted) {
        await end(child);
        throw processError('io-error', 'the call has ended');
      }
      return children.give(child);
    } finally {
      starting -= 1;
    }
  };

  /** INVARIANT: each use of a process asks for what its start needed, or for the signal that it sends. */
  const method = <Args extends readonly unknown[]>(
    action: 'spawn' | 'signal' | 'kill',
    run: (call: HostCall, child: RunningProcess, ...args: Args) => unknown,
  ): HostFunction =>
    children.method({
      denied,
      call: async (call: HostCall, child: RunningProcess, ...args: never[]) => {
        call.demand(processAccess(action, child.path));
        // The glue has lifted what WIT demands.
        return await run(call, child, ...(args as unknown as Args));
      },
    });

  const reading = (from: 'stdout' | 'stderr'): HostFunction =>
    method('spawn', async ({ signal }, child, length: number) => {
      return await child.read(from, Math.min(length, MAX_READ_BYTES), signal);
    });

  return resourceService({
    interface: 'airssys:ext-process/processes@1.0.0',
    resources: [children],
    waiting: {
      spawn: { access: (_caller: unknown, path: string) => processAccess('spawn', path), denied, call: spawn },
      '[method]child.write-stdin': method('spawn', async ({ signal }, child, content: Uint8Array) => {
        await child.write(content, signal);
      }),
      '[method]child.close-stdin': method('spawn', (_call, child) => child.closeInput()),
      '[method]child.read-stdout': reading('stdout'),
      '[method]child.read-stderr': reading('stderr'),
      '[method]child.wait': method('spawn', async ({ signal }, child) => await child.wait(signal)),
      '[method]child.finish': method('spawn', async ({ signal }, child, input: Uint8Array | undefined) => {
        return await child.finish(input, signal);
      }),
      '[method]child.signal': method('signal', (_call, child, name: string) =>
        child.signal(SIGNALS[name] ?? 'SIGTERM'),
      ),
      '[method]child.kill': method('kill', async (_call, child) => {
        child.signal('SIGKILL');
        await child.ended;
      }),
    },
    dispose: async () => {
      await Promise.all([...running].map(end));
    },
  });
}

function demandArguments(args: readonly string[]): void {
  const characters = args.reduce((sum, one) => sum + one.length + 1, 0);
  if (characters > MAX_ARGUMENTS) throw processError('invalid-argument', `${characters} characters of arguments`);
  const at = args.findIndex((one) => one.includes('\0'));
  if (at >= 0) throw processError('invalid-argument', `argument ${at} has a NUL`);
}

/** INVARIANT: no component runs a program that it could have written. */
async function demandNotWritable(tree: FileTree, path: string): Promise<void> {
  for (const mount of tree.mounts) {
    if (mount.isReadonly) continue;
    const root = await realpath(mount.hostPath).catch(() => undefined);
    if (root !== undefined && (path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`))) {
      throw processError('denied', `${path} lies in a directory that the component may write`);
    }
  }
}

async function workingDirectory(tree: FileTree, call: HostCall, path: string | undefined) {
  if (path === undefined) return undefined;
  try {
    const asked = normalizeGuestPath(path);
    call.demand(fileAccess('read', asked));
    await using place = await tree.resolve(asked);
    if (place.guestPath !== asked) call.demand(fileAccess('read', place.guestPath));
    return await place.openDirectory();
  } catch (error) {
    const known = toFileError(error, path);
    if (!(known instanceof WitError)) throw known;
    const { tag } = known.payload as { readonly tag: string }; // toFileError makes variants
    if (tag === 'denied' || tag === 'not-found') throw processError(tag, path);
    throw processError('invalid-argument', `the working directory ${path.slice(0, 200)}`);
  }
}
