/**
 * Paths as a component sees them, and the directories of the host behind them. A component's tree is made of mounts and
 * has nothing else: a path outside of every mount does not exist.
 */
import { posix, resolve, sep } from 'node:path';
import { AirssysError } from '@airssys/model';
import { isNormalPath } from '../../capabilities/patterns/path-pattern.ts';
import { WitError } from '../host-service.ts';

export interface Mount {
  /** Absolute path in the component's tree, in normal form. */
  readonly guestPath: string;
  /** Directory of the host, absolute. */
  readonly hostPath: string;
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a guest path that is not absolute and in normal form. */
export function toMounts(mounts: Readonly<Record<string, string>>): readonly Mount[] {
  const list = Object.entries(mounts).map(([guestPath, hostPath]): Mount => {
    if (!isNormalPath(guestPath)) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `A mount cannot be at '${guestPath}'`, {
        hint: 'Name an absolute path without `.`, `..` and doubled slashes, such as /data.',
      });
    }
    return { guestPath, hostPath: resolve(hostPath) };
  });
  // The longest first: a mount inside of another one hides what was there.
  return list.sort((a, b) => b.guestPath.length - a.guestPath.length);
}

/** Characters of a path: Linux's own limit, in bytes. */
const MAX_PATH = 4_096;

/**
 * The path in normal form, which is what grants are compared with.
 *
 * @throws WitError `invalid-path` where it is not absolute, holds a NUL, or is longer than a path of Linux can be.
 */
export function normalizeGuestPath(path: string): string {
  if (path.length > MAX_PATH) throw new WitError('invalid-path', `a path of ${path.length} characters`);
  if (!path.startsWith('/') || path.includes('\0')) throw new WitError('invalid-path', path);
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** The mount that a path in normal form lies in, and the host's path for it. */
export function locate(
  mounts: readonly Mount[],
  path: string,
): { readonly mount: Mount; readonly hostPath: string } | undefined {
  const mount = mounts.find(
    ({ guestPath }) => guestPath === '/' || path === guestPath || path.startsWith(`${guestPath}/`),
  );
  if (mount === undefined) return undefined;
  const rest = path.slice(mount.guestPath === '/' ? 1 : mount.guestPath.length + 1);
  return { mount, hostPath: rest === '' ? mount.hostPath : resolve(mount.hostPath, ...rest.split('/')) };
}

/**
 * The guest's name for a resolved path of the host, or undefined where it has left the mount, through a symbolic link.
 * `mountRoot` is the resolved directory of the mount.
 */
export function toGuestPath(mount: Mount, mountRoot: string, resolved: string): string | undefined {
  if (resolved === mountRoot) return mount.guestPath;
  const base = mountRoot.endsWith(sep) ? mountRoot : mountRoot + sep;
  if (!resolved.startsWith(base)) return undefined;
  const rest = resolved.slice(base.length).split(sep).join('/');
  return mount.guestPath === '/' ? `/${rest}` : `${mount.guestPath}/${rest}`;
}
