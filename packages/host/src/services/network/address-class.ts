/**
 * What kind of network an address belongs to. A name may lead to a public address by its grant alone; everything else
 * (this machine, its networks, the cloud's metadata, addresses that carry another one inside) needs a grant of the address.
 *
 * INVARIANT: an address that is not known to be public counts as not public.
 */
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

export type AddressClass =
  /** Unicast, and routed in the whole internet. */
  | 'public'
  /** Where clouds tell a machine who it is, credentials included. */
  | 'metadata'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'carrier-grade-nat'
  /** IPv6 with an address of IPv4 inside, which a gateway may unpack: NAT64, 6to4, Teredo. */
  | 'embedding'
  | 'multicast'
  | 'broadcast'
  | 'unspecified'
  /** Reserved, for documentation, for benchmarks, not assigned yet. */
  | 'reserved';

/** AWS, Google, Azure (its WireServer too, whose address looks public), Alibaba, Oracle. */
const METADATA: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

/** By the names of ipaddr.js. */
const CLASSES: Readonly<Record<string, AddressClass>> = {
  unicast: 'public',
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'private',
  deprecatedSiteLocal: 'private',
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade-nat',
  rfc6145: 'embedding',
  rfc6052: 'embedding',
  '6to4': 'embedding',
  teredo: 'embedding',
  multicast: 'multicast',
  broadcast: 'broadcast',
  unspecified: 'unspecified',
};

/** All addresses of IPv6 that are assigned to the internet (RFC 4291, 2.4; IANA). */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

export function classOf(address: Address): AddressClass {
  if (METADATA.has(address.toString())) return 'metadata';
  const range: string = address.range();
  const found = (Object.hasOwn(CLASSES, range) ? CLASSES[range] : undefined) ?? 'reserved';
  const isOutside = address.kind() === 'ipv6' && found === 'public' && !(address as ipaddr.IPv6).match(GLOBAL_V6);
  return isOutside ? 'reserved' : found;
}

/** Whether nothing can be there to connect to: whatever the grants, no connection is tried. */
export function isNoPeer(address: Address): boolean {
  return ['multicast', 'broadcast', 'unspecified'].includes(classOf(address));
}

/** `10.0.0.7 (private)`. */
export const addressClassText = (address: Address): string => `${address.toString()} (${classOf(address)})`;

/** The address in its one form; one of IPv4 in the spelling of IPv6 (`::ffff:10.0.0.7`) is one of IPv4. Undefined for what is none. */
export function readAddress(text: string): Address | undefined {
  if (text.includes('%')) return undefined; // a zone chooses an interface of the host's
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}
