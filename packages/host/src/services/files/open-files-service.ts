/** WIT `airssys:ext-filesystem/open-files@1.0.0`: files that stay open. */
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { GuestResource } from '../guest-resource.ts';
import { type HostCall, type HostFunction, type HostService, WitError } from '../host-service.ts';
import { resourceService } from '../resource-service.ts';
import type { FileTree } from './file-tree.ts';
import { demandNotDangling } from './files-service.ts';
import type { OpenFile } from './open-file.ts';
import { deniedPath, failing, type FileAction, fileAccess, onPath, resolveGranted } from './path-functions.ts';
import type { OpenFlags } from './place.ts';

export interface OpenFilesOptions {
  readonly tree: FileTree;
  /** Bytes that one read or write may carry. Default 64 MiB. */
  readonly maxTransferBytes?: number | undefined;
}

const DEFAULT_MAX_TRANSFER_BYTES = 64 * 1024 * 1024;

interface Mode {
  /** What the path must be granted for; the first one is asked for before anything is touched. */
  readonly actions: readonly [FileAction, ...FileAction[]];
  readonly flags: OpenFlags;
}

const MODES: Readonly<Record<string, Mode>> = {
  read: { actions: ['read'], flags: { read: true } },
  write: { actions: ['write'], flags: { write: true } },
  update: { actions: ['read', 'write'], flags: { read: true, write: true } },
  create: { actions: ['write'], flags: { write: true, create: true } },
  'create-new': { actions: ['write'], flags: { write: true, create: true, exclusive: true } },
  replace: { actions: ['write'], flags: { write: true, create: true, truncate: true } },
};

const UNKNOWN_MODE: Mode = { actions: ['write'], flags: {} };

const modeOf = (name: string): Mode => MODES[name] ?? UNKNOWN_MODE;

/** A file as the component holds it. */
class HeldFile {
  readonly file: OpenFile;
  readonly mode: Mode;
  /** What its opening needed, for the path as it was given and for the one behind it. */
  readonly accesses: readonly AccessRequest[];

  constructor(file: OpenFile, mode: Mode, asked: string) {
    this.file = file;
    this.mode = mode;
    this.accesses = [...new Set([asked, file.guestPath])].flatMap((path) =>
      mode.actions.map((action) => fileAccess(action, path)),
    );
  }
}

export function openFilesService(options: OpenFilesOptions): HostService {
  const { tree, maxTransferBytes = DEFAULT_MAX_TRANSFER_BYTES } = options;
  const files = new GuestResource('file', HeldFile, ({ file }) => {
    // Whoever gave it up does not wait for it; what was not written has been told where it was written.
    file[Symbol.asyncDispose]().catch(() => {});
  });
  const demandSize = (path: string, bytes: number): void => {
    if (bytes > maxTransferBytes) throw new WitError('too-large', `${path}: more than ${maxTransferBytes} bytes`);
  };

  /** INVARIANT: each use of an open file asks for what its opening needed. */
  const method = <Args extends readonly unknown[]>(
    use: 'read' | 'write' | 'any',
    run: (file: OpenFile, ...args: Args) => Promise<unknown>,
  ): HostFunction =>
    files.method({
      denied: deniedPath,
      call: async (call: HostCall, { file, mode, accesses }: HeldFile, ...args: never[]) => {
        for (const access of accesses) call.demand(access);
        if (use !== 'any' && mode.flags[use] !== true) {
          throw new WitError('io-error', `${file.guestPath} was not opened to ${use}`);
        }
        // The glue has lifted what WIT demands.
        return await failing(file.guestPath, async () => await run(file, ...(args as unknown as Args)));
      },
    });

  const open = onPath('read', async (call, path, name: string) => {
    const mode = modeOf(name);
    for (const action of mode.actions) call.demand(fileAccess(action, path));
    await using place = await resolveGranted(tree, call, path, { actions: mode.actions });
    demandNotDangling(place);
    const file = await place.openFile(mode.flags);
    return files.give(new HeldFile(file, mode, path));
  });
  const { access } = open;

  return resourceService({
    interface: 'airssys:ext-filesystem/open-files@1.0.0',
    resources: [files],
    waiting: {
      open: {
        ...open,
        access: (caller, ...args: never[]) => {
          const [, name] = args as readonly unknown[];
          const [action] = modeOf(String(name)).actions;
          return { area: 'filesystem', action, resource: access?.(caller, ...args).resource ?? '' };
        },
      },
      '[method]file.read-at': method('read', async (file, offset: bigint, length: number) => {
        demandSize(file.guestPath, length);
        return await file.read(toOffset(offset), length);
      }),
      '[method]file.write-at': method('write', async (file, offset: bigint, content: Uint8Array) => {
        demandSize(file.guestPath, content.length);
        await file.write(toOffset(offset), content);
      }),
      '[method]file.append': method('write', async (file, content: Uint8Array) => {
        demandSize(file.guestPath, content.length);
        await file.append(content);
      }),
      '[method]file.size': method('any', async (file) => (await file.stat()).size),
      '[method]file.set-size': method('write', async (file, size: bigint) => await file.truncate(toOffset(size))),
      '[method]file.sync': method('any', async (file) => await file.sync()),
    },
  });
}

/** Offsets that JavaScript cannot tell apart lie beyond every file. */
function toOffset(offset: bigint): number {
  if (offset <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(offset);
  throw new WitError('too-large', `offset ${offset}`);
}
