/** What a supervisor supervises, in OTP's words: something that is started, ends, and can be ended. */
import type { HealthStatus } from '../component-instance.ts';

/**
 * Why something that was supervised has ended.
 *
 * - `normal`: its work was done.
 * - `shutdown`: it was told to end, and did.
 * - `failed`: it ended because of `error`.
 */
export type EndReason =
  | { readonly kind: 'normal' }
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Something that a supervisor can start, watch and end: an actor of a component, another supervisor, a service of the embedder. */
export interface Supervised {
  /** Resolves once, when it has ended by itself or was stopped; never rejects. */
  readonly ended: Promise<EndReason>;
  /**
   * Ends it in order, and resolves when it has ended. The signal aborts at the deadline of its {@link ChildSpec.shutdown}; then
   * it is killed, whether or not this has resolved.
   */
  stop(signal: AbortSignal): Promise<void>;
  /** Ends it now. May be called at any time, any number of times. */
  kill(): void | Promise<void>;
  /**
   * How it says that it is, for restarts by health. What does not have this is never restarted for its health. When the signal
   * aborts, nobody waits for the answer any more.
   */
  health?(signal: AbortSignal): Promise<HealthStatus>;
}

/**
 * When a child that has ended by itself is started again.
 *
 * - `permanent`: always.
 * - `transient`: when it has failed.
 * - `temporary`: never, not even where the strategy restarts its siblings.
 */
export type RestartType = 'permanent' | 'transient' | 'temporary';

/** How often a child is asked how it is, and what follows from it. */
export interface HealthCheck {
  /** Milliseconds from one answer to the next question: 1 to 86,400,000. */
  readonly intervalMs: number;
  /** Milliseconds until a question without an answer counts as `unhealthy`: 1 to 86,400,000. */
  readonly timeoutMs: number;
  /** So many answers of `unhealthy` in a row end the child as one that has failed: 1 to 1,000. */
  readonly unhealthyAfter: number;
}

/** How a supervisor starts a child, and what it does when the child ends. */
export interface ChildSpec<T extends Supervised = Supervised> {
  /** Unique within its supervisor. */
  readonly id: string;
  /**
   * Starts it, and resolves when it is ready for work. The signal aborts when the supervisor is ended meanwhile: then this
   * should reject soon; what it resolves with all the same is killed. Answers what is supervised.
   */
  readonly start: (signal: AbortSignal) => Promise<T>;
  /** When it is started again. Default `permanent`. */
  readonly restart?: RestartType;
  /**
   * Milliseconds that it may take to end in order before it is killed (0 to 2,147,483,647); `brutal-kill` for at once;
   * `infinity` for as long as it takes. Default 5,000; of a supervisor `infinity`.
   */
  readonly shutdown?: number | 'brutal-kill' | 'infinity';
  /** Default `worker`. */
  readonly type?: 'worker' | 'supervisor';
  /**
   * Whether its end by itself can end its supervisor: see `SupervisorOptions.autoShutdown`. Default false. A permanent child
   * cannot be significant.
   */
  readonly significant?: boolean;
  /** Restarts it by its health. Default: its health is not asked for. */
  readonly healthCheck?: HealthCheck;
}
