import { callHost } from '../host-error.ts';
import { hostImport, type HttpImport, type RawHttpRequest, type RawResponse, type RawUpload } from '../imports.ts';
import { decodeUtf8 } from '../text.ts';
import { bytesArgument, textArgument, u64Argument } from './arguments.ts';
import { headerPairs, HttpHeaders, type HttpHeadersInit } from './http-headers.ts';
import { concatenated, PIECE } from './pieces.ts';

/** What may be said of a request besides its method and address. */
export interface HttpOptions {
  /** What belongs to the connection (`Host`, `Content-Length`, `Transfer-Encoding` …) is the host's to write. */
  readonly headers?: HttpHeadersInit;
  /** Milliseconds until the head of the response must be there. The host has a limit of its own. */
  readonly timeoutMs?: number;
  /** How many redirects are followed: 0 to 10. Default 10. With 0, a redirect is the response. */
  readonly redirects?: number;
}

/** A request as a whole. */
export interface HttpRequest extends HttpOptions {
  /** Default `GET`. */
  readonly method?: string;
  /** `http` or `https`, without user and password. */
  readonly url: string;
  /** Text as UTF-8. */
  readonly body?: Uint8Array | string;
}

const raw = (): HttpImport => hostImport('http', 'http');

/** A response. Its body is read once: whole, or in pieces. */
export class HttpResponse {
  /** 100 to 599, as the server sent it. */
  readonly status: number;
  /** As the server sent them. */
  readonly headers: HttpHeaders;
  /** Where it comes from, after redirects. */
  readonly url: string;
  readonly #raw: RawResponse;

  /** For the SDK's client: {@link http} makes responses. */
  constructor(response: RawResponse) {
    this.#raw = response;
    this.status = response.status();
    this.headers = new HttpHeaders(response.headers());
    this.url = response.url();
  }

  /** Whether the status is 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /**
   * The next piece of the body; undefined at the end.
   *
   * @param maxBytes At most so many. Default 65,536.
   */
  read(maxBytes: number = PIECE): Uint8Array | undefined {
    return callHost('http', () => this.#raw.read(maxBytes)) ?? undefined;
  }

  /** The rest of the body. It has to fit into the component's memory; read a large one in pieces. */
  bytes(): Uint8Array {
    return concatenated(() => this.read());
  }

  /** The rest of the body as text (UTF-8). */
  text(): string {
    return decodeUtf8(this.bytes());
  }

  /** The rest of the body, read as JSON. Throws a SyntaxError where it is none. */
  json(): unknown {
    return JSON.parse(this.text());
  }

  /** Gives the connection up, where the rest of the body is not wanted. */
  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]?.();
  }
}

/** A request whose body is sent in pieces. */
export class HttpUpload {
  readonly #raw: RawUpload;

  /** For the SDK's client: {@link http} begins uploads. */
  constructor(upload: RawUpload) {
    this.#raw = upload;
  }

  /** Sends a piece, text as UTF-8, and waits until the connection takes more. */
  write(piece: Uint8Array | string): void {
    const bytes = bytesArgument(piece, 'upload.write(piece)');
    callHost('http', () => this.#raw.write(bytes));
  }

  /** Ends the body and waits for the response. Once. A redirect is the response. */
  finish(): HttpResponse {
    return new HttpResponse(callHost('http', () => this.#raw.finish()));
  }

  /** Breaks the request off, where it has not been finished. */
  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]?.();
  }
}

/**
 * Requests over HTTP (WIT `airssys:ext-network/http`). Needs `@requires('network.outbound:example.com:443')`; what a redirect
 * leads to needs the same. Every method waits, and throws {@link HostError}: `denied`, `timeout`, `tls-error`,
 * `connection-refused` … A status such as 404 is no error.
 */
export const http = {
  /** Sends a request, and answers the response when its head has come. */
  send(request: HttpRequest): HttpResponse {
    const body = request.body === undefined ? undefined : bytesArgument(request.body, 'http.send(body)');
    const { redirects = 10 } = request;
    return new HttpResponse(callHost('http', () => raw().send(toRaw(request, 'send'), body, redirects)));
  },
  /** Asks for what is at the `url`. */
  get(url: string, options: HttpOptions = {}): HttpResponse {
    return http.send({ ...options, url });
  },
  /** Sends a body, text as UTF-8, to the `url`. */
  post(url: string, body: Uint8Array | string, options: HttpOptions = {}): HttpResponse {
    return http.send({ ...options, method: 'POST', url, body });
  },
  /** Posts a value as JSON. To the `url`, with the media type of JSON. */
  postJson(url: string, value: unknown, options: HttpOptions = {}): HttpResponse {
    const headers = [...headerPairs(options.headers ?? []), ['Content-Type', 'application/json'] as const];
    return http.send({ ...options, headers, method: 'POST', url, body: JSON.stringify(value) });
  },
  /** Connects, and sends the head of a request; its body follows in pieces. */
  upload(request: Omit<HttpRequest, 'body' | 'redirects'>): HttpUpload {
    return new HttpUpload(callHost('http', () => raw().begin(toRaw({ method: 'POST', ...request }, 'upload'))));
  },
} as const;

function toRaw({ method = 'GET', url, headers = [], timeoutMs }: HttpRequest, name: string): RawHttpRequest {
  return {
    method: textArgument(method, `http.${name}(method)`),
    url: textArgument(url, `http.${name}(url)`),
    headers: headerPairs(headers).map(([key, value]) => [
      textArgument(key, `http.${name}(headers)`),
      textArgument(value, `http.${name}(headers)`),
    ]),
    timeoutMs: timeoutMs === undefined ? undefined : u64Argument(timeoutMs, `http.${name}(timeoutMs)`),
  };
}
