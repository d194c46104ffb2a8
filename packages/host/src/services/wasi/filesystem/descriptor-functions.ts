/** The functions of a descriptor that use what is open. */
import type { FileTree } from '../../files/file-tree.ts';
import { type FileAction, fileAccess } from '../../files/path-functions.ts';
import type { HostCall, HostFunction } from '../../host-service.ts';
import { InputStream } from '../io/input-stream.ts';
import { OutputStream } from '../io/output-stream.ts';
import type { WasiIo } from '../io/wasi-io.ts';
import type { Descriptor } from './descriptor.ts';
import { codeError } from './error-codes.ts';
import { fileSink, fileSource } from './file-streams.ts';
import type { Files } from './files.ts';
import { metadataHash, type NewTimestamp, toNewTime, toStat } from './metadata.ts';
import type { BigIntStats } from 'node:fs';

/** Bytes that one `read` gives at most. */
const MAX_READ = 1 << 20;
/** Offsets beyond are no numbers that the system takes. */
const MAX_OFFSET = BigInt(Number.MAX_SAFE_INTEGER);

type Functions = Readonly<Record<string, HostFunction>>;

export function descriptorFunctions(
  files: Files,
  tree: FileTree,
  io: WasiIo,
): { readonly immediate: Functions; readonly waiting: Functions } {
  const { descriptors, using, secret } = files;

  const stat = async (call: HostCall, descriptor: Descriptor): Promise<BigIntStats> => {
    call.demand(fileAccess('metadata', descriptor.guestPath));
    const { opened } = descriptor;
    return await (opened.kind === 'file' ? opened.shared.file.stat() : opened.directory.stat());
  };
  /** What whoever has it open may do with it anyway. */
  const demandUse = (call: HostCall, descriptor: Descriptor): void => {
    const { kind } = descriptor.opened;
    const action: FileAction = kind === 'directory' ? 'metadata' : descriptor.flags.write ? 'write' : 'read';
    call.demand(fileAccess(action, descriptor.guestPath));
  };
  const sync = (isData: boolean): HostFunction =>
    using(async (call, descriptor) => {
      demandUse(call, descriptor);
      if (descriptor.opened.kind === 'file') await descriptor.opened.shared.file.sync(isData);
    });
  const reading = (descriptor: Descriptor, offset: bigint): object => {
    const shared = descriptor.file('read');
    const access = [fileAccess('read', descriptor.guestPath)];
    return io.inputs.give(new InputStream(fileSource(shared, Number(offset)), { access }));
  };
  const writing = (descriptor: Descriptor, offset: bigint | undefined): object => {
    const shared = descriptor.file('write');
    const start = offset === undefined ? undefined : writableOffset(offset);
    const access = [fileAccess('write', descriptor.guestPath)];
    return io.outputs.give(new OutputStream(fileSink(shared, start), { access }));
  };

  return {
    immediate: {
      '[method]descriptor.read-via-stream': using((call, descriptor, offset: bigint) => {
        call.demand(fileAccess('read', descriptor.guestPath));
        return reading(descriptor, offset);
      }),
      '[method]descriptor.write-via-stream': using((call, descriptor, offset: bigint) => {
        call.demand(fileAccess('write', descriptor.guestPath));
        return writing(descriptor, offset);
      }),
      '[method]descriptor.append-via-stream': using((call, descriptor) => {
        call.demand(fileAccess('write', descriptor.guestPath));
        return writing(descriptor, undefined);
      }),
      // There is nothing that Node could be told.
      '[method]descriptor.advise': using((call, descriptor) => {
        descriptor.file();
        demandUse(call, descriptor);
      }),
      // These two tell what `open-at` was asked for, and what it found.
      '[method]descriptor.get-flags': using((_call, { flags }) => flags),
      '[method]descriptor.get-type': using((_call, { opened }) =>
        opened.kind === 'file' ? 'regular-file' : 'directory',
      ),
    },
    waiting: {
      '[method]descriptor.read': using(async (call, descriptor, length: bigint, offset: bigint) => {
        call.demand(fileAccess('read', descriptor.guestPath));
        // No file goes so far, and no number of the system's.
        if (offset > MAX_OFFSET) return [new Uint8Array(), true];
        const wanted = length > MAX_READ ? MAX_READ : Number(length);
        const bytes = await descriptor.file('read').file.read(Number(offset), wanted);
        return [bytes, bytes.length < wanted];
      }),
      '[method]descriptor.write': using(async (call, descriptor, bytes: Uint8Array, offset: bigint) => {
        call.demand(fileAccess('write', descriptor.guestPath));
        await descriptor.file('write').file.write(writableOffset(offset), bytes);
        return BigInt(bytes.length);
      }),
      '[method]descriptor.set-size': using(async (call, descriptor, size: bigint) => {
        call.demand(fileAccess('write', descriptor.guestPath));
        await descriptor.file('write').file.truncate(writableOffset(size));
      }),
      '[method]descriptor.set-times': using(
        async (call, descriptor, accessed: NewTimestamp, modified: NewTimestamp) => {
          call.demand(fileAccess('write', descriptor.guestPath));
          const times = [toNewTime(accessed), toNewTime(modified)] as const;
          if (descriptor.opened.kind === 'file') return await descriptor.opened.shared.file.setTimes(...times);
          await using place = await tree.resolveBeneath(descriptor.directory(), '.');
          await place.setTimes(...times);
        },
      ),
      '[method]descriptor.sync': sync(false),
      '[method]descriptor.sync-data': sync(true),
      '[method]descriptor.stat': using(async (call, descriptor) => toStat(await stat(call, descriptor))),
      '[method]descriptor.metadata-hash': using(async (call, descriptor) =>
        metadataHash(await stat(call, descriptor), secret),
      ),
      // Whoever holds both learns of neither more than it has.
      '[method]descriptor.is-same-object': descriptors.method({
        call: async (_call, descriptor, other: object) => {
          const [a, b] = await Promise.all([descriptor, descriptors.objectOf(other)].map(identity));
          return a === b;
        },
      }),
    },
  };
}

async function identity({ opened }: Descriptor): Promise<string> {
  const { dev, ino } = await (opened.kind === 'file' ? opened.shared.file.stat() : opened.directory.stat());
  return `${dev}:${ino}`;
}

/** An offset or a size of a file that is to be changed. Beyond what a file can have, and Node can name, nothing can be. */
function writableOffset(offset: bigint): number {
  if (offset > Number.MAX_SAFE_INTEGER) throw codeError('file-too-large');
  return Number(offset);
}
