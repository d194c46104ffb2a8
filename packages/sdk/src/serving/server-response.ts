import type { HttpHeadersInit } from '../clients/http-headers.ts';

/** Text is sent as UTF-8. Pieces are sent one by one, each before the next one is asked for. */
export type HttpBody = Uint8Array | string | Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/**
 * What an `@onRequest` method returns. `Content-Length` is written where the length is known, `Content-Type` where it is missing:
 * `text/plain; charset=utf-8` for text, `application/json` for `json`.
 */
export interface HttpServerResponse {
  /** 200 to 599. Default 200. */
  readonly status?: number;
  /** What belongs to the connection (`Connection`, `Transfer-Encoding` …) is the host's to write. */
  readonly headers?: HttpHeadersInit;
  /** Default: none. */
  readonly body?: HttpBody;
  /** A value whose JSON is the body; in the place of `body`. */
  readonly json?: unknown;
}
