/** `wasi:http/types@0.2.0`, and the streams of `wasi:io`, as the engines hand them to a component that answers requests. */
import type { Int64, Maybe, RawHandle } from '../imports.ts';

/** Read by `blockingRead`: the error at the end of the stream is `closed`. */
export interface RawInputStream extends RawHandle {
  blockingRead(length: Int64): Uint8Array;
}

export interface RawOutputStream extends RawHandle {
  checkWrite(): Int64;
  write(bytes: Uint8Array): void;
  blockingFlush(): void;
}

/** Names as they were written, values as bytes. */
export type RawField = readonly [name: string, value: Uint8Array];

export interface RawFields extends RawHandle {
  entries(): readonly RawField[];
}

export interface RawIncomingBody extends RawHandle {
  stream(): RawInputStream;
}

/** WIT's `method`: a case for each that is common, `other` with its name for the rest. */
export interface RawMethod {
  readonly tag: string;
  readonly val?: string;
}

export interface RawIncomingRequest extends RawHandle {
  method(): RawMethod;
  pathWithQuery(): Maybe<string>;
  authority(): Maybe<string>;
  headers(): RawFields;
  consume(): RawIncomingBody;
}

export interface RawOutgoingBody extends RawHandle {
  write(): RawOutputStream;
}

export interface RawOutgoingResponse extends RawHandle {
  setStatusCode(status: number): void;
  body(): RawOutgoingBody;
}

/** The resources by the names of their classes. What is given to a static or a constructor is given away. */
export interface HttpTypesImport {
  readonly Fields: { fromList(entries: readonly RawField[]): RawFields };
  readonly OutgoingResponse: new (headers: RawFields) => RawOutgoingResponse;
  readonly OutgoingBody: { finish(body: RawOutgoingBody, trailers: undefined): void };
  readonly ResponseOutparam: {
    set(outparam: RawHandle, response: { readonly tag: 'ok'; readonly val: RawOutgoingResponse }): void;
  };
}
