/** The states of an installed component, and the one table of what may follow what. */

/**
 * - `uninstalled`: nothing of it is kept but its history. Also what a component is that never was installed.
 * - `installing`: its file is being kept, read and prepared. None of its code has run.
 * - `installed`: it can be started, and never was.
 * - `starting`: its instances are being made and initialized.
 * - `running`: it takes calls and messages.
 * - `updating`: another version of it is being brought in. It takes calls, unless the strategy stops it first.
 * - `stopping`: calls under way finish, then its instances are shut down.
 * - `stopped`: it has no instances. What it has stored is kept.
 * - `failed`: it did not start, or ended and its restarts are used up. Somebody has to start, update or stop it.
 */
export const LIFECYCLE_STATES = [
  'uninstalled',
  'installing',
  'installed',
  'starting',
  'running',
  'updating',
  'stopping',
  'stopped',
  'failed',
] as const;

/** Where a component of a host is in its life: one of {@link LIFECYCLE_STATES}. */
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

/** The states in which a command is at work, each of which ends by itself: by its end or by its deadline. */
export type TransitionalState = 'installing' | 'starting' | 'updating' | 'stopping';

/** What a guard may ask of the component that is to change. */
export interface TransitionFacts {
  /** Whether it has a version that can be started. */
  readonly hasVersion: boolean;
  /** Whether it has another version that an update or rollback is to bring in. */
  readonly hasCandidate: boolean;
}

/** A change of state that a component may go through. */
export interface Transition {
  /** The state before it. */
  readonly from: LifecycleState;
  /** The state after it. */
  readonly to: LifecycleState;
  /** What causes it. */
  readonly cause: string;
  /** Why it cannot be now; undefined where it can. The `facts` are what is known of the component. */
  readonly guard?: (facts: TransitionFacts) => string | undefined;
}

const versioned = ({ hasVersion }: TransitionFacts): string | undefined =>
  hasVersion ? undefined : 'it has no version that could be started';
const candidate = ({ hasCandidate }: TransitionFacts): string | undefined =>
  hasCandidate ? undefined : 'there is no version to bring in';

/** Every legal transition. Whatever is not here cannot happen. */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'uninstalled', to: 'installing', cause: 'install()' },
  { from: 'installing', to: 'installed', cause: 'its file is kept and its component prepared', guard: versioned },
  { from: 'installing', to: 'uninstalled', cause: 'it cannot be installed, or the host ended meanwhile' },

  { from: 'installed', to: 'starting', cause: 'start()', guard: versioned },
  { from: 'stopped', to: 'starting', cause: 'start(), or the host is opened again', guard: versioned },
  { from: 'failed', to: 'starting', cause: 'start()', guard: versioned },
  { from: 'starting', to: 'running', cause: 'its instances are initialized' },
  { from: 'starting', to: 'failed', cause: 'an instance does not start, or not in time' },
  { from: 'starting', to: 'stopping', cause: 'stop() while it starts' },

  { from: 'running', to: 'stopping', cause: 'stop(), or the host is closed' },
  { from: 'running', to: 'failed', cause: 'it has ended, and is not to be restarted any more' },
  { from: 'running', to: 'starting', cause: 'the host ended while it ran, and is opened again', guard: versioned },
  { from: 'stopping', to: 'stopped', cause: 'its instances are gone, in order or by force' },

  { from: 'installed', to: 'updating', cause: 'update()', guard: candidate },
  { from: 'running', to: 'updating', cause: 'update() or rollback()', guard: candidate },
  { from: 'stopped', to: 'updating', cause: 'update() or rollback()', guard: candidate },
  { from: 'failed', to: 'updating', cause: 'update() or rollback()', guard: candidate },
  { from: 'updating', to: 'running', cause: 'a version of it runs: the new one, or the old one again' },
  { from: 'updating', to: 'stopped', cause: 'it did not run before either' },
  { from: 'updating', to: 'installed', cause: 'it never was started' },
  { from: 'updating', to: 'failed', cause: 'neither the new version nor the old one runs' },
  {
    from: 'updating',
    to: 'starting',
    cause: 'the host ended during the update, and is opened again',
    guard: versioned,
  },

  { from: 'installed', to: 'uninstalled', cause: 'uninstall()' },
  { from: 'stopped', to: 'uninstalled', cause: 'uninstall()' },
  { from: 'failed', to: 'uninstalled', cause: 'uninstall()' },
  { from: 'failed', to: 'stopping', cause: 'stop()' },
];

/**
 * Milliseconds that a component may be in a state that is to end by itself, unless the host's options say otherwise. What happens
 * at the deadline: `installing` is undone; `starting` fails; `updating` is taken back; `stopping` ends its instances by force.
 */
export const DEFAULT_TIMEOUTS: Readonly<Record<TransitionalState, number>> = Object.freeze({
  installing: 120_000,
  starting: 60_000,
  updating: 600_000,
  stopping: 30_000,
});

const BY_STATES = new Map(TRANSITIONS.map((one) => [`${one.from} ${one.to}`, one]));

/** The row of the table; undefined where the one cannot follow the other. */
export function findTransition(from: LifecycleState, to: LifecycleState): Transition | undefined {
  return BY_STATES.get(`${from} ${to}`);
}

/** Whether nothing is left to end: it was taken off. */
export const isTerminal = (state: LifecycleState): boolean => state === 'uninstalled';

/** Whether it may have instances. */
export const isActive = (state: LifecycleState): boolean =>
  state === 'starting' || state === 'running' || state === 'updating' || state === 'stopping';

/** Whether a command is at work on it. */
export const isTransitional = (state: LifecycleState): state is TransitionalState =>
  Object.hasOwn(DEFAULT_TIMEOUTS, state);
