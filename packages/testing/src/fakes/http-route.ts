import type { Duration } from '../time/duration.ts';

/** A request that a fake server was sent. */
export interface HttpRequestReceived {
  /** In capitals: `GET`. */
  readonly method: string;
  /** As the component named it, without redirects. */
  readonly url: string;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** All of it. */
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  readonly text: string;
  /** What the route's `:names` and `*` stand for: `{ id: '7' }`. */
  readonly params: Readonly<Record<string, string | undefined>>;
}

/**
 * How a server fails whose connection stands.
 *
 * - `reset`: it closes the connection instead of answering.
 * - `cut`: it closes the connection in the middle of the body.
 * - `silent`: it never answers. The component's and the host's own timeouts end that, by the wall clock.
 */
export type HttpFailure = 'reset' | 'cut' | 'silent';

/** What a server answers. */
export interface HttpReply {
  /** Default 200. */
  readonly status?: number | undefined;
  /** By name; several of one name as a list. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Text as UTF-8. Default: empty. */
  readonly body?: Uint8Array | string | undefined;
  /** In place of `body`: a value as JSON, with its content type. */
  readonly json?: unknown;
  /** Passes before the answer, by the mount's clock. Default: nothing. */
  readonly latency?: Duration | undefined;
  /** In place of an answer: how the connection fails. */
  readonly fails?: HttpFailure | undefined;
}

/** A reply, or its body alone; or who makes it of the request. */
export type HttpAnswer =
  | HttpReply
  | string
  | ((request: HttpRequestReceived) => HttpReply | string | Promise<HttpReply | string>);

/** Which requests an answer is for. */
export class HttpRoute {
  /** Undefined for any. */
  readonly method: string | undefined;
  readonly url: string;
  readonly answer: HttpAnswer;
  readonly #pattern: URLPattern;
  readonly #origin: URLPattern;

  constructor(method: string | undefined, url: string, answer: HttpAnswer) {
    this.method = method?.toUpperCase();
    this.url = url;
    this.answer = answer;
    this.#pattern = new URLPattern(url);
    const { protocol, hostname, port } = this.#pattern;
    this.#origin = new URLPattern({ protocol, hostname, port });
  }

  /** Whether it is about a server: `https://api.example`. */
  isAt(origin: string): boolean {
    return this.#origin.test(`${origin}/`);
  }

  /** What its names stand for; undefined where it is for other requests. */
  match(method: string, url: string): Readonly<Record<string, string | undefined>> | undefined {
    if (this.method !== undefined && this.method !== method) return undefined;
    const found = this.#pattern.exec(url);
    return found === null ? undefined : { ...found.hostname.groups, ...found.pathname.groups, ...found.search.groups };
  }

  toString(): string {
    return `${this.method ?? 'ANY'} ${this.url}`;
  }
}
