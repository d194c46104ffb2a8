import { callHost } from '../host-error.ts';
import { hostImport } from '../imports.ts';
import { decodeUtf8 } from '../text.ts';
import { bytesArgument, textArgument } from './arguments.ts';

export type FileKind = 'file' | 'directory' | 'symbolic-link' | 'other';

export interface FileMetadata {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

const raw = () => hostImport('files', 'files');
const pathOf = (method: string, path: unknown): string => textArgument(path, `files.${method}(path)`);

/**
 * Files under the paths that were granted (WIT `airssys:ext-filesystem/files`). Needs `@requires('filesystem.read:…')`
 * and so on. All methods throw {@link HostError}: `not-found`, `denied`, `is-a-directory`, `io-error` …
 */
export const files = {
  read(path: string): Uint8Array {
    return callHost('files', () => raw().read(pathOf('read', path)));
  },
  /** The file's content as text (UTF-8). */
  readText(path: string): string {
    return decodeUtf8(files.read(path));
  },
  /** Writes the whole file; text as UTF-8. Readers see the old content or the new. */
  write(path: string, content: Uint8Array | string): void {
    callHost('files', () => raw().write(pathOf('write', path), bytesArgument(content, 'files.write(content)')));
  },
  /** Writes at the end of the file; text as UTF-8. */
  append(path: string, content: Uint8Array | string): void {
    callHost('files', () => raw().append(pathOf('append', path), bytesArgument(content, 'files.append(content)')));
  },
  delete(path: string): void {
    callHost('files', () => raw().delete(pathOf('delete', path)));
  },
  metadata(path: string): FileMetadata {
    const { kind, size, modifiedMs } = callHost('files', () => raw().metadata(pathOf('metadata', path)));
    // The host answers one of the cases of WIT's file-kind, which are FileKind's.
    return { kind: kind as FileKind, size: Number(size), modified: new Date(Number(modifiedMs)) };
  },
  /** The entries of a directory, in ascending order of their names. */
  list(path: string): readonly DirectoryEntry[] {
    // As above: the kinds are WIT's file-kind.
    return callHost('files', () => raw().listDirectory(pathOf('list', path))) as readonly DirectoryEntry[];
  },
} as const;
