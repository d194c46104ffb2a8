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

/**
 * How the gate hears of what cannot be meant: no pattern matches a resource that begins so, and the audit log has what was
 * refused.
 */
const NOT_VALID = 'not valid: ';

const notValid = ({ message }: NetworkFault): AccessRequest => ({
  area: 'network',
  action: 'outbound',
  resource: NOT_VALID + message,
});

const denied = ({ resource }: AccessRequest): WitError =>
  resource.startsWith(NOT_VALID)
    ? new WitError(CASES.invalid, resource.slice(NOT_VALID.length))
    : new WitError('denied', resource);

const isInvalid = (error: unknown): error is NetworkFault => error instanceof NetworkFault && error.kind === 'invalid';

/** Runs a function; what the component cannot mean is refused by the gate, the rest is told as WIT's error. */
async function answering<T>(call: HostCall, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isInvalid(error)) call.demand(notValid(error));
    throw told(error);
  }
}

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
        if (isInvalid(error)) return notValid(error);
        throw told(error);
      }
    },
    denied,
    call: async (call: HostCall, ...args: never[]) => await answering(call, () => run(call, ...args)),
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
      return await answering(call, () => run(call, self, ...args));
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
