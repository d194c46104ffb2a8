/** Addresses of `wasi:sockets` in jco's spelling, and as the network knows them. */
import ipaddr from 'ipaddr.js';
import { type Address, readAddress } from '../../network/address-class.ts';

export type Family = 'ipv4' | 'ipv6';

export type IpAddress =
  | { readonly tag: 'ipv4'; readonly val: readonly number[] }
  | { readonly tag: 'ipv6'; readonly val: readonly number[] };

export type SocketAddress =
  | { readonly tag: 'ipv4'; readonly val: { readonly port: number; readonly address: readonly number[] } }
  | {
      readonly tag: 'ipv6';
      readonly val: {
        readonly port: number;
        readonly flowInfo: number;
        readonly address: readonly number[];
        readonly scopeId: number;
      };
    };

export interface Place {
  readonly address: Address;
  readonly port: number;
}

/** Undefined for one that the interface forbids: of IPv4 in the spelling of IPv6, or with a scope of the host's. */
export function placeOf({ tag, val }: SocketAddress): Place | undefined {
  if (tag === 'ipv4') return { address: new ipaddr.IPv4([...val.address]), port: val.port };
  const address = new ipaddr.IPv6([...val.address]);
  return address.isIPv4MappedAddress() || val.scopeId !== 0 ? undefined : { address, port: val.port };
}

export function toSocketAddress({ address, port }: Place): SocketAddress {
  const { tag, val } = toIpAddress(address);
  return tag === 'ipv4'
    ? { tag, val: { port, address: val } }
    : { tag, val: { port, flowInfo: 0, address: val, scopeId: 0 } };
}

export function toIpAddress(address: Address): IpAddress {
  return address.kind() === 'ipv4'
    ? { tag: 'ipv4', val: (address as ipaddr.IPv4).octets }
    : { tag: 'ipv6', val: (address as ipaddr.IPv6).parts };
}

export const familyOf = (address: Address): Family => (address.kind() === 'ipv4' ? 'ipv4' : 'ipv6');

export const wildcard = (family: Family): Place => ({
  address: family === 'ipv4' ? ipaddr.IPv4.parse('0.0.0.0') : ipaddr.IPv6.parse('::'),
  port: 0,
});

/** From `127.0.0.1` or `::1`, as Node writes it. */
export function placeFrom(address: string | undefined, port: number | undefined): Place | undefined {
  const read = address === undefined ? undefined : readAddress(address);
  return read && { address: read, port: port ?? 0 };
}
