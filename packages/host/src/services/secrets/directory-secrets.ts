import { FileTree } from '../files/file-tree.ts';
import { faultCode } from '../files/file-fault.ts';
import type { SecretProvider } from './secret-provider.ts';

/** Bytes that a secret may have. */
const MAX_SECRET_BYTES = 65_536;

/**
 * Secrets from the files of a directory, as container platforms mount them: the secret `db/password` is the file of that name.
 * They are read when they are asked for. One newline at a file's end is not part of the secret. Links are followed within the
 * directory. `path` is that of the directory.
 */
export function directorySecrets(path: string): SecretProvider {
  return {
    async get(name) {
      await using tree = new FileTree({ mounts: { '/': { path, readonly: true } } });
      try {
        await using place = await tree.resolve(`/${name}`);
        await using file = await place.openFile({ read: true });
        const { size } = await file.stat();
        if (size > MAX_SECRET_BYTES) throw new Error(`a secret has more than ${MAX_SECRET_BYTES} bytes`);
        const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.read(0, MAX_SECRET_BYTES));
        return text.endsWith('\n') ? text.slice(0, -1) : text;
      } catch (error) {
        if (faultCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
