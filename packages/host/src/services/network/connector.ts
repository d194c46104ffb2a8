import type { Socket } from 'node:net';

/** What a connection is wanted to, as the component named it; the gate has granted it. */
export interface ConnectorPeer {
  /** A name (ASCII, small letters), or an address, one of IPv6 in brackets. */
  readonly host: string;
  /** 1 to 65,535. */
  readonly port: number;
  /** Whether TLS is to be spoken over it. */
  readonly isSecure: boolean;
}

/**
 * Connects to a peer in the host's place, or answers undefined where the host is to connect itself. With `isSecure` the socket is one
 * that needs no TLS any more: to verify who is at its other end is the connector's business then. The name is not looked up, and no
 * address behind it is asked for at the gate. A rejection is told by Node's `code` (`ECONNREFUSED` …). When the signal aborts nobody
 * waits any more.
 */
export type Connector = (peer: ConnectorPeer, signal: AbortSignal) => Promise<Socket> | undefined;

/** Leaves everything to the host. */
export const NO_CONNECTOR: Connector = () => undefined;
