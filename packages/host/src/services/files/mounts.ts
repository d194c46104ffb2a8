/**
 * A component's tree is made of mounts and has nothing else: a path outside of every mount does not exist.
 */
import { resolve } from 'node:path';
import { AirssysError } from '@airssys/model';
import { isNormalPath } from '../../capabilities/patterns/path-pattern.ts';

/** A directory of the host that a component sees, and what it may hold. */
export interface MountOptions {
  /** Directory of the host. */
  readonly path: string;
  /** Nothing in it can be changed, whatever the grants. Default false. */
  readonly readonly?: boolean | undefined;
  /**
   * Bytes that all files of the directory together may have, holes counted as if they were written. It is counted when it is
   * first used, and then by what components do: what others do meanwhile is not seen. Default: no limit.
   */
  readonly quotaBytes?: number | undefined;
  /** Files, directories and links that the directory may hold, at any depth. Default: no limit. */
  readonly maxEntries?: number | undefined;
  /** Bytes to which one file may grow. Default 1 GiB. */
  readonly maxFileBytes?: number | undefined;
}

/** Directories of the host by the path at which the component sees them. */
export type Mounts = Readonly<Record<string, string | MountOptions>>;

export interface Mount {
  /** Absolute path in the component's tree, in normal form. */
  readonly guestPath: string;
  /** Directory of the host, absolute. */
  readonly hostPath: string;
  readonly isReadonly: boolean;
  readonly maxFileBytes: number;
  readonly quotaBytes: number | undefined;
  readonly maxEntries: number | undefined;
}

const DEFAULT_MAX_FILE_BYTES = 1024 ** 3;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a guest path that is not absolute and in normal form, and for a limit that is none. */
export function toMounts(mounts: Mounts): readonly Mount[] {
  const list = Object.entries(mounts).map(([guestPath, given]): Mount => {
    if (!isNormalPath(guestPath)) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `A mount cannot be at '${guestPath}'`, {
        hint: 'Name an absolute path without `.`, `..` and doubled slashes, such as /data.',
      });
    }
    const options: MountOptions = typeof given === 'string' ? { path: given } : given;
    return {
      guestPath,
      hostPath: resolve(options.path),
      isReadonly: options.readonly ?? false,
      maxFileBytes: wholeNumber(guestPath, 'maxFileBytes', options.maxFileBytes) ?? DEFAULT_MAX_FILE_BYTES,
      quotaBytes: wholeNumber(guestPath, 'quotaBytes', options.quotaBytes),
      maxEntries: wholeNumber(guestPath, 'maxEntries', options.maxEntries),
    };
  });
  // The longest first: a mount inside of another one hides what was there.
  return list.sort((a, b) => b.guestPath.length - a.guestPath.length);
}

function wholeNumber(guestPath: string, name: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} of the mount at ${guestPath} cannot be ${value}`, {
    hint: 'It is a whole number from 0.',
  });
}

/** The mount that a path in normal form lies in, and the path beneath it: empty for the mount itself. */
export function locate(
  mounts: readonly Mount[],
  path: string,
): { readonly mount: Mount; readonly beneath: string } | undefined {
  const mount = mounts.find(
    ({ guestPath }) => guestPath === '/' || path === guestPath || path.startsWith(`${guestPath}/`),
  );
  return mount && { mount, beneath: path.slice(mount.guestPath === '/' ? 1 : mount.guestPath.length + 1) };
}

/** The guest's path of an entry of a directory. */
export const childPath = (guestPath: string, name: string): string =>
  guestPath === '/' ? `/${name}` : `${guestPath}/${name}`;
