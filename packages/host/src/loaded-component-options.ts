/** What a loaded component has of the host that loaded it. */
import type { AuditLog } from './capabilities/audit/audit-log.ts';
import type { SecurityOptions } from './capabilities/policy/instance-grants.ts';
import type { Surroundings } from './surroundings.ts';
import type { CompiledComponent } from './engine/engine.ts';
import type { StartMessage } from './isolation/messages.ts';
import type { Recordings } from './recording/recordings.ts';
import type { DeadlineTimer } from './sandbox/deadline-timer.ts';
import type { HostService } from './services/host-service.ts';
import type { HostEventListener } from './telemetry/host-event.ts';
import type { Tracer } from './telemetry/tracer.ts';

export interface LoadedComponentOptions {
  readonly compiled: CompiledComponent;
  readonly label: string;
  readonly audit: AuditLog;
  readonly security: SecurityOptions;
  readonly deadlines: DeadlineTimer;
  readonly maxConcurrentCalls: number;
  readonly nextId: () => number;
  readonly services: (surroundings: Surroundings, imports: readonly string[]) => readonly HostService[];
  /** Those among them that do not end with an instance. */
  readonly sharedServices: readonly HostService[];
  /** What a sandbox elsewhere needs to compile the component for itself. */
  readonly remote: Omit<StartMessage, 'kind' | 'limits' | 'imports' | 'limitEventAt'>;
  /** Who is told of events; and the share of a limit from which on it is near. */
  readonly onEvent: HostEventListener | undefined;
  readonly limitEventAt: number;
  readonly tracer: Tracer | undefined;
  /** Who records instances. */
  readonly recordings: Recordings;
  /** The file that it was loaded from, if it was. */
  readonly file: string | undefined;
}
