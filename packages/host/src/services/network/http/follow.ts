/** A request whose body is at hand, and the redirects that its answer may be. */
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import type { Asking, GuestNetwork } from '../guest-network.ts';
import { NetworkFault } from '../network-fault.ts';
import { endpointText } from '../network-host.ts';
import { Exchange, type ExchangeOptions, type Received } from './exchange.ts';
import type { Header } from './header-rules.ts';
import { readUrl, type RequestTarget } from './request-url.ts';

export interface WholeRequest {
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** 0: a redirect is an answer as any other. */
  readonly maxRedirects: number;
}

export interface Answer extends Received {
  /** Of the last request. */
  readonly target: RequestTarget;
  /** What the connection that the body comes over needed. */
  readonly accesses: readonly AccessRequest[];
}

/** More than anybody needs: the fetch standard's 20, halved. */
export const MAX_REDIRECTS = 10;

/** What tells who is asking. INVARIANT: it goes to the origin that it was given for, and to no other. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'cookie2']);
const OF_THE_BODY = /^content-/i;

/**
 * Sends a request, and follows redirects. Each is checked as a first request is: its URL, its name, its addresses.
 *
 * @throws NetworkFault; what the gate throws where something is not granted.
 */
export async function sendFollowing(
  network: GuestNetwork,
  first: WholeRequest,
  asking: Asking,
  options: ExchangeOptions,
): Promise<Answer> {
  let request = first;
  for (let followed = 0; ; followed += 1) {
    const { method, target, headers, body } = request;
    const head = { method, target, headers, contentLength: body.length };
    const exchange = await Exchange.begin(network, head, asking, { ...options, isAsked: followed === 0 });
    exchange.request.end(body);
    const received = await exchange.response(asking.signal);
    const next = first.maxRedirects === 0 ? undefined : redirected(request, received);
    if (next === undefined) return { ...received, target, accesses: exchange.accesses };
    exchange.destroy();
    if (followed >= first.maxRedirects) {
      throw new NetworkFault('protocol', `${endpointText(target.host, target.port)}: more than ${followed} redirects`);
    }
    request = next;
  }
}

/** The request that an answer asks for, by the rules of the fetch standard. Undefined where it asks for none. */
function redirected(request: WholeRequest, { status, headers }: Received): WholeRequest | undefined {
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const target = readUrl(location, request.target.url);
  const isSame = target.isSecure === request.target.isSecure && originOf(target) === originOf(request.target);
  const isReading =
    status === 303 ? !/^(?:get|head)$/i.test(request.method) : status < 303 && /^post$/i.test(request.method);
  const kept = request.headers.filter(
    ([name]) => (isSame || !CREDENTIALS.has(name.toLowerCase())) && !(isReading && OF_THE_BODY.test(name)),
  );
  return {
    ...request,
    target,
    headers: kept,
    ...(isReading && { method: 'GET', body: new Uint8Array() }),
  };
}

const originOf = ({ host, port }: RequestTarget): string => endpointText(host, port);
