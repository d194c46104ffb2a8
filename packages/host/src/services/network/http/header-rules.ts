/**
 * What a component may say in the head of a message. Where a message begins and ends, and which host it is for, is said by the
 * host alone.
 *
 * INVARIANT: nothing that a component names as method, target, header or value can end a line, begin another header, or end the
 * head (RFC 9110, 5.1 and 5.5; RFC 9112, 2.2).
 */
import { NetworkFault } from '../network-fault.ts';

export type Header = readonly [name: string, value: string];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible characters, blanks and tabs between them, and the bytes that RFC 9110 calls obsolete. */
const VALUE = /^(?:[\x21-\x7e\x80-\xff](?:[\t \x21-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;
const MAX_COUNT = 256;
const MAX_NAME = 256;
const MAX_BYTES = 65_536;

/** Of the connection and the message's framing, not of the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);
/** Said by the host, of what it knows itself. */
const HOST_OWNED: ReadonlySet<string> = new Set(['host', 'content-length', 'expect']);

export const isHopByHop = (name: string): boolean => HOP_BY_HOP.has(name.toLowerCase());

/** Whether a request's header is the host's to write. */
export const isForbidden = (name: string): boolean => isHopByHop(name) || HOST_OWNED.has(name.toLowerCase());

export const isHeaderName = (name: string): boolean => name.length <= MAX_NAME && TOKEN.test(name);

export const isHeaderValue = (value: string): boolean => VALUE.test(value);

/** @throws NetworkFault `invalid` for a header that cannot be sent, or that the host writes; `too-large`. */
export function checkHeaders(headers: readonly Header[]): void {
  if (headers.length > MAX_COUNT) throw new NetworkFault('too-large', `${headers.length} headers`);
  let bytes = 0;
  for (const [name, value] of headers) {
    bytes += name.length + value.length + 4;
    if (bytes > MAX_BYTES) throw new NetworkFault('too-large', `more than ${MAX_BYTES} bytes of headers`);
    if (!isHeaderName(name)) throw new NetworkFault('invalid', `header name ${shown(name)}`);
    if (!isHeaderValue(value)) throw new NetworkFault('invalid', `value of the header ${name}`);
    if (isForbidden(name)) throw new NetworkFault('invalid', `the header ${name} is written by the host`);
  }
}

/** `CONNECT` and `TRACE` make a connection into something else, or show what the host has added. */
export function checkMethod(method: string): void {
  if (TOKEN.test(method) && method.length <= 64 && !/^(?:connect|trace|track)$/i.test(method)) return;
  throw new NetworkFault('invalid', `method ${shown(method)}`);
}

/** A path and query as the URL standard writes them. */
export function checkTarget(target: string): void {
  if (/^\/[\x21-\x7e]*$/.test(target) && target.length <= MAX_BYTES) return;
  throw new NetworkFault('invalid', `path ${shown(target)}`);
}

const shown = (text: string): string => JSON.stringify(text.length <= 100 ? text : `${text.slice(0, 100)}…`);
