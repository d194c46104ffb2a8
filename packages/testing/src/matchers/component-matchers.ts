import type { TrapKind } from '@airssys/host';
import type { CustomArea, ErrorCode, PermissionArea } from '@airssys/model';

/** How a trap is named in `toTrap`: by its kind, or by the code of its error. */
export type TrapName = TrapKind | Extract<ErrorCode, `AIRSSYS_TRAP${string}` | 'AIRSSYS_CAPABILITY_DENIED'>;

/** An action as a permission names it: `filesystem.read`, `storage.write`. */
export type Denial = `${PermissionArea | CustomArea}.${string}`;

/** The matchers that the package adds to Vitest's `expect`. */
export interface ComponentMatchers {
  /**
   * The call ended its instance in a trap: of this kind or code, and with this in its message, where they are named. For the
   * promise of a call; await it.
   *
   * @example await expect(report.forecast()).toTrap('deadline');
   */
  toTrap(name?: TrapName, message?: string | RegExp): Promise<void>;
  /**
   * The gate denied something during this very call, whatever the component then made of it (it may have caught the error). For
   * the promise of a call, or of a `mount`; await it.
   *
   * @example await expect(report.read('/etc/passwd')).toBeDenied('filesystem.read', '/etc/passwd');
   */
  toBeDenied(action?: Denial, resource?: string | RegExp): Promise<void>;
  /**
   * The gate has denied something in any call so far. For a mounted component.
   *
   * @example expect(report).toHaveBeenDenied('filesystem.read', '/etc/passwd');
   */
  toHaveBeenDenied(action?: Denial, resource?: string | RegExp): void;
}
