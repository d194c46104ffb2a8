import { AirssysError } from '@airssys/model';
import { type Connector, NO_CONNECTOR } from './connector.ts';
import type { Resolver } from './resolver.ts';

/** How the instances of a host reach the network. What they may reach is a matter of grants. */
export interface NetworkOptions {
  /** Looks names up. Default: as the system does, `/etc/hosts` included. */
  readonly resolver?: Resolver | undefined;
  /** Makes connections in the host's place: for a proxy of the embedder's, or a server that stands in for another. Default: none. */
  readonly connector?: Connector | undefined;
  /**
   * Certificates (PEM) of authorities that are trusted besides those that Node trusts. There is no way to trust everyone, and
   * none for a component to trust anyone.
   */
  readonly extraCertificates?: readonly string[] | undefined;
  /** Milliseconds that a look-up may take: 1 to 600,000. Default 5,000. */
  readonly resolveTimeoutMs?: number | undefined;
  /** Milliseconds until a connection is there, TLS included: 1 to 600,000. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds from a request's last byte to the end of the response's headers, unless the component asks for less. Default 30,000. */
  readonly responseTimeoutMs?: number | undefined;
  /** Milliseconds without a byte, in either direction, after which a connection that is waited for is closed. Default 60,000. */
  readonly idleTimeoutMs?: number | undefined;
  /** Bytes of one response's head: 1,024 to 1,048,576. Default 65,536. */
  readonly maxHeaderBytes?: number | undefined;
  /** Bytes of one response's body, as they come over the wire. Default 256 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Connections, listeners and look-ups that one instance has at once: 1 to 10,000. Default 64. */
  readonly maxConnections?: number | undefined;
}

/** {@link NetworkOptions}, resolved. */
export type NetworkSettings = { readonly [K in keyof NetworkOptions]-?: NonNullable<NetworkOptions[K]> };

const MINUTES_10 = 600_000;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a number out of its range. */
export function resolveNetworkOptions(options: NetworkOptions, system: Resolver): NetworkSettings {
  return {
    resolver: options.resolver ?? system,
    connector: options.connector ?? NO_CONNECTOR,
    extraCertificates: options.extraCertificates ?? [],
    resolveTimeoutMs: ranged('resolveTimeoutMs', options.resolveTimeoutMs ?? 5_000, 1, MINUTES_10),
    connectTimeoutMs: ranged('connectTimeoutMs', options.connectTimeoutMs ?? 10_000, 1, MINUTES_10),
    responseTimeoutMs: ranged('responseTimeoutMs', options.responseTimeoutMs ?? 30_000, 1, MINUTES_10),
    idleTimeoutMs: ranged('idleTimeoutMs', options.idleTimeoutMs ?? 60_000, 1, MINUTES_10),
    maxHeaderBytes: ranged('maxHeaderBytes', options.maxHeaderBytes ?? 65_536, 1_024, 1_048_576),
    maxBodyBytes: ranged('maxBodyBytes', options.maxBodyBytes ?? 256 * 1024 * 1024, 0, Number.MAX_SAFE_INTEGER),
    maxConnections: ranged('maxConnections', options.maxConnections ?? 64, 1, 10_000),
  };
}

function ranged(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `network.${name} cannot be ${value}`, {
    hint: `It is a whole number from ${least} to ${most}.`,
  });
}
