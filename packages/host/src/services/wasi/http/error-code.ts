import { NetworkFault, type NetworkFaultKind } from '../../network/network-fault.ts';
import { IoError, StreamFault } from '../io/io-error.ts';

/** WIT `wasi:http/types#error-code`, in jco's spelling. */
export interface ErrorCode {
  readonly tag: string;
  readonly val?: unknown;
}

const CODES: Readonly<Record<NetworkFaultKind, ErrorCode>> = {
  denied: { tag: 'HTTP-request-denied' },
  invalid: { tag: 'HTTP-request-URI-invalid' },
  'name-not-found': { tag: 'DNS-error', val: { rcode: 'NXDOMAIN', infoCode: undefined } },
  refused: { tag: 'connection-refused' },
  unreachable: { tag: 'destination-unavailable' },
  reset: { tag: 'connection-terminated' },
  timeout: { tag: 'connection-timeout' },
  tls: { tag: 'TLS-certificate-error' },
  'too-large': { tag: 'HTTP-response-body-size', val: undefined },
  protocol: { tag: 'HTTP-protocol-error' },
  'address-in-use': { tag: 'internal-error', val: undefined },
  'too-many': { tag: 'connection-limit-reached' },
  io: { tag: 'internal-error', val: undefined },
};

export function errorCodeOf({ kind, message }: NetworkFault): ErrorCode {
  if (kind === 'too-large' && message.includes('HPE_HEADER_OVERFLOW')) {
    return { tag: 'HTTP-response-header-section-size', val: undefined };
  }
  return CODES[kind];
}

/** A failed body, as its stream tells it; `http-error-code` finds the code in it again. */
export function bodyFault(error: unknown): unknown {
  if (!(error instanceof NetworkFault)) return error;
  return new StreamFault(new IoError(error.message, { detail: errorCodeOf(error) }));
}

/** What `http-error-code` answers. */
export function codeOf({ detail }: IoError): ErrorCode | undefined {
  return typeof detail === 'object' && detail !== null && 'tag' in detail && typeof detail.tag === 'string'
    ? (detail as ErrorCode) // made by bodyFault
    : undefined;
}
