/** A place at which a scenario can go wrong, and how. */
import { AirssysError } from '@airssys/model';

/**
 * - `fail`: the host's function fails with its client's own error (`io-error` of storage, and so on), and is not done. Only functions that
 *   answer errors have it.
 * - `kill`: the function is done, and the instance ends before it hears of it.
 * - `trap`: the instance ends, and the function is not done.
 * - `hang`: the function never answers, so the call ends by its deadline.
 */
export type CallKind = 'fail' | 'kill' | 'trap' | 'hang';

/**
 * In a call of the host as {@link CallKind} has it, or at a limit:
 *
 * - `out-of-fuel`: a call of an operation runs out of fuel at a position: at its beginning, after each of its calls of the host, before its
 *   end, and between.
 * - `refuse-memory`: a growth of memory is refused, and all others of the call after it.
 */
export type ExploredKind = CallKind | LimitKind;

export type LimitKind = 'out-of-fuel' | 'refuse-memory';

export const EXPLORED_KINDS: readonly ExploredKind[] = ['fail', 'kill', 'trap', 'hang', 'out-of-fuel', 'refuse-memory'];

/** A place of a scenario, by what stays the same from run to run. */
export interface ExploredCall {
  /** `namespace:name`. */
  readonly component: string;
  /** Such as `place`, `handleMessage`, `initialize`. */
  readonly operation: string;
  /** The call of the host, `storage.set` or `acme:rates/exchange#convert`. A growth of memory is `memory`, units of fuel are `fuel@1234`. */
  readonly function: string;
  /**
   * The how-many-th call of the function, or growth, in this operation of this component, from 1, over the whole scenario. Of fuel: the
   * how-many-th call of the operation.
   */
  readonly nth: number;
}

export interface CallPoint extends ExploredCall {
  readonly kind: CallKind;
}

export interface LimitPoint extends ExploredCall {
  readonly kind: LimitKind;
}

export type FaultPoint = CallPoint | LimitPoint;

export const isLimit = (point: FaultPoint): point is LimitPoint =>
  point.kind === 'out-of-fuel' || point.kind === 'refuse-memory';

/** Whether it is where the point is. */
export const isAt = (point: FaultPoint, seen: ExploredCall): boolean =>
  point.nth === seen.nth && keyOf(point) === keyOf(seen);

/** The place of a growth of memory. */
export const MEMORY = 'memory';

/** The place of a position of fuel. */
export const fuelName = (units: number): string => `fuel@${units}`;

/** The position of such a place; undefined for others. */
export function unitsOf(name: string): number | undefined {
  const [, units] = /^fuel@([1-9]\d*)$/.exec(name) ?? [];
  return units === undefined ? undefined : Number(units);
}

/** `kill shop:orders place storage.set 1`: what `only` takes. */
export const pointText = ({ kind, component, operation, function: name, nth }: FaultPoint): string =>
  `${kind} ${component} ${operation} ${name} ${nth}`;

export const keyOf = ({ component, operation, function: name }: Omit<ExploredCall, 'nth'>): string =>
  `${component} ${operation} ${name}`;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for what {@link pointText} does not make. */
export function readPoint(text: string): FaultPoint {
  const [kind, component = '', operation = '', name = '', nth, ...rest] = text.split(' ');
  const known = EXPLORED_KINDS.find((one) => one === kind);
  if (known !== undefined && isPlaceOf(known, name) && /^[1-9]\d*$/.test(nth ?? '') && rest.length === 0)
    return { kind: known, component, operation, function: name, nth: Number(nth) };
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `'${text}' is no fault point`, {
    hint: "Copy one from a report of explore, such as 'kill shop:orders place storage.set 1'.",
  });
}

function isPlaceOf(kind: ExploredKind, name: string): boolean {
  if (kind === 'refuse-memory') return name === MEMORY;
  return kind === 'out-of-fuel' ? unitsOf(name) !== undefined : name !== '';
}
