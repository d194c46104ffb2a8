/** What a call, or an instance in all its calls, has used. */
export interface Usage {
  /** Units of fuel. */
  readonly fuel: number;
  /** Bytes of linear memory, all memories together, at the end of the call. Memories do not shrink. */
  readonly memoryBytes: number;
  /** Milliseconds from the call's start to its end, waiting included. */
  readonly durationMs: number;
  readonly hostCalls: number;
  /** Growths of memories or tables that a limit refused. */
  readonly refusedGrowths: number;
}
