/**
 * Who is at the other end of a connection: a name or an address, and a port.
 *
 * `example.com` is that name, `*.example.com` has exactly one label more, `**.example.com` one or more, `*` is any name.
 * `10.0.0.7` is that address, `10.0.0.0/8` the addresses of that range (CIDR, RFC 4632); addresses of IPv6 stand in brackets:
 * `[fd00::1]`, `[fd00::/8]`. A port follows after `:`, and `:*` is any port; without one, only resources without a port match
 * (a name that is looked up).
 *
 * INVARIANT: a pattern of names matches no address, however it is spelled, and a range no name.
 */
import ipaddr from 'ipaddr.js';
import { type Branch, meet, reaches } from './hierarchy.ts';
import { ANY, type PatternFault, type PatternKind } from './pattern-kind.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

type HostPattern =
  | { readonly kind: 'names'; readonly branch: Branch }
  | { readonly kind: 'range'; readonly address: Address; readonly bits: number };

interface EndpointPattern {
  readonly host: HostPattern;
  readonly port: number | '*' | undefined;
}

export const ENDPOINTS: PatternKind = {
  compile(pattern) {
    const wanted = parsePattern(pattern);
    return (resource) => {
      const given = parseEndpoint(resource);
      if (wanted === undefined || given === undefined) return false;
      const isPort = wanted.port === ANY ? given.port !== undefined : wanted.port === given.port;
      return isPort && hasHost(wanted.host, given.host);
    };
  },
  fault(pattern): PatternFault | undefined {
    if (parsePattern(pattern) !== undefined) return undefined;
    return {
      what: 'it is neither a domain nor an address',
      hint: 'Use example.com:443, *.example.com:443, **.example.com:443, 10.0.0.0/8:5432 or [fd00::/8]:5432; :* is any port, and * any name.',
    };
  },
  intersect(a, b) {
    const [left, right] = [parsePattern(a), parsePattern(b)];
    if (left === undefined || right === undefined) return undefined;
    const host = meetHosts(left.host, right.host);
    const isFixed = left.port === right.port || (left.port === ANY && right.port !== undefined);
    const port = isFixed ? right.port : right.port === ANY ? left.port : undefined;
    const isNone = !isFixed && port === undefined;
    return host === undefined || isNone ? undefined : toText({ host, port });
  },
};

/** A host as a resource names it: an address in its usual form, or a name in ASCII. */
export interface Endpoint {
  readonly host: { readonly name: readonly string[] } | { readonly address: Address };
  readonly port: number | undefined;
}

/** `example.com:443`, `10.0.0.7`, `[::1]:80`; undefined where it is none of them. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [host, port] = splitPort(text) ?? [];
  if (host === undefined || port === ANY) return undefined;
  const address = parseAddress(host);
  if (address !== undefined) return { host: { address }, port };
  const name = parseName(host);
  return name && { host: { name }, port };
}

/** Addresses of IPv4 that are written as ones of IPv6 (`::ffff:10.0.0.7`) are ones of IPv4. */
export function parseAddress(host: string): Address | undefined {
  if (host.startsWith('[')) {
    const inner = host.slice(1, -1);
    if (!host.endsWith(']') || !ipaddr.IPv6.isValid(inner) || inner.includes('%')) return undefined;
    return unmapped(ipaddr.IPv6.parse(inner));
  }
  return ipaddr.IPv4.isValidFourPartDecimal(host) && host === ipaddr.IPv4.parse(host).toString()
    ? ipaddr.IPv4.parse(host)
    : undefined;
}

const unmapped = (address: ipaddr.IPv6): Address => (address.isIPv4MappedAddress() ? address.toIPv4Address() : address);

/** Longest name and label of DNS, in characters (RFC 1035, 2.3.4). */
const MAX_NAME = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
/** By such a last label the URL standard knows an address of IPv4 (`127.1`, `0x7f000001`): it is no name. */
const NUMERIC = /^(?:\d+|0x[0-9a-f]*)$/i;

