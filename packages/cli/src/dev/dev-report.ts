/** What is told while a component is worked on. */
import type { AuditEvent, LogEntry, ServedRequest } from '@airssys/host';
import type { BuildDiagnostic, Timings } from '@airssys/sdk/build';
import type { Answer } from '../run/call.ts';
import type { Swap } from './dev-session.ts';

/** How long it took until a version was served, in milliseconds. */
export interface SwapTimes {
  /** From the moment in which the change was noticed. */
  readonly totalMs: number;
  readonly buildMs: number;
  readonly swapMs: number;
  readonly stages: Timings;
}

export interface DevReport {
  /** @param changed Absolute paths; none for the first build. */
  begin(changed: readonly string[]): void;
  swapped(swap: Swap, times: SwapTimes): void;
  /** Errors, with which nothing is built; or warnings, or types that do not match, of what was built. */
  diagnostics(
    found: readonly BuildDiagnostic[],
    what: 'sources' | 'types',
    lastGood: string | undefined,
  ): Promise<void>;
  /** What a build, a start or a call ended with. */
  failure(error: unknown, hint?: string): Promise<void>;
  result(operation: string, answer: Answer): void;
  log(entry: LogEntry): void;
  request(request: ServedRequest): void;
  /** What was asked for by a command of the prompt. */
  lines(name: string, values: readonly unknown[], text: readonly string[]): void;
  ended(): void;
}

/** A decision, as a line. */
export const auditText = ({ allowed, area, action, resource, operation, rule }: AuditEvent): string =>
  `${allowed ? 'allowed' : 'DENIED'} ${area}.${action} ${resource} in ${operation} (${rule})`;

/** What kept a component from answering a request, in words. */
export const whyNot = (error: unknown): string => (error instanceof Error ? error.message : JSON.stringify(error));
