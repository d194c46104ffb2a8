/** Speaks to a host over its control socket. */
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { AirssysError } from '@airssys/model';
import { CONTROL_PREFIX, fromWireError, type Line } from './wire.ts';

export interface ControlRequest {
  readonly method: 'GET' | 'POST';
  /** Below the prefix, with its query: `/components?state=running`. */
  readonly path: string;
  readonly body?: unknown;
  readonly onProgress?: ((progress: unknown) => void) | undefined;
  /** Gives the work up, there too. */
  readonly signal?: AbortSignal | undefined;
}

export class ControlClient {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  /**
   * The one value of a request.
   *
   * @throws AirssysError of the host; `AIRSSYS_CLI_HOST` where none answers or it ends meanwhile.
   */
  async ask(request: ControlRequest): Promise<unknown> {
    for await (const value of this.values(request)) return value;
    request.signal?.throwIfAborted();
    throw this.#lost();
  }

  /** The values of a request, until the host has no more. */
  async *values({ onProgress, ...request }: ControlRequest): AsyncGenerator<unknown, void, undefined> {
    const response = await this.#send(request);
    try {
      for await (const text of createInterface({ input: response, crlfDelay: Infinity })) {
        const line = JSON.parse(text) as Line; // the host's own words
        if ('error' in line) throw fromWireError(line.error);
        if ('progress' in line) onProgress?.(line.progress);
        else yield line.value;
      }
      if (!response.complete && request.signal?.aborted !== true) throw this.#lost();
    } catch (error) {
      // Whoever gave up has closed the connection.
      request.signal?.throwIfAborted();
      throw isConnectionError(error) ? this.#lost(error) : error;
    } finally {
      response.destroy();
    }
  }

  async #send({ method, path, body, signal }: ControlRequest): Promise<IncomingMessage> {
    const encoded =
      body === undefined ? undefined : new Response(body instanceof FormData ? body : JSON.stringify(body));
    const bytes = encoded && Buffer.from(await encoded.arrayBuffer());
    return await new Promise((resolve, reject) => {
      const sent: ClientRequest = httpRequest({
        socketPath: this.#socket,
        method,
        path: `${CONTROL_PREFIX}${path}`,
        headers: {
          host: 'airssys',
          ...(bytes && {
            'content-type': encoded?.headers.get('content-type') ?? 'application/json',
            'content-length': bytes.length,
          }),
        },
        ...(signal && { signal }),
      });
      sent.once('response', resolve);
      sent.once('error', (error) => reject(isConnectionError(error) ? this.#absent(error) : error));
      sent.end(bytes);
    });
  }

  #absent(cause: unknown): AirssysError {
    return new AirssysError('AIRSSYS_CLI_HOST', `No host answers at ${this.#socket}`, {
      hint: 'Start one with `airssys host`, or name the directory of the one that runs with --data.',
      cause,
    });
  }

  #lost(cause?: unknown): AirssysError {
    return new AirssysError('AIRSSYS_CLI_HOST', `The host at ${this.#socket} has ended before it answered`, {
      hint: 'See what it has printed. When it is started again, what had begun is finished or undone: `airssys ps`.',
      cause,
    });
  }
}

const CONNECTION_ERRORS = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTSOCK',
  'EACCES',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

const isConnectionError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && CONNECTION_ERRORS.has(error.code);