/** The labels of a name, the last one first, in small letters; undefined where it is none. */
function parseName(host: string): readonly string[] | undefined {
  if (host.length > MAX_NAME) return undefined;
  const labels = host.split('.');
  if (!labels.every((label) => LABEL.test(label)) || NUMERIC.test(labels.at(-1) ?? '')) return undefined;
  return labels.map((label) => label.toLowerCase()).reverse();
}

function splitPort(text: string): readonly [host: string, port: number | '*' | undefined] | undefined {
  const [, host, port] = /^(\[[^\]]*\]|[^:[\]]+)(?::(\*|0|[1-9]\d{0,4}))?$/.exec(text) ?? [];
  if (host === undefined) return undefined;
  if (port === undefined || port === ANY) return [host, port];
  return Number(port) <= 65_535 ? [host, Number(port)] : undefined;
}

function parsePattern(text: string): EndpointPattern | undefined {
  const [host, port] = splitPort(text) ?? [];
  const pattern = host === undefined ? undefined : (parseRange(host) ?? parseNames(host));
  return pattern && { host: pattern, port };
}

function parseNames(host: string): HostPattern | undefined {
  if (host === ANY) return { kind: 'names', branch: { parts: [], reach: 'descendants' } };
  const [skip, reach] = host.startsWith('**.')
    ? [3, 'descendants' as const]
    : host.startsWith('*.')
      ? [2, 'children' as const]
      : [0, 'itself' as const];
  const parts = parseName(host.slice(skip));
  return parts && { kind: 'names', branch: { parts, reach } };
}

function parseRange(host: string): HostPattern | undefined {
  const slash = host.indexOf('/');
  if (slash < 0) {
    const address = parseAddress(host);
    return address && { kind: 'range', address, bits: lengthOf(address) };
  }
  const isV6 = host.startsWith('[');
  const length = host.slice(slash + 1, isV6 ? -1 : undefined);
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const address = parseAddress(host.slice(0, slash) + (isV6 ? ']' : ''));
  // A range of mapped addresses would be one of IPv4, under another length.
  if (address === undefined || Number(length) > lengthOf(address) || (isV6 && address.kind() === 'ipv4'))
    return undefined;
  const bits = Number(length);
  return isRangeStart(address, bits) ? { kind: 'range', address, bits } : undefined;
}

const lengthOf = (address: Address): number => address.toByteArray().length * 8;

/** Whether all bits after the range's are zero: `10.1.2.3/8` may be meant otherwise than it reads. */
const isRangeStart = (address: Address, bits: number): boolean =>
  address.toByteArray().every((byte, at) => {
    const own = Math.min(8, Math.max(0, bits - at * 8));
    return (byte & (0xff >> own)) === 0;
  });

function hasHost(pattern: HostPattern, host: Endpoint['host']): boolean {
  if (pattern.kind === 'names') return 'name' in host && reaches(pattern.branch, host.name);
  return 'address' in host && isIn(host.address, pattern);
}

const isIn = (
  address: Address,
  { address: start, bits }: { readonly address: Address; readonly bits: number },
): boolean => address.kind() === start.kind() && address.match(start, bits);

function meetHosts(a: HostPattern, b: HostPattern): HostPattern | undefined {
  if (a.kind === 'names') {
    const branch = b.kind === 'names' ? meet(a.branch, b.branch) : undefined;
    return branch && { kind: 'names', branch };
  }
  if (b.kind === 'names') return undefined;
  const [wide, narrow] = a.bits <= b.bits ? [a, b] : [b, a];
  return isIn(narrow.address, wide) ? narrow : undefined;
}

function toText({ host, port }: EndpointPattern): string {
  return port === undefined ? hostText(host) : `${hostText(host)}:${port}`;
}

function hostText(host: HostPattern): string {
  if (host.kind === 'names') {
    const { parts, reach } = host.branch;
    if (parts.length === 0) return ANY;
    const stars = reach === 'itself' ? '' : reach === 'children' ? '*.' : '**.';
    return stars + [...parts].reverse().join('.');
  }
  const { address, bits } = host;
  const text = bits === lengthOf(address) ? address.toString() : `${address.toString()}/${bits}`;
  return address.kind() === 'ipv6' ? `[${text}]` : text;
}
