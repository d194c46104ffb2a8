/** The streams of a file, from a place in it on: of any length, in the memory of one chunk. */
import type { ByteSource } from '../io/input-stream.ts';
import type { ByteSink } from '../io/output-stream.ts';
import type { SharedFile } from './descriptor.ts';
import { toFileStreamFault } from './error-codes.ts';

export function fileSource(shared: SharedFile, start: number): ByteSource {
  let offset = start;
  return {
    pull: async (most) => {
      const bytes = await failing(async () => await shared.file.read(offset, most));
      offset += bytes.length;
      return bytes.length === 0 ? undefined : bytes;
    },
    dispose: shared.use(),
  };
}

/** `start` undefined: where the file ends, with each write. */
export function fileSink(shared: SharedFile, start: number | undefined): ByteSink {
  let offset = start;
  return {
    write: async (bytes) => {
      await failing(
        async () => await (offset === undefined ? shared.file.append(bytes) : shared.file.write(offset, bytes)),
      );
      if (offset !== undefined) offset += bytes.length;
    },
    dispose: shared.use(),
  };
}

async function failing<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toFileStreamFault(error);
  }
}
