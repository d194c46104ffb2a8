/**
 * WIT `wasi:filesystem` (0.2) of one instance: its mounts are the directories that it finds open, and every use of what it opens
 * beneath them is asked for at the gate by the path that was found.
 */
import { randomBytes } from 'node:crypto';
import type { FileTree } from '../../files/file-tree.ts';
import type { HostService } from '../../host-service.ts';
import { resourceService } from '../../resource-service.ts';
import type { IoError } from '../io/io-error.ts';
import { WASI, type WasiIo } from '../io/wasi-io.ts';
import { Descriptor } from './descriptor.ts';
import { descriptorFunctions } from './descriptor-functions.ts';
import { codeOfStreamError, errorCodeOf } from './error-codes.ts';
import { Files } from './files.ts';
import { pathFunctions } from './path-functions.ts';

/** Bytes of the secret that makes an instance's hashes of files its own. */
const SECRET_BYTES = 16;

/** @param tree What the component sees. Whoever made it disposes it. */
export function wasiFilesystem(tree: FileTree, io: WasiIo): readonly HostService[] {
  const files = new Files(randomBytes(SECRET_BYTES));
  const { immediate, waiting } = descriptorFunctions(files, tree, io);

  const open = async (mount: FileTree['mounts'][number]): Promise<readonly [object, string] | undefined> => {
    try {
      const directory = await tree.openMount(mount);
      const flags = { read: true, mutateDirectory: !mount.isReadonly };
      const close = (): void => files.close(tree.close(directory));
      const descriptor = new Descriptor({ kind: 'directory', directory }, flags, close);
      return [files.descriptors.give(descriptor), mount.guestPath];
    } catch (error) {
      // A directory that is not there is no directory of the component's.
      if (errorCodeOf(error) === undefined) throw error;
      return undefined;
    }
  };
  const types = resourceService({
    interface: `wasi:filesystem/types@${WASI}`,
    resources: [files.descriptors, files.entries],
    immediate: {
      ...immediate,
      filesystemErrorCode: {
        call: (_call, error: object) => codeOfStreamError(io.errors.objectOf(error) satisfies IoError),
      },
    },
    waiting: { ...waiting, ...pathFunctions(files, tree) },
    dispose: async () => await files.closed(),
  });
  const preopens: HostService = {
    interface: `wasi:filesystem/preopens@${WASI}`,
    waiting: {
      // The names alone, which whoever mounted them gave the component.
      getDirectories: {
        call: async () => (await Promise.all(tree.mounts.map(open))).filter((one) => one !== undefined),
      },
    },
  };
  return [types, preopens];
}
