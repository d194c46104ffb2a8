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

export const NO_USAGE: Usage = Object.freeze({
  fuel: 0,
  memoryBytes: 0,
  durationMs: 0,
  hostCalls: 0,
  refusedGrowths: 0,
});

/** Both together; the memory is that of the second. */
export function addUsage(first: Usage, second: Usage): Usage {
  return {
    fuel: first.fuel + second.fuel,
    memoryBytes: second.memoryBytes,
    durationMs: first.durationMs + second.durationMs,
    hostCalls: first.hostCalls + second.hostCalls,
    refusedGrowths: first.refusedGrowths + second.refusedGrowths,
  };
}
