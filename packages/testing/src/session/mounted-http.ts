import type { AuditEvent, HttpServing, LoadedComponent, ServedRequest, ServeOptions } from '@airssys/host';
import { AirssysError } from '@airssys/model';
import { auditInto } from '../load/test-host.ts';

export interface MountedHttpOptions {
  readonly component: LoadedComponent;
  /** Those of the mount. */
  readonly serve: ServeOptions;
  /** Receives the gate's decisions on requests. */
  readonly audit: AuditEvent[];
}

/** A mounted component as a server of HTTP, by what serves it in production: on loopback, from the first request on. */
export class MountedHttp implements AsyncDisposable {
  /** Grows as requests end. */
  readonly requests: ServedRequest[] = [];
  readonly #options: MountedHttpOptions;
  #serving: Promise<HttpServing> | undefined;

  constructor(options: MountedHttpOptions) {
    this.#options = options;
  }

  async fetch(path: string, init: RequestInit): Promise<Response> {
    if (!path.startsWith('/')) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `$.fetch was given '${path}', which is no path`, {
        hint: "Begin it with '/': the mounted component answers.",
      });
    }
    this.#serving ??= this.#serve();
    const { url } = await this.#serving;
    return await fetch(url + path, { redirect: 'manual', ...init });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever waited for it was told that it has failed.
    const serving = await this.#serving?.catch(() => undefined);
    await serving?.[Symbol.asyncDispose]();
  }

  #serve(): Promise<HttpServing> {
    const { component, serve, audit } = this.#options;
    const own = { port: 0, graceMs: 0, readyInstances: 0, onRequest: (one: ServedRequest) => this.requests.push(one) };
    return auditInto(audit, () => component.serve({ ...serve, ...own }));
  }
}
