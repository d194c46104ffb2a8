import type {
  AuditEvent,
  ComponentInstance,
  InstanceOptions,
  LoadedComponent,
  Slot,
  SlotMigration,
} from '@airssys/host';
import { slotMigration } from '@airssys/host';
import type { TestHost } from '../load/test-host.ts';

/** What instances of one build are made of. */
export interface Build {
  readonly host: TestHost;
  readonly component: LoadedComponent;
  readonly instance: InstanceOptions;
  /** Semantic version, as the manifest has it; empty without one. */
  readonly version: string;
  /** What tells builds apart. */
  readonly hash: string;
  /** What the component's own positions are relative to. */
  readonly projectDir: string;
  /** Whether it counts what runs, so that its fuel and memory are not the component's own. */
  readonly isMeasured: boolean;
}

export interface PlaceOptions extends Build {
  readonly audit: AuditEvent[];
  /** Called when an instance has been started, the first one too. */
  readonly onStarted: (instance: ComponentInstance, build: Build) => void;
  /** Called whenever an instance has started or ended. */
  readonly onChange: () => void;
}

/** Where the instance of a mount lives, which a crash or an update may follow by another one: a slot of the host's updates. */
export interface Place extends Slot {
  /** The present instance, or the last one that was there. */
  readonly instance: ComponentInstance;
  /** Whether whoever calls while there is no instance waits for the next one. */
  readonly restarts: boolean;
  /** Whether there is no instance, and will be none. */
  readonly isGone: boolean;
  /** Ends the instance at once, as a crash does. */
  crash(): Promise<void>;
  /** Ends it for good, and at once. Idempotent. */
  kill(): Promise<void>;
}

/** The state of a place's instance, as the host's updates hand it over. */
export const migrationOf = (instance: () => ComponentInstance, { component }: Build): SlotMigration | undefined =>
  slotMigration(instance, component.manifest?.component.hooks);
