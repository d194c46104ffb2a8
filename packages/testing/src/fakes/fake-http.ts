import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, isIP, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Clock, type Connector, type ConnectorPeer, type NetworkOptions, SYSTEM_CLOCK } from '@airssys/host';
import { disposeWithTest } from '../session/cleanup.ts';
import { toMilliseconds } from '../time/duration.ts';
import type { Fake, FakeUser } from './fakes.ts';
import { type HttpAnswer, type HttpReply, type HttpRequestReceived, HttpRoute } from './http-route.ts';

/** How a server cannot be connected to, and Node's code for it. */
const CONNECT_FAILURES = {
  refused: 'ECONNREFUSED',
  unreachable: 'EHOSTUNREACH',
  'name-not-found': 'ENOTFOUND',
  timeout: 'ETIMEDOUT',
  tls: 'CERT_HAS_EXPIRED',
} as const;

/** Why a server cannot be connected to. */
export type ConnectFailure = keyof typeof CONNECT_FAILURES;

/** Whose request a connection carries. */
interface Caller {
  /** `https://api.example`, with a port where it is not the usual one. */
  readonly origin: string;
  readonly clock: Clock;
  /** Runs something as part of the component's call, so that a virtual clock knows whose sleep it is. */
  readonly within: <T>(work: () => T) => T;
}

/**
 * Servers of the internet for a test. What is real: the host's own client with all that it checks (grants, URLs, headers, sizes,
 * redirects, timeouts), and an HTTP server on this machine. What is not: names are not looked up and TLS is not spoken; whatever
 * a route names is reached.
 */
export class FakeHttp implements Fake {
  /** What was received, in its order; also what no route is for. */
  readonly requests: HttpRequestReceived[] = [];
  readonly #routes: HttpRoute[] = [];
  readonly #down: { readonly at: HttpRoute; readonly failure: ConnectFailure }[] = [];
  readonly #callers = new Map<number, Caller>();
  readonly #sockets = new Set<Socket>();
  #server: Promise<Server> | undefined;

  /**
   * Answers requests to a URL, of any method where none is named. `:name` and `*` stand for what may be there:
   * `https://api.example/users/:id`. A route without a query is for every query. Of several routes the last one counts.
   */
  on(method: string | undefined, url: string, answer: HttpAnswer): this {
    this.#routes.unshift(new HttpRoute(method, url, answer));
    return this;
  }

  get(url: string, answer: HttpAnswer): this {
    return this.on('GET', url, answer);
  }

  post(url: string, answer: HttpAnswer): this {
    return this.on('POST', url, answer);
  }

  put(url: string, answer: HttpAnswer): this {
    return this.on('PUT', url, answer);
  }

  delete(url: string, answer: HttpAnswer): this {
    return this.on('DELETE', url, answer);
  }

  /**
   * From now on a server cannot be connected to: `http.down('https://api.example', 'refused')`. The `origin` is the scheme with
   * the host, and a port where it is not the scheme's.
   */
  down(origin: string, failure: ConnectFailure = 'refused'): this {
    this.#down.unshift({ at: new HttpRoute(undefined, origin, ''), failure });
    return this;
  }

  /** Ends what {@link down} began. The `origin` is the one that was given there. */
  up(origin: string): this {
    const rest = this.#down.filter(({ at }) => at.url !== origin);
    this.#down.splice(0, Infinity, ...rest);
    return this;
  }

