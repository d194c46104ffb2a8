import { callHost } from '../host-error.ts';
import { hostImport } from '../imports.ts';
import { decodeUtf8 } from '../text.ts';
import { bytesArgument, textArgument, u64Argument } from './arguments.ts';

/** What is at a path. */
export type FileKind = 'file' | 'directory' | 'symbolic-link' | 'other';

/** What the file system knows of a file besides its content. */
export interface FileMetadata {
  /** What it is. */
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** When its content was changed last. */
  readonly modified: Date;
}

/** What a directory has under one name. */
export interface DirectoryEntry {
  /** Its name, without the directory's path. */
  readonly name: string;
  /** What it is. A link is not followed. */
  readonly kind: FileKind;
}

const raw = () => hostImport('files', 'files');
const pathOf = (method: string, path: unknown, name = 'path'): string => textArgument(path, `files.${method}(${name})`);

/**
 * Files under the paths that were granted (WIT `airssys:ext-filesystem`). Needs `@requires('filesystem.read:…')` and so on. For
 * large files see `OpenFile`. All methods throw {@link HostError}: `not-found`, `denied`, `is-a-directory`, `io-error` …
 * Content is bytes, or text as UTF-8; a `path` is as the component sees it.
 */
export const files = {
  /** The file's content. */
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
  /** Removes a file or a link. */
  delete(path: string): void {
    callHost('files', () => raw().delete(pathOf('delete', path)));
  },
  /** What is known of a file or directory. A link is followed. */
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
  /** Makes a directory in one that is there. */
  createDirectory(path: string): void {
    callHost('files', () => raw().createDirectory(pathOf('createDirectory', path)));
  },
  /** Removes an empty directory. */
  removeDirectory(path: string): void {
    callHost('files', () => raw().removeDirectory(pathOf('removeDirectory', path)));
  },
  /** Cuts a file to so many bytes, or lengthens it by zeros. `size` is in bytes. */
  truncate(path: string, size: number): void {
    callHost('files', () => raw().truncate(pathOf('truncate', path), u64Argument(size, 'files.truncate(size)')));
  },
  /** Sets when a file or directory was changed last. `modified` may be any moment that the file system has. */
  setModified(path: string, modified: Date): void {
    const place = 'files.setModified(modified)';
    callHost('files', () => raw().setModified(pathOf('setModified', path), u64Argument(modified.getTime(), place)));
  },
  /** What a symbolic link leads to, as it is written there. */
  readLink(path: string): string {
    return callHost('files', () => raw().readLink(pathOf('readLink', path)));
  },
  /** Makes a symbolic link. `target` is relative to the link's directory and leads to something that may be read. */
  createLink(path: string, target: string): void {
    callHost('files', () => raw().createLink(pathOf('createLink', path), pathOf('createLink', target, 'target')));
  },
  /** Gives a file or directory another path in the same mount, in place of a file that is there. `from` is its path so far. */
  rename(from: string, to: string): void {
    callHost('files', () => raw().rename(pathOf('rename', from, 'from'), pathOf('rename', to, 'to')));
  },
  /** Makes a file with the content of another one. Nothing may be at `to`. `from` is that of the one that is there. */
  copy(from: string, to: string): void {
    callHost('files', () => raw().copy(pathOf('copy', from, 'from'), pathOf('copy', to, 'to')));
  },
} as const;
