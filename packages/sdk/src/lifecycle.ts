import type { ComponentId } from './clients/raw-id.ts';

/** What `@onInitialize` receives. */
export interface ComponentConfig {
  /** The variables of its environment that it was granted, by name. */
  readonly envVars: Readonly<Record<string, string>>;
  /** The component's own configuration, as the operator gave it. */
  readonly configData?: Uint8Array;
  /** The same as text (UTF-8); empty where there is none. */
  readonly configText: string;
  /**
   * What it may use: bytes of linear memory, milliseconds of wall-clock time per call, and units of fuel per call where that is
   * limited.
   */
  readonly limits: {
    /** Bytes of linear memory. */
    readonly maxMemoryBytes: number;
    /** Milliseconds of wall-clock time per call. */
    readonly maxExecutionTimeMs: number;
    /** Units of fuel per call. Absent: no limit. */
    readonly maxFuel?: number;
  };
}

/** What `@onHealth` answers. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** What `@onMessage` receives. */
export interface ComponentMessage {
  /** Who sent it; the host vouches for it. */
  readonly sender: ComponentId;
  /** What was sent: bytes that nobody has looked into. */
  readonly payload: Uint8Array;
  /** The payload as text (UTF-8). */
  readonly text: string;
  /** Of the request that this answers, or that asks for an answer. Absent: neither. */
  readonly correlationId?: string;
  /** Whom an answer is for. Absent: no answer is expected. */
  readonly replyTo?: ComponentId;
  /** Milliseconds since 1970-01-01T00:00:00Z at which it was sent. */
  readonly sentAtMs: number;
  /** Media type of the payload, as the sender gave it. */
  readonly contentType?: string;
  /** The topic on which it was published; absent where it was sent to this component. */
  readonly topic?: string;
  /** Whether it is the answer to an earlier request of this component. */
  readonly isCallback: boolean;
}

/**
 * What `@onSnapshot` returns: bytes, or what JSON writes and reads back as it was (plain objects, lists, texts, finite numbers,
 * booleans, null). Anything else in it, such as a `Map` or a `Date`, is refused when the state is taken.
 */
export type ComponentState = Uint8Array | string | number | boolean | object | null;
