import { type HostCall, type HostFunction, WitError } from '../../host-service.ts';
import { NetworkFault, type NetworkFaultKind } from '../../network/network-fault.ts';
import { IoError, StreamFault } from '../io/io-error.ts';

/** WIT `wasi:sockets/network#error-code`. */
const CODES: Readonly<Record<NetworkFaultKind, string>> = {
  denied: 'access-denied',
  invalid: 'invalid-argument',
  'name-not-found': 'name-unresolvable',
  refused: 'connection-refused',
  unreachable: 'remote-unreachable',
  reset: 'connection-reset',
  timeout: 'timeout',
  tls: 'unknown',
  'too-large': 'datagram-too-large',
  protocol: 'unknown',
  'address-in-use': 'address-in-use',
  'too-many': 'new-socket-limit',
  io: 'unknown',
};

export const socketError = (code: string): WitError => WitError.withPayload(code);

export const told = (error: unknown): unknown =>
  error instanceof NetworkFault ? socketError(CODES[error.kind]) : error;

/** A stream of a connection that has failed. */
export const streamFault = (error: unknown): unknown =>
  error instanceof NetworkFault ? new StreamFault(new IoError(error.message, { detail: CODES[error.kind] })) : error;

/** A function whose `err` is an error-code; a denial is `access-denied`. */
export function answering(call: (call: HostCall, ...args: never[]) => unknown): HostFunction {
  return {
    denied: () => socketError('access-denied'),
    call: (host: HostCall, ...args: never[]) => {
      try {
        return call(host, ...args);
      } catch (error) {
        throw told(error);
      }
    },
  };
}
