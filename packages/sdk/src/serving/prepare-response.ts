/** What an `@onRequest` method has returned, checked and made ready to be sent. */
import { textArgument } from '../clients/arguments.ts';
import { headerPairs } from '../clients/http-headers.ts';
import { bytesOf, encodeUtf8 } from '../text.ts';
import type { HttpError } from './http-error.ts';
import type { RawField } from './http-types.ts';
import type { HttpServerResponse } from './server-response.ts';

type Pieces = Iterable<unknown> | AsyncIterable<unknown>;

export interface PreparedResponse {
  readonly status: number;
  readonly fields: readonly RawField[];
  /** Undefined: none. */
  readonly body: Uint8Array | Pieces | undefined;
}

/** @throws TypeError, or AirssysError `AIRSSYS_VALUE_INVALID` for a header that is no text, where it is no response. */
export function prepareResponse(value: unknown): PreparedResponse {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`the @onRequest method returned ${value === null ? 'null' : typeof value}, not a response`);
  }
  const { status = 200, headers = [], body, json } = value as HttpServerResponse; // each member is checked
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new TypeError(`a response has a status from 200 to 599, not ${String(status)}`);
  }
  if (body !== undefined && json !== undefined) throw new TypeError('a response has body or json, not both');
  const content = json === undefined ? contentOf(body) : encodeUtf8(jsonOf(json));
  const pairs = headerPairs(headers).map(([name, text]): readonly [string, string] => [
    textArgument(name, 'response.headers'),
    textArgument(text, 'response.headers'),
  ]);
  const has = (wanted: string): boolean => pairs.some(([name]) => name.toLowerCase() === wanted);
  const type = json !== undefined ? 'application/json' : typeof body === 'string' ? TEXT : undefined;
  const isWhole = content instanceof Uint8Array;
  const all = [
    ...pairs.filter(([name]) => !isWhole || name.toLowerCase() !== 'content-length'),
    ...(type === undefined || has('content-type') ? [] : [['Content-Type', type] as const]),
    ...(isWhole ? [['Content-Length', String(content.length)] as const] : []),
  ];
  return { status, fields: all.map(([name, text]) => [name, encodeUtf8(text)]), body: content };
}

/** The response that an {@link HttpError} stands for. */
export function responseOfError({ status, message }: HttpError): PreparedResponse {
  return prepareResponse({ status, body: message });
}

const TEXT = 'text/plain; charset=utf-8';

function jsonOf(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`a response's json is ${typeof value}, which JSON cannot write`);
  return text;
}

function contentOf(body: unknown): PreparedResponse['body'] {
  if (body === undefined) return undefined;
  // StarlingMonkey has bytes of the host's that are no instance of the Uint8Array here.
  if (ArrayBuffer.isView(body)) return bytesOf(body);
  if (typeof body === 'string') return encodeUtf8(body);
  if (isPieces(body)) return body;
  throw new TypeError(
    `a response's body is ${body === null ? 'null' : typeof body}, not bytes, text or pieces of them`,
  );
}

function isPieces(value: unknown): value is Pieces {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}
