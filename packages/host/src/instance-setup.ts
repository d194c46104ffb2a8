/** What is known of an instance while it is made. */
import type { CapabilitySet } from './capabilities/capability-set.ts';
import type { ProvidedObjects } from './imports/provided-objects.ts';
import type { InstanceOptions } from './instance-options.ts';
import type { Tape } from './recording/tape.ts';
import type { InlineSandboxOptions } from './sandbox/inline-sandbox.ts';
import type { InstanceLimits } from './sandbox/limit-interceptor.ts';
import type { Limits } from './sandbox/limits.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { HostService } from './services/host-service.ts';
import type { Redactor } from './services/secrets/redactor.ts';
import type { ServicesEnd } from './services/services-end.ts';
import type { LimitWatch } from './telemetry/limit-watch.ts';

/** What every sandbox is made from, wherever it runs. */
export interface SandboxSetup {
  readonly id: number;
  readonly services: readonly HostService[];
  readonly gate: InlineSandboxOptions['gate'];
  readonly watch: LimitWatch | undefined;
  readonly intercepted: InstanceLimits | undefined;
  readonly ending: ServicesEnd;
}

export interface Wrapping {
  readonly sandbox: Sandbox;
  readonly id: string | undefined;
  readonly capabilities: CapabilitySet;
  readonly redactor: Redactor;
  readonly around: InstanceOptions['aroundHandles'];
  readonly onDisposed: (() => void) | undefined;
  readonly tape?: Tape | undefined;
}

export interface Setting {
  readonly options: InstanceOptions;
  readonly capabilities: CapabilitySet;
  readonly limits: Limits;
  readonly redactor: Redactor;
  /** Receives the objects of each sandbox that is made: what they hold is disposed with the instance. */
  readonly held: ProvidedObjects[];
  /** Receives the services of each. */
  readonly endings?: ServicesEnd[];
  readonly tape?: Tape | undefined;
}
