/** Stand-ins with state, which the host's own services use. */
import type { Clock, InstanceOptions } from '@airssys/host';
import type { FakeFiles } from './fake-files.ts';
import type { FakeHttp } from './fake-http.ts';
import type { FakeProcesses } from './fake-processes.ts';
import type { FakeStorage } from './fake-storage.ts';

/** What stands behind the host's own services: `storage`, `http`, `files` and `processes`, each where it is given. */
export interface Fakes {
  readonly storage?: FakeStorage | undefined;
  readonly http?: FakeHttp | undefined;
  readonly files?: FakeFiles | undefined;
  readonly processes?: FakeProcesses | undefined;
}

/** Whom a fake is for. */
export interface FakeUser {
  /** `namespace:name`. */
  readonly component: string;
  /** What time it is for the mount. */
  readonly clock: Clock;
}

/** Makes a fake ready for a mount, and answers what an instance is given of it. */
export interface Fake {
  /** Called by `mount` for each `user`. */
  attach(user: FakeUser): Promise<Pick<InstanceOptions, 'storage' | 'network' | 'mounts' | 'programs'>>;
}

export async function attachFakes(fakes: Fakes, user: FakeUser): Promise<Awaited<ReturnType<Fake['attach']>>> {
  const given: readonly (Fake | undefined)[] = [fakes.storage, fakes.http, fakes.files, fakes.processes];
  const parts = await Promise.all(given.map(async (fake) => await fake?.attach(user)));
  return Object.assign({}, ...parts) as Awaited<ReturnType<Fake['attach']>>; // of parts of it
}
