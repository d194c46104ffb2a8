/** A component with `wasi:http/incoming-handler` as a server of HTTP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AirssysError } from '@airssys/model';
import type { ComponentInstance } from '../component-instance.ts';
import type { TranspiledExport } from '../engine/transpiler.ts';
import type { IncomingHttp } from '../services/wasi/http/incoming-http.ts';
import { answerRequest, refuse } from './answer-request.ts';
import { ReadyInstances } from './ready-instances.ts';
import type { ServeSettings } from './serve-options.ts';

/** A component that is to answer. */
export interface Served {
  readonly exports: readonly TranspiledExport[];
  readonly make: (incoming: IncomingHttp) => Promise<ComponentInstance>;
}

export interface ServingSetting extends ServeSettings, Served {}

/** Of a request. */
interface Begun {
  readonly at: number;
  /** Of its connection, by then. */
  readonly bytesWritten: number;
}

const HANDLER = /^wasi:http\/incoming-handler@0\.2\.\d/;

/** Milliseconds that a connection is kept for another request. */
const KEEP_ALIVE_MS = 5_000;
/** Milliseconds until a request is there with its body, whether or not the component reads it. */
const REQUEST_MS = 300_000;
/** Requests that one connection may bring. */
const MAX_PER_CONNECTION = 1_000;

/**
 * A component that is being served. Each request has an instance of its own; a trap ends that and nothing else, and is answered
 * 500 (504 past its time), or breaks the response off where that has begun.
 */
export class HttpServing implements AsyncDisposable {
  readonly #setting: ServingSetting;
  readonly #server: Server;
  #handler: string;
  #instances: ReadyInstances;
  readonly #underWay = new Set<AbortController>();
  #idle: (() => void) | undefined;
  #disposed: Promise<void> | undefined;

  private constructor(setting: ServingSetting, handler: string) {
    const { maxHeaderBytes, headerTimeoutMs, readyInstances, make } = setting;
    this.#setting = setting;
    this.#handler = handler;
    this.#instances = new ReadyInstances(readyInstances, make);
    this.#server = createServer(
      {
        maxHeaderSize: maxHeaderBytes,
        headersTimeout: headerTimeoutMs,
        requestTimeout: REQUEST_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: Math.min(headerTimeoutMs, 1_000),
        insecureHTTPParser: false,
        requireHostHeader: true,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxRequestsPerSocket = MAX_PER_CONNECTION;
  }

  /**
   * Makes the first instances and listens. The setting says what is served, and where.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where the component answers no requests, `AIRSSYS_SERVE_LISTEN` where
   *   the address cannot be listened at; what making an instance throws.
   */
  static async open(setting: ServingSetting): Promise<HttpServing> {
    const serving = new HttpServing(setting, handlerIn(setting.exports));
    try {
      await serving.#instances.fill();
      await listen(serving.#server, setting);
      return serving;
    } catch (error) {
      await serving.#instances[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The port that it listens at. */
  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : this.#setting.port;
  }

  /** Whether it takes requests: until it is disposed. */
  get isOpen(): boolean {
    return this.#disposed === undefined;
  }

  /** Where it is reached: `http://127.0.0.1:8080`. */
  get url(): string {
    const { address } = this.#setting;
    return `http://${address.includes(':') ? `[${address}]` : address}:${this.port}`;
  }

  /**
   * Has another component answer from now on. Requests under way end in the component in which they began; none is refused meanwhile.
   *
   * @throws As {@link open}; then the component before goes on.
   */
  async replace({ exports, make }: Served): Promise<void> {
    const handler = handlerIn(exports);
    const next = new ReadyInstances(this.#setting.readyInstances, make);
    try {
      await next.fill();
    } catch (error) {
      await next[Symbol.asyncDispose]();
      throw error;
    }
    if (this.#disposed !== undefined) return await next[Symbol.asyncDispose]();
    const before = this.#instances;
    // INVARIANT: both at once. A request takes its instance and its handler of the same component.
    this.#instances = next;
    this.#handler = handler;
    await before[Symbol.asyncDispose]();
  }

  /** Takes no more requests, lets those under way end within their grace, and stops the others. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeIdleConnections();
    if (this.#underWay.size > 0) {
      const ended = new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
      const timer = setTimeout(() => {
        for (const one of this.#underWay) one.abort();
      }, this.#setting.graceMs);
      await ended;
      clearTimeout(timer);
    }
    this.#server.closeAllConnections();
    await closed;
    await this.#instances[Symbol.asyncDispose]();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const begun: Begun = { at: performance.now(), bytesWritten: request.socket.bytesWritten };
    const stop = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) stop.abort();
    });
    request.on('error', () => {}); // its reader finds it in `errored`
    response.on('error', () => {}); // the client has gone, which `close` tells
    const { maxConcurrentRequests, maxBodyBytes } = this.#setting;
    const isFull = this.#underWay.size >= maxConcurrentRequests || this.#disposed !== undefined;
    const isLarge = Number(request.headers['content-length'] ?? 0) > maxBodyBytes;
    let error: unknown;
    if (isFull || isLarge) refuse(response, isFull ? 503 : 413);
    else {
      this.#underWay.add(stop);
      try {
        error = await this.#answer(request, response, stop.signal);
      } finally {
        this.#underWay.delete(stop);
        if (this.#underWay.size === 0) this.#idle?.();
      }
    }
    this.#tell(request, response, begun, error);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<unknown> {
    const { maxBodyBytes } = this.#setting;
    const handler = this.#handler;
    try {
      const ready = await this.#instances.take();
      await using _instance = ready.instance;
      return await answerRequest(ready, request, response, { handler, maxBodyBytes, signal });
    } catch (error) {
      refuse(response, 500);
      return error;
    }
  }

  #tell(request: IncomingMessage, response: ServerResponse, begun: Begun, error: unknown): void {
    const { method = '', url = '', socket } = request;
    try {
      this.#setting.onRequest({
        method,
        path: url,
        status: response.headersSent ? response.statusCode : undefined,
        durationMs: performance.now() - begun.at,
        bytes: socket.bytesWritten - begun.bytesWritten,
        error,
      });
    } catch (thrown) {
      process.emitWarning(thrown instanceof Error ? thrown : String(thrown));
    }
  }
}

function handlerIn(exports: readonly TranspiledExport[]): string {
  const handler = exports.find(({ name, kind }) => kind === 'instance' && HANDLER.test(name));
  if (handler === undefined) throw noHandler(exports);
  return handler.name;
}

async function listen(server: Server, { address, port }: ServeSettings): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, exclusive: true }, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new AirssysError('AIRSSYS_SERVE_LISTEN', `Nothing can be served at ${address}:${port}: ${code}`, {
      hint: 'Choose another port, or an address of this machine.',
      data: { address, port },
      cause,
    });
  }
}

function noHandler(exports: readonly TranspiledExport[]): AirssysError {
  const names = exports.map(({ name }) => name).join(', ');
  const message = 'The component answers no requests: it has no wasi:http/incoming-handler';
  return new AirssysError('AIRSSYS_SANDBOX_OPERATION_UNKNOWN', message, {
    hint: `Make an instance and call what it exports: ${names === '' ? 'nothing' : names}.`,
  });
}
