/** Which of the calls of a function a fault strikes. */
import { AirssysError } from '@airssys/model';

/** Default: every call of the function. */
export interface FaultSelection {
  /** The so-many-th call only, from 1: of those that all else here goes for, counted from when the fault was told. */
  readonly nth?: number | undefined;
  /** Each so-many-th call: with 3 the third, the sixth and so on. Not together with `nth`. */
  readonly every?: number | undefined;
  /** Calls with such arguments only: in the component's language, as mocks have them. Answers whether it is one. */
  readonly when?: ((args: readonly unknown[]) => boolean) | undefined;
  /** Calls of this component only, `namespace:name`. */
  readonly component?: string | undefined;
  /** Calls in this operation only, such as `increment`, or `handleMessage`. */
  readonly operation?: string | undefined;
}

/** What a selection looks at. */
export interface Selectable {
  readonly component: string;
  readonly operation: string;
  readonly args: () => readonly unknown[];
}

/** Counts the calls that it goes for. */
export class Selector {
  readonly #selection: FaultSelection;
  #count = 0;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
  constructor(selection: FaultSelection) {
    const { nth, every } = selection;
    for (const [name, value] of Object.entries({ nth, every })) if (value !== undefined) demandCount(name, value);
    if (nth !== undefined && every !== undefined) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', 'nth and every do not go together', {
        hint: 'Tell two faults of the function instead.',
      });
    }
    this.#selection = selection;
  }

  /** Whether a call is struck: the how-many-th it is, or undefined. */
  strikes(call: Selectable): number | undefined {
    const { nth, every = 1, when, component, operation } = this.#selection;
    if (component !== undefined && component !== call.component) return undefined;
    if (operation !== undefined && operation !== call.operation) return undefined;
    if (when !== undefined && !when(call.args())) return undefined;
    this.#count += 1;
    const isStruck = nth === undefined ? this.#count % every === 0 : this.#count === nth;
    return isStruck ? this.#count : undefined;
  }
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
export function demandCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be ${value}`, {
    hint: 'It is a whole number from 1.',
  });
}
