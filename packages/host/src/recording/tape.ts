/** What goes along with one instance, from before its start: it is written by a recorder, or played by a replay. */
import type { HostCallInterceptor } from '../sandbox/interceptor.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { HostService } from '../services/host-service.ts';
import type { Redactor } from '../services/secrets/redactor.ts';

export interface TapedInstance {
  /** What the gate has made of the services, for the glue. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The interfaces that the component imports, without versions. */
  readonly imported: readonly string[];
  readonly services: readonly HostService[];
  readonly redactor: Redactor;
}

export interface Tape {
  /** Stands around each call of the host, outside of the gate's decision. */
  readonly around: HostCallInterceptor;
  /** The instance is about to be made. */
  bind(instance: TapedInstance): void;
  /** The sandbox as its callers are to have it. Called once for each of them. */
  sandbox(inner: Sandbox): Sandbox;
  /** It could not be made, or did not come to its start. */
  failed(error: unknown): void;
}