  /** Used by `mount`. */
  async attach({ clock }: FakeUser): Promise<{ readonly network: NetworkOptions }> {
    await this.#started();
    const connector: Connector = (peer) => this.#connect(peer, clock);
    return { network: { connector } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = await this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** An address that no route names is the host's own business: a server of the test, for example. */
  #connect(peer: ConnectorPeer, clock: Clock): Promise<Socket> | undefined {
    const origin = originOf(peer);
    const down = this.#down.find(({ at }) => at.isAt(origin));
    if (down !== undefined) return Promise.reject(coded(CONNECT_FAILURES[down.failure], origin));
    if (this.#routes.some((route) => route.isAt(origin))) return this.#dial(origin, clock);
    const isAddress = isIP(peer.host.replace(/^\[(.*)\]$/, '$1')) !== 0;
    return isAddress ? undefined : Promise.reject(coded('ENOTFOUND', origin));
  }

  async #dial(origin: string, clock: Clock): Promise<Socket> {
    const within = AsyncLocalStorage.snapshot();
    const server = await this.#started();
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const socket = connect(port, '127.0.0.1');
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    await once(socket, 'connect');
    const { localPort } = socket;
    if (localPort === undefined) throw coded('ECONNRESET', origin);
    this.#callers.set(localPort, { origin, clock, within });
    socket.once('close', () => this.#callers.delete(localPort));
    return socket;
  }

  /** Again, where the test ended that it was first used in. */
  #started(): Promise<Server> {
    this.#server ??= this.#listen();
    return this.#server;
  }

  async #listen(): Promise<Server> {
    const server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(`The fake server failed: ${String(error)}`);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const forget = disposeWithTest(async () => {
      forget();
      await this[Symbol.asyncDispose]();
    });
    return server;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = this.#callers.get(incoming.socket.remotePort ?? 0);
    const { origin, clock, within } = caller ?? STRANGER;
    const url = `${origin}${incoming.url ?? '/'}`;
    const method = incoming.method ?? 'GET';
    const body = new Uint8Array(await buffer(incoming));
    const [route, params = {}] = this.#find(method, url);
    const request: HttpRequestReceived = {
      method,
      url,
      headers: headersOf(incoming),
      body,
      text: new TextDecoder().decode(body),
      params,
    };
    this.requests.push(request);
    const answer = route === undefined ? this.#noRoute(method, url) : await answerOf(route.answer, request);
    const reply: HttpReply = typeof answer === 'string' ? { body: answer } : answer;
    if (reply.latency !== undefined) await sleep(toMilliseconds(reply.latency), incoming.socket, { clock, within });
    send(reply, response);
  }

  #find(method: string, url: string): readonly [HttpRoute?, Readonly<Record<string, string | undefined>>?] {
    for (const route of this.#routes) {
      const params = route.match(method, url);
      if (params !== undefined) return [route, params];
    }
    return [];
  }

  #noRoute(method: string, url: string): HttpReply {
    return { status: 404, body: `No route for ${method} ${url}. Routes: ${this.#routes.join(', ')}` };
  }
}

/** A client that is no mounted component. */
const STRANGER: Caller = { origin: 'http://127.0.0.1', clock: SYSTEM_CLOCK, within: (work) => work() };

const coded = (code: string, origin: string): Error => Object.assign(new Error(`${origin}: ${code}`), { code });

function originOf({ host, port, isSecure }: ConnectorPeer): string {
  return new URL(`${isSecure ? 'https' : 'http'}://${host}:${port}`).origin;
}

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );

async function answerOf(answer: HttpAnswer, request: HttpRequestReceived): Promise<HttpReply | string> {
  return typeof answer === 'function' ? await answer(request) : answer;
}

/** Until the time is over, or nobody waits any more. */
async function sleep(ms: number, socket: Socket, { clock, within }: Pick<Caller, 'clock' | 'within'>): Promise<void> {
  const stop = new AbortController();
  const onClose = (): void => stop.abort();
  socket.once('close', onClose);
  try {
    await within(async () => await clock.sleep(ms, stop.signal));
  } finally {
    socket.off('close', onClose);
  }
}

function send({ status = 200, headers = {}, body = '', json, fails }: HttpReply, response: ServerResponse): void {
  if (fails === 'silent') return;
  if (fails === 'reset') return void response.socket?.destroy();
  const content = json === undefined ? body : JSON.stringify(json);
  if (json !== undefined) response.setHeader('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  response.statusCode = status;
  const bytes = Buffer.from(content);
  if (fails !== 'cut') return void response.end(bytes);
  response.setHeader('Content-Length', bytes.length + 1);
  response.write(bytes, () => response.socket?.destroy());
}

/**
 * Servers for `mount(path, { fakes: { http } })`, for the client `http` and for `wasi:http/outgoing-handler`. What no route names is
 * not found; requests need their grants, as in production.
 *
 * ```ts
 * const http = fakeHttp().get('https://api.example/users/:id', ({ params }) => ({ json: { id: params['id'] } }));
 * const report = await mount<typeof Report>('../src/report.ts', { grants: 'requested', fakes: { http } });
 * ```
 */
export const fakeHttp = (): FakeHttp => new FakeHttp();
