import type { ComponentId } from './clients/raw-id.ts';

/** What `@onInitialize` receives. */
export interface ComponentConfig {
  readonly envVars: Readonly<Record<string, string>>;
  /** The component's own configuration, as the operator gave it. */
  readonly configData?: Uint8Array;
  /** The same as text (UTF-8); empty where there is none. */
  readonly configText: string;
  readonly limits: {
    readonly maxMemoryBytes: number;
    readonly maxExecutionTimeMs: number;
    readonly maxFuel?: number;
  };
}

/** What `@onHealth` answers. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** What `@onMessage` receives. */
export interface ComponentMessage {
  /** Who sent it; the host vouches for it. */
  readonly sender: ComponentId;
  readonly payload: Uint8Array;
  /** The payload as text (UTF-8). */
  readonly text: string;
  readonly correlationId?: string;
  readonly replyTo?: ComponentId;
  /** Milliseconds since 1970-01-01T00:00:00Z at which it was sent. */
  readonly sentAtMs: number;
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
