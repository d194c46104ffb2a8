import { HttpHeaders } from '../clients/http-headers.ts';
import { PIECE } from '../clients/pieces.ts';
import { decodeUtf8 } from '../text.ts';
import { HttpError } from './http-error.ts';
import { HttpQuery } from './http-query.ts';
import type { RawIncomingRequest } from './http-types.ts';
import { RequestBody } from './request-body.ts';

/** Bytes of a body that is read as a whole, unless more are allowed. */
const MAX_BODY = 1 << 20;

/**
 * A request that an `@onRequest` method answers (WIT `wasi:http/types`, resource `incoming-request`). Its body is read once: whole,
 * or in pieces; until the method's answer has been sent.
 */
export class HttpServerRequest {
  /** In capitals, as clients send it: `GET`. */
  readonly method: string;
  /** As the client has sent it: `/links/7?full=1`. */
  readonly pathWithQuery: string;
  /** Without the query, escapes as they were sent. */
  readonly path: string;
  /** What stands behind the `?`. */
  readonly query: HttpQuery;
  /** Host and port that the client has asked for: `example.com:8080`. The client's word. */
  readonly authority: string | undefined;
  /** Without those of the connection, which are the host's. */
  readonly headers: HttpHeaders;
  readonly #body: RequestBody;

  /** For the runtime, which makes one per request. */
  constructor(request: RawIncomingRequest) {
    const { tag, val = '' } = request.method();
    this.method = tag === 'other' ? val : tag.toUpperCase();
    this.pathWithQuery = request.pathWithQuery() ?? '/';
    const [path = '', ...rest] = this.pathWithQuery.split('?');
    this.path = path;
    this.query = new HttpQuery(rest.join('?'));
    this.authority = request.authority() ?? undefined;
    const fields = request.headers();
    this.headers = new HttpHeaders(fields.entries().map(([name, value]) => [name, decodeUtf8(value)]));
    fields[Symbol.dispose]?.();
    const length = this.headers.get('content-length');
    this.#body = new RequestBody(request, length === undefined ? undefined : Number(length));
  }

  /**
   * The next piece of the body; undefined at the end.
   *
   * @param maxBytes At most so many. Default 65,536.
   * @throws HttpError 400 where the body breaks off before its end.
   */
  read(maxBytes: number = PIECE): Uint8Array | undefined {
    return this.#body.read(maxBytes);
  }

  /**
   * The rest of the body. Answers it whole.
   *
   * @param maxBytes Default 1,048,576.
   * @throws HttpError 413 where it is larger; as {@link read}.
   */
  bytes(maxBytes: number = MAX_BODY): Uint8Array {
    return this.#body.readAll(maxBytes);
  }

  /** As {@link bytes}, as text (UTF-8). Answers the text; `maxBytes` holds for its bytes. */
  text(maxBytes?: number): string {
    return decodeUtf8(this.bytes(maxBytes));
  }

  /** As {@link text}, read as JSON. @throws HttpError 400 where it is none. Answers the value; `maxBytes` holds for its text. */
  json(maxBytes?: number): unknown {
    const text = this.text(maxBytes);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new HttpError(400, 'The body of the request is not JSON', { cause });
    }
  }

  /** Gives the body up. The runtime does so when the response has been sent. */
  [Symbol.dispose](): void {
    this.#body.release();
  }
}
