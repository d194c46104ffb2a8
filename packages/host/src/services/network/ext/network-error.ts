import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import type { GuestResource } from '../../guest-resource.ts';
import { type HostCall, type HostFunction, WitError } from '../../host-service.ts';
import { NetworkFault, type NetworkFaultKind } from '../network-fault.ts';

/** Cases of `airssys:ext-network/types#network-error`. */
const CASES: Readonly<Record<NetworkFaultKind, string>> = {
  denied: 'denied',
  invalid: 'invalid-argument',
  'name-not-found': 'name-not-found',
  refused: 'connection-refused',
  unreachable: 'unreachable',
  reset: 'connection-reset',
  timeout: 'timeout',
  tls: 'tls-error',
  'too-large': 'too-large',
  protocol: 'protocol-error',
  'address-in-use': 'address-in-use',
  'too-many': 'too-many-connections',
  io: 'io-error',
};

const told = (error: unknown): unknown =>
  error instanceof NetworkFault ? new WitError(CASES[error.kind], error.message) : error;

const denied = (request: AccessRequest): WitError => new WitError('denied', request.resource);

/** Something that is open, and what its opening needed. */
export interface Accessed {
  readonly accesses: readonly AccessRequest[];
}

/** INVARIANT: what a revoked grant has opened is of no use from then on. */
export function demandAll(call: Pick<HostCall, 'demand'>, { accesses }: Accessed): void {
  for (const access of accesses) call.demand(access);
}

/** A function that opens something. `access` reads its arguments, and throws a NetworkFault where they cannot be meant. */
export function opening(
  access: (...args: never[]) => AccessRequest,
  run: (call: HostCall, ...args: never[]) => Promise<unknown>,
): HostFunction {
  return {
    access: (_caller: unknown, ...args: never[]) => {
      try {
        return access(...args);
      } catch (error) {
        throw told(error);
      }
    },
    denied,
    call: async (call: HostCall, ...args: never[]) => {
      try {
        return await run(call, ...args);
      } catch (error) {
        throw told(error);
      }
    },
  };
}

/** A method of something open that can fail. */
export function using<T extends Accessed>(
  resource: GuestResource<T>,
  run: (call: HostCall, self: T, ...args: never[]) => Promise<unknown>,
): HostFunction {
  return resource.method({
    denied,
    call: async (call, self, ...args) => {
      demandAll(call, self);
      try {
        return await run(call, self, ...args);
      } catch (error) {
        throw told(error);
      }
    },
  });
}

/** A method that tells what is known of something open, and cannot fail. */
export function telling<T extends Accessed>(resource: GuestResource<T>, run: (self: T) => unknown): HostFunction {
  return resource.method({
    call: (call, self) => {
      demandAll(call, self);
      return run(self);
    },
  });
}
