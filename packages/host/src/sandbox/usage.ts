import type { ActiveCall } from './active-call.ts';

/** What a call, or an instance in all its calls, has used. */
export interface Usage {
  /** Units of fuel. */
  readonly fuel: number;
  /** Bytes of linear memory, all memories together, at the end of the call. Memories do not shrink. */
  readonly memoryBytes: number;
  /** Milliseconds from the call's start to its end, waiting included. */
  readonly durationMs: number;
  /** Calls of the host. */
  readonly hostCalls: number;
  /** Bytes that were put into the component's memory: arguments, and answers of host functions. */
  readonly bytesIn: number;
  /** Bytes that were taken out of it, as `maxBytesOut` counts them: results, and arguments of host calls. */
  readonly bytesOut: number;
  /** Bytes of log entries that were passed on. */
  readonly logBytes: number;
  /** Bytes of log entries that were dropped, because they went beyond `maxLogBytes`. */
  readonly droppedLogBytes: number;
  /** Growths of memories or tables that a limit refused. */
  readonly refusedGrowths: number;
}

export const NO_USAGE: Usage = Object.freeze({
  fuel: 0,
  memoryBytes: 0,
  durationMs: 0,
  hostCalls: 0,
  bytesIn: 0,
  bytesOut: 0,
  logBytes: 0,
  droppedLogBytes: 0,
  refusedGrowths: 0,
});

/** Both together; the memory is that of the second. */
export function addUsage(first: Usage, second: Usage): Usage {
  return {
    fuel: first.fuel + second.fuel,
    memoryBytes: second.memoryBytes,
    durationMs: first.durationMs + second.durationMs,
    hostCalls: first.hostCalls + second.hostCalls,
    bytesIn: first.bytesIn + second.bytesIn,
    bytesOut: first.bytesOut + second.bytesOut,
    logBytes: first.logBytes + second.logBytes,
    droppedLogBytes: first.droppedLogBytes + second.droppedLogBytes,
    refusedGrowths: first.refusedGrowths + second.refusedGrowths,
  };
}

/** What many calls have used, one after the other. Adds without making an object for each; the memory is that of the last. */
export class UsageSum {
  #fuel = 0;
  #memoryBytes = 0;
  #durationMs = 0;
  #hostCalls = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #logBytes = 0;
  #droppedLogBytes = 0;
  #refusedGrowths = 0;

  add(usage: Usage): void {
    this.#fuel += usage.fuel;
    this.#memoryBytes = usage.memoryBytes;
    this.#durationMs += usage.durationMs;
    this.#hostCalls += usage.hostCalls;
    this.#bytesIn += usage.bytesIn;
    this.#bytesOut += usage.bytesOut;
    this.#logBytes += usage.logBytes;
    this.#droppedLogBytes += usage.droppedLogBytes;
    this.#refusedGrowths += usage.refusedGrowths;
  }

  /** All of it, as of now. */
  get total(): Usage {
    return {
      fuel: this.#fuel,
      memoryBytes: this.#memoryBytes,
      durationMs: this.#durationMs,
      hostCalls: this.#hostCalls,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      logBytes: this.#logBytes,
      droppedLogBytes: this.#droppedLogBytes,
      refusedGrowths: this.#refusedGrowths,
    };
  }
}

/** What was used since an earlier moment; the memory is that of now. */
export function subtractUsage(now: Usage, before: Usage): Usage {
  return {
    fuel: now.fuel - before.fuel,
    memoryBytes: now.memoryBytes,
    durationMs: now.durationMs - before.durationMs,
    hostCalls: now.hostCalls - before.hostCalls,
    bytesIn: now.bytesIn - before.bytesIn,
    bytesOut: now.bytesOut - before.bytesOut,
    logBytes: now.logBytes - before.logBytes,
    droppedLogBytes: now.droppedLogBytes - before.droppedLogBytes,
    refusedGrowths: now.refusedGrowths - before.refusedGrowths,
  };
}

/** What a call has used: what is counted on it, and what others know. */
export function usageOfCall(
  { hostCalls, bytesIn, bytesOut, logBytes, droppedLogBytes, refusedGrowths }: ActiveCall,
  { fuel, memoryBytes, durationMs }: Pick<Usage, 'fuel' | 'memoryBytes' | 'durationMs'>,
): Usage {
  return {
    fuel,
    memoryBytes,
    durationMs,
    hostCalls,
    bytesIn,
    bytesOut,
    logBytes,
    droppedLogBytes,
    refusedGrowths,
  };
}
