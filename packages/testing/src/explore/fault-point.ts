/** A place at which a scenario can go wrong, and how. */
import { AirssysError } from '@airssys/model';

/**
 * - `fail`: the host's function fails with its client's own error (`io-error` of storage, and so on), and is not done. Only functions that
 *   answer errors have it.
 * - `kill`: the function is done, and the instance ends before it hears of it.
 * - `trap`: the instance ends, and the function is not done.
 * - `hang`: the function never answers, so the call ends by its deadline.
 */
export type ExploredKind = 'fail' | 'kill' | 'trap' | 'hang';

export const EXPLORED_KINDS: readonly ExploredKind[] = ['fail', 'kill', 'trap', 'hang'];

/** A call of the host, by what stays the same from run to run. */
export interface ExploredCall {
  /** `namespace:name`. */
  readonly component: string;
  /** Such as `place`, `handleMessage`, `initialize`. */
  readonly operation: string;
  /** `storage.set`, or `acme:rates/exchange#convert`. */
  readonly function: string;
  /** The how-many-th call of the function in this operation of this component, from 1, over the whole scenario. */
  readonly nth: number;
}

export interface FaultPoint extends ExploredCall {
  readonly kind: ExploredKind;
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
  if (known !== undefined && name !== '' && /^[1-9]\d*$/.test(nth ?? '') && rest.length === 0)
    return { kind: known, component, operation, function: name, nth: Number(nth) };
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `'${text}' is no fault point`, {
    hint: "Copy one from a report of explore, such as 'kill shop:orders place storage.set 1'.",
  });
}
