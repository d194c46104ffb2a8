/** How an instance is recorded, and which are. */
export interface RecordOptions {
  /** The file that is written, from its beginning; only this user can read it. Its directory must be there. */
  readonly file: string;
  /** Bytes at which the recording ends: from 4,096. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Whether the component is written beside it, by its hash, where a replay finds it. Default false. */
  readonly keepComponent?: boolean | undefined;
  /**
   * Variables of the environment whose values are not written, besides those whose names say that they are secret (`…_KEY`, `…_TOKEN`,
   * `…_SECRET`, `…_PASSWORD` and the like). Default none.
   */
  readonly conceal?: readonly string[] | undefined;
}

/** Which instances a host records by itself. Those of pools, and those with `reuse: 'call'`, are not recorded. */
export interface RecordingPolicy extends Omit<RecordOptions, 'file' | 'keepComponent'> {
  /**
   * Where recordings are kept, each in a file `TIME-COMPONENT-NUMBER.jsonl`, and the components beside them by their hashes. It is made
   * where it is not there. One host at a time has it.
   */
  readonly directory: string;
  /** `namespace:name` of the components that are recorded. Default: all. */
  readonly components?: readonly string[] | undefined;
  /** How many recordings of ended instances are kept, the latest ones: 1 to 100,000. Default 100. */
  readonly keep?: number | undefined;
  /** Which are kept: those of instances that ended in a trap, or did not start (`traps`), or all. Default `traps`. */
  readonly only?: 'traps' | 'all' | undefined;
}

export const DEFAULT_MAX_BYTES: number = 64 * 1024 * 1024;
export const SMALLEST_MAX_BYTES = 4_096;
