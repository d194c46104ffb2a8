import type { LogLevel, TrapKind } from '@airssys/host';
import type { CustomArea, ErrorCode, PermissionArea } from '@airssys/model';

/** How a trap is named in `toTrap`: by its kind, or by the code of its error. */
export type TrapName = TrapKind | Extract<ErrorCode, `AIRSSYS_TRAP${string}` | 'AIRSSYS_CAPABILITY_DENIED'>;

/** An action as a permission names it: `filesystem.read`, `storage.write`. */
export type Denial = `${PermissionArea | CustomArea}.${string}`;

/** Bytes, or a number with its unit: `'64KiB'`, `'2MiB'`, `'1.5MB'`. */
export type Size = number | `${number}${'B' | 'kB' | 'KiB' | 'MB' | 'MiB' | 'GB' | 'GiB'}`;

/** What still counts as the same. */
export interface FuelSnapshotOptions {
  /** By how much the fuel may differ: units, or a share of what the snapshot has (`'2%'`). Default 0. */
  readonly tolerance?: number | `${number}%` | undefined;
}

/** What a message has as its payload: all of its text, a pattern for it, or a value. */
export type SentPayload = string | RegExp | number | boolean | null | object;

/** What is beside a line of the log. */
export interface LoggedDetails {
  /** How much it matters. Default: whatever it says. */
  readonly level?: LogLevel | undefined;
  /** Values that are beside the message; others may be there too. */
  readonly context?: Readonly<Record<string, string>> | undefined;
}

/**
 * The matchers that the package adds to Vitest's `expect`. A `resource` is compared as a whole, a `message` is looked for in
 * what was said; either may be a pattern.
 */
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
  /**
   * The call has used less than so many units of fuel. For the promise of a call (await it), or for a mounted component and all its
   * calls, its start included. A call that fails, fails this.
   *
   * @example await expect(report.forecast()).toUseFuelBelow(2_000_000);
   */
  toUseFuelBelow(units: number): Promise<void>;
  /**
   * At the end of the call the component has had less linear memory than this; memories do not shrink. Otherwise as
   * {@link toUseFuelBelow}.
   *
   * @example await expect(report.forecast()).toUseMemoryBelow('2MiB');
   */
  toUseMemoryBelow(size: Size): Promise<void>;
  /**
   * The fuel of a call, or of a mounted component, is what the snapshot file has, give or take the tolerance. Run Vitest with `-u` to
   * write down what is out of it. Needs Vitest 4.1.5 or later, and metering that is `exact`, as it is by default.
   *
   * @example await expect(report.forecast()).toMatchFuelSnapshot({ tolerance: '2%' });
   */
  toMatchFuelSnapshot(options?: FuelSnapshotOptions): Promise<void>;
  /**
   * The component has sent a message: to this component (`namespace:name`) or topic, and with this in it, where they are named. Text is
   * all of the payload; a value is compared with the JSON in it, or with what its codec says, and may leave out fields. For a mounted
   * component.
   *
   * @example expect(room).toHaveSent('rooms.lobby.said', { from: 'ann' });
   */
  toHaveSent(to?: string | RegExp, payload?: SentPayload): void;
  /**
   * The component has logged something with this in it: with this level, and with these values beside it, where they are named. For a
   * mounted component.
   *
   * @example expect(room).toHaveLogged('not a member', { level: 'warn', context: { from: 'bob' } });
   */
  toHaveLogged(message?: string | RegExp, details?: LoggedDetails): void;
  /**
   * The gate has decided exactly this, in this order: each decision as `allowed storage.read test:counter` or
   * `denied filesystem.read /etc/passwd`. Without an argument: what the snapshot file has. For the promise of a call or of a `mount`
   * (await it), or for a mounted component and all its calls.
   *
   * @example await expect(counter.increment()).toMatchAudit(['allowed storage.read demo:counter', …]);
   */
  toMatchAudit(decisions?: readonly string[]): Promise<void>;
}
