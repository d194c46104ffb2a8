/**
 * One request and its response, on a connection of its own that the gate has allowed. Nothing is kept for the next one: no
 * connection, no cookie, no cache. Nothing is unpacked.
 */
import { type ClientRequest, type IncomingMessage, request as nodeRequest } from 'node:http';
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import type { Asking, Connection, GuestNetwork } from '../guest-network.ts';
import { endpointText, hostText } from '../network-host.ts';
import { NetworkFault, toNetworkFault } from '../network-fault.ts';
import { within } from '../within.ts';
import { checkHeaders, checkMethod, checkTarget, type Header } from './header-rules.ts';
import { defaultPort, type RequestTarget } from './request-url.ts';

export interface RequestHead {
  readonly method: string;
  readonly target: RequestTarget;
  /** As {@link checkHeaders} wants them. */
  readonly headers: readonly Header[];
  /** Bytes of the body, where that is known; undefined where it is sent in pieces. */
  readonly contentLength: number | undefined;
}

export interface ExchangeOptions {
  readonly isAsked?: boolean;
  /** Milliseconds to connect; and from the request's end to the end of the response's head. No more than the host allows. */
  readonly connectTimeoutMs?: number | undefined;
  readonly responseTimeoutMs?: number | undefined;
}

/** A response whose body has not been read. */
export interface Received {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly message: IncomingMessage;
}

/** A request whose head is on its way. Its owner writes the body, ends it, and waits for the response. */
export class Exchange {
  readonly request: ClientRequest;
  readonly accesses: readonly AccessRequest[];
  readonly #response: Promise<IncomingMessage>;
  readonly #what: string;
  readonly #network: GuestNetwork;
  readonly #timeoutMs: number;

  private constructor(
    network: GuestNetwork,
    head: RequestHead,
    { socket, accesses }: Connection,
    { responseTimeoutMs = Infinity }: ExchangeOptions,
  ) {
    const { host, port } = head.target;
    this.#network = network;
    this.#what = endpointText(host, port);
    this.accesses = accesses;
    this.#timeoutMs = Math.min(responseTimeoutMs, network.settings.responseTimeoutMs);
    this.request = nodeRequest({
      createConnection: () => socket,
      method: head.method,
      path: head.target.path,
      setHost: false,
      setDefaultHeaders: false,
      headers: headersOf(head).flat(),
      maxHeaderSize: network.settings.maxHeaderBytes,
      insecureHTTPParser: false,
    });
    this.request.maxHeadersCount = 0; // the size bounds them: none is left out without a word
    this.#response = new Promise((resolve, reject) => {
      this.request.once('response', resolve);
      this.request.on('error', (error) => reject(toNetworkFault(error, this.#what)));
      this.request.once('upgrade', (_message, upgraded: { destroy(): void }) => {
        upgraded.destroy();
        reject(new NetworkFault('protocol', `${this.#what}: the server changed the protocol`));
      });
      this.request.once('close', () => reject(new NetworkFault('reset', this.#what)));
    });
    this.#response.catch(() => {}); // it may fail before anybody waits for it
  }

  /**
   * Connects, and sends the head.
   *
   * @throws NetworkFault; what the gate throws where something is not granted.
   */
  static async begin(
    network: GuestNetwork,
    head: RequestHead,
    asking: Asking,
    options: ExchangeOptions = {},
  ): Promise<Exchange> {
    checkMethod(head.method);
    checkTarget(head.target.path);
    checkHeaders(head.headers);
    const connection = await network.connect(head.target, asking, {
      ...(head.target.isSecure && { tls: { protocols: ['http/1.1'] } }),
      ...(options.isAsked !== undefined && { isAsked: options.isAsked }),
      connectTimeoutMs: options.connectTimeoutMs,
    });
    return new Exchange(network, head, connection, options);
  }

  /**
   * Waits for the response's head. All of it, from now on, has to be there in time: one that trickles in is no better than none.
   *
   * @throws NetworkFault
   */
  async response(signal: AbortSignal): Promise<Received> {
    const bounds = { timeoutMs: this.#timeoutMs, signals: [signal, this.#network.ended], what: this.#what };
    try {
      const message = await within(bounds, () => this.#response);
      message.on('error', () => {}); // its reader finds it in `errored`
      return { status: message.statusCode ?? 0, headers: pairs(message.rawHeaders), message };
    } catch (error) {
      this.request.destroy();
      throw toNetworkFault(error, this.#what);
    }
  }

  destroy(): void {
    this.request.destroy();
  }
}

/** What the component said, and what only the host says. */
function headersOf({ target, headers, contentLength, method }: RequestHead): readonly Header[] {
  const { host, port, isSecure } = target;
  const hostHeader = port === defaultPort(isSecure) ? hostText(host) : endpointText(host, port);
  const isBodyless = contentLength === 0 && /^(?:get|head|delete|options)$/i.test(method);
  const framing: readonly Header[] =
    contentLength === undefined
      ? [['Transfer-Encoding', 'chunked']]
      : isBodyless
        ? []
        : [['Content-Length', String(contentLength)]];
  return [['Host', hostHeader], ['Connection', 'close'], ...framing, ...headers];
}

function pairs(raw: readonly string[]): readonly Header[] {
  return raw.flatMap((name, at): Header[] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
}
