/**
 * The host part of whatever a component names, in one form: the one that grants are compared with, that is looked up, that
 * a certificate must be for, and that the `Host` header says.
 *
 * INVARIANT: what is compared is what is reached. Every spelling of an address (`127.1`, `0x7f000001`, `１２７.０.０.１`,
 * `[::ffff:7f00:1]`) becomes that address before the gate sees it, and every spelling of a name its ASCII form.
 */
import { parseEndpoint } from '../../capabilities/patterns/endpoint-pattern.ts';
import { type Address, readAddress } from './address-class.ts';

export interface NamedHost {
  readonly kind: 'name';
  /** ASCII, small letters, no dot at the end. */
  readonly name: string;
}

export interface AddressedHost {
  readonly kind: 'address';
  readonly address: Address;
}

export type NetworkHost = NamedHost | AddressedHost;

/** Longest text that is looked at: no name of DNS in any spelling comes near. */
const MAX_TEXT = 1_024;
/** What ends or changes the host in a URL, or is stripped there without a word. */
const NOT_IN_HOST = /[\s\p{Cc}/?#@\\%<>^|:[\]]/u;

/** Reads a host as the URL standard does. Undefined where it is none. */
export function readHost(text: string): NetworkHost | undefined {
  if (text === '' || text.length > MAX_TEXT) return undefined;
  const isV6 = /^(?:\[[0-9a-f:.]+\]|[0-9a-f:.]*:[0-9a-f:.]*)$/i.test(text);
  if (!isV6 && NOT_IN_HOST.test(text)) return undefined;
  const parsed = URL.parse(`http://${isV6 && !text.startsWith('[') ? `[${text}]` : text}/`);
  return parsed === null ? undefined : hostOfUrl(parsed);
}

/** The host of a URL of `http` or `https`. */
export function hostOfUrl({ hostname }: URL): NetworkHost | undefined {
  const address = readAddress(hostname.replace(/^\[(.*)\]$/, '$1'));
  if (address !== undefined) return { kind: 'address', address };
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  const known = parseEndpoint(name);
  return known !== undefined && 'name' in known.host && known.port === undefined ? { kind: 'name', name } : undefined;
}

/** `example.com`, `10.0.0.7`, `[fd00::1]`. */
export function hostText(host: NetworkHost): string {
  return host.kind === 'name' ? host.name : addressText(host.address);
}

/** As the gate sees a peer: `example.com:443`, `10.0.0.7:80`, `[fd00::1]:80`. */
export function endpointText(host: NetworkHost, port: number): string {
  return `${hostText(host)}:${port}`;
}

export function addressText(address: Address): string {
  return address.kind() === 'ipv6' ? `[${address.toString()}]` : address.toString();
}
