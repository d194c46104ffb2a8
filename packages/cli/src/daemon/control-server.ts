/** Listens at the control socket of a host, and answers by a table of routes. */
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { AirssysError } from '@airssys/model';
import { CONTROL_PREFIX, formatLine, toWireError } from './wire.ts';

/** Largest body: a component and its settings. */
const MAX_BODY_BYTES = 256 << 20;

/** One request, as a route sees it. */
export interface ControlCall {
  /** What the path has in the places of the route's `:name`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Aborted when whoever has asked is gone. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: unknown) => void;
  json(): Promise<unknown>;
  form(): Promise<FormData>;
}

/** By `METHOD /path/:name`. What a route answers is its value; of an async iterable, each is. */
export type Routes = Readonly<Record<string, (call: ControlCall) => unknown>>;

export class ControlServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #routes: Routes;
  readonly #ending = new AbortController();

  private constructor(routes: Routes) {
    this.#routes = routes;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @throws AirssysError `AIRSSYS_CLI_HOST` where another host listens there, or nobody can. */
  static async listen(socket: string, routes: Routes): Promise<ControlServer> {
    await removeStale(socket);
    const control = new ControlServer(routes);
    try {
      await control.#listen(socket);
    } catch (cause) {
      throw new AirssysError('AIRSSYS_CLI_HOST', `Nobody can listen at ${socket}`, {
        hint: 'See whether the directory can be written to.',
        cause,
      });
    }
    if (process.platform !== 'win32') chmodSync(socket, 0o600);
    return control;
  }

  /** Gives up what follows, lets the answers that are under way end, and removes the socket. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeIdleConnections();
    });
  }

  /** INVARIANT: nobody but this user can open the socket, from the moment on that it is there. */
  async #listen(socket: string): Promise<void> {
    const listening = once(this.#server, 'listening');
    // The socket is made within the call, so that nothing else is made by this mask.
    const mask = process.umask(0o177);
    try {
      this.#server.listen(socket);
    } finally {
      process.umask(mask);
    }
    await listening;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const write = async (text: string): Promise<void> => {
      if (response.destroyed || response.write(text)) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          response.off('drain', done).off('close', done);
          resolve();
        };
        response.on('drain', done).on('close', done);
      });
    };
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    try {
      const answer = await this.#route(request, gone.signal, (progress) => response.write(formatLine({ progress })));
      if (isAsyncIterable(answer)) for await (const value of answer) await write(formatLine({ value }));
      else await write(formatLine({ value: answer ?? null }));
    } catch (error) {
      // Whoever has gone, or is told to go, needs no reason.
      if (!gone.signal.aborted && !this.#ending.signal.aborted) await write(formatLine({ error: toWireError(error) }));
    } finally {
      response.end();
    }
  }

  #route(request: IncomingMessage, gone: AbortSignal, onProgress: ControlCall['onProgress']): unknown {
    const url = new URL(request.url ?? '/', 'http://airssys');
    for (const [route, handler] of Object.entries(this.#routes)) {
      const [method = '', path = ''] = route.split(' ');
      const params = request.method === method ? match(`${CONTROL_PREFIX}${path}`, url.pathname) : undefined;
      if (params === undefined) continue;
      return handler({
        params,
        query: url.searchParams,
        signal: AbortSignal.any([gone, this.#ending.signal]),
        onProgress,
        json: async () => JSON.parse((await readBody(request)).toString()),
        form: async () =>
          await new Response(new Uint8Array(await readBody(request)), { headers: formHeaders(request) }).formData(),
      });
    }
    throw new AirssysError('AIRSSYS_CLI_HOST', `The host knows nothing of ${request.method} ${url.pathname}`, {
      hint: 'The host is of another version than the command. Use both from one installation.',
    });
  }
}

/** A socket that a killed host has left. One that somebody listens at stays. */
async function removeStale(socket: string): Promise<void> {
  if (process.platform === 'win32') return;
  const isAlive = await new Promise<boolean>((resolve) => {
    const probe = connect(socket);
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
  if (isAlive) {
    throw new AirssysError('AIRSSYS_CLI_HOST', `A host listens at ${socket} already`, {
      hint: 'Use that one (`airssys ps`), or another directory: --data.',
    });
  }
  await rm(socket, { force: true });
}

function match(route: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [route.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = Object.create(null); // names are the routes' own
  for (const [at, part] of wanted.entries()) {
    const found = given[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(found);
    else if (part !== found) return undefined;
  }
  return params;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of Readable.from(request) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new AirssysError('AIRSSYS_CLI_HOST', `A request has at most ${MAX_BODY_BYTES} bytes`, {
        hint: 'A component is a few megabytes. See what was named.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const formHeaders = (request: IncomingMessage): Readonly<Record<string, string>> => ({
  'content-type': request.headers['content-type'] ?? '',
});

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
