/** Why something on the network failed, before it is told in the words of one interface or another. */
export type NetworkFaultKind =
  /** No grant covers it. */
  | 'denied'
  /** What was asked for cannot be meant: a URL, a name, a header. */
  | 'invalid'
  /** The name leads to no address. */
  | 'name-not-found'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'timeout'
  /** No secure connection: certificate, name, protocol. */
  | 'tls'
  | 'too-large'
  /** The other side does not speak the protocol. */
  | 'protocol'
  | 'address-in-use'
  /** The instance has as many connections as it may. */
  | 'too-many'
  | 'io';

/** A failure of the network. INVARIANT: its text names what the component named, never something of the host's. */
export class NetworkFault extends Error {
  readonly kind: NetworkFaultKind;

  constructor(kind: NetworkFaultKind, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.kind = kind;
  }
}

/** By Node's codes. */
const KINDS: Readonly<Record<string, NetworkFaultKind>> = {
  ENOTFOUND: 'name-not-found',
  ENODATA: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  ESERVFAIL: 'name-not-found',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  EINVAL: 'unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  ERR_STREAM_DESTROYED: 'reset',
  ERR_STREAM_WRITE_AFTER_END: 'reset',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  EADDRINUSE: 'address-in-use',
  EACCES: 'denied',
  EPERM: 'denied',
  EMSGSIZE: 'too-large',
  HPE_HEADER_OVERFLOW: 'too-large',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  EPROTO: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_PURPOSE: 'tls',
};

/** A failure that Node has reported; `peer` is the component's name for what it was about. */
export function toNetworkFault(error: unknown, peer: string): NetworkFault {
  if (error instanceof NetworkFault) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const kind = (Object.hasOwn(KINDS, code) ? KINDS[code] : undefined) ?? kindByFamily(code);
  return new NetworkFault(kind, code === '' ? peer : `${peer}: ${code}`, error);
}

function kindByFamily(code: string): NetworkFaultKind {
  if (/^(?:ERR_SSL_|ERR_TLS_|CERT_|SELF_SIGNED)/.test(code)) return 'tls';
  return code.startsWith('HPE_') ? 'protocol' : 'io';
}
