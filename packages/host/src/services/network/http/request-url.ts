import { NetworkFault } from '../network-fault.ts';
import { hostOfUrl, type NetworkHost } from '../network-host.ts';

/** Where a request goes, and what it asks for there. */
export interface RequestTarget {
  readonly isSecure: boolean;
  readonly host: NetworkHost;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** Without a fragment. */
  readonly url: string;
}

const MAX_URL = 65_536;
/** What the URL standard strips, or takes for a slash: whoever else reads the text may not. */
const AMBIGUOUS = /[\p{Cc}\\]|^\s|\s$/u;

/**
 * Reads a URL of `http` or `https`.
 *
 * @throws NetworkFault `invalid` for any other, one with a user or a password, and one that others could read differently.
 */
export function readUrl(text: string, base?: string): RequestTarget {
  if (text.length > MAX_URL) throw new NetworkFault('invalid', `a URL of ${text.length} characters`);
  const url = AMBIGUOUS.test(text) ? null : URL.parse(text, base);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new NetworkFault('invalid', `URL ${JSON.stringify(text)}`);
  if (url.username !== '' || url.password !== '') {
    throw new NetworkFault('invalid', 'a URL with a user or a password');
  }
  const host = hostOfUrl(url);
  if (host === undefined) throw new NetworkFault('invalid', `host ${JSON.stringify(url.hostname)}`);
  const isSecure = url.protocol === 'https:';
  const port = url.port === '' ? defaultPort(isSecure) : Number(url.port);
  url.hash = '';
  return { isSecure, host, port, path: url.pathname + url.search, url: url.href };
}

export const defaultPort = (isSecure: boolean): number => (isSecure ? 443 : 80);
