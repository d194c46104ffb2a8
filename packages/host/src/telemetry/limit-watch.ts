/** Notices when an instance comes near to a limit. */

/** The limits that are watched: those that end a call, or a growth, when they are reached. */
export const LIMIT_NAMES = [
  'maxMemoryBytes',
  'maxTableElements',
  'maxFuel',
  'timeoutMs',
  'startupTimeoutMs',
  'maxHostCalls',
  'maxBytesIn',
  'maxBytesOut',
  'maxLogBytes',
] as const;

/** The limits of which a host tells when an instance comes near to one. */
export type LimitName = (typeof LIMIT_NAMES)[number];

export interface Approach {
  readonly limit: LimitName;
  readonly used: number;
  readonly maximum: number;
  readonly operation: string;
}

/** Of one instance. Where nobody listens there is none, and nothing is watched. */
export class LimitWatch {
  /** The share of a limit at which it is told of: above 0, up to 1. */
  readonly share: number;
  readonly #tell: (approach: Approach) => void;
  readonly #told = new Set<LimitName>();

  constructor(share: number, tell: (approach: Approach) => void) {
    this.share = share;
    this.#tell = tell;
  }

  isNear(used: number, maximum: number): boolean {
    return used >= maximum * this.share;
  }

  tell(approach: Approach): void {
    this.#tell(approach);
  }

  /** Tells of a limit that holds for the instance, not for a call: once. */
  tellOnce(approach: Approach): void {
    if (this.#told.has(approach.limit)) return;
    this.#told.add(approach.limit);
    this.#tell(approach);
  }
}
