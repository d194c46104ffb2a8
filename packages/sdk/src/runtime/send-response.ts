/** A response on its way: the head at once, then its body piece by piece, at the pace at which the client takes it. */
import { callHost } from '../host-error.ts';
import { hostImport, type RawHandle } from '../imports.ts';
import type { RawOutputStream } from '../serving/http-types.ts';
import type { PreparedResponse } from '../serving/prepare-response.ts';
import { streamError } from '../serving/request-body.ts';
import { bytesOf, encodeUtf8 } from '../text.ts';
import { settle } from './promise/drive.ts';

/**
 * @param operation Whose response it is, for messages.
 * @throws What the author's pieces throw: the body is not complete then, which the client is shown. HostError where a header is
 *   not valid.
 */
export function sendResponse(outparam: RawHandle, { status, fields, body }: PreparedResponse, operation: string): void {
  const { Fields, OutgoingBody, OutgoingResponse, ResponseOutparam } = hostImport('httpTypes', '@onRequest');
  const response = new OutgoingResponse(callHost('response headers', () => Fields.fromList(fields)));
  response.setStatusCode(status);
  const outgoing = body === undefined ? undefined : response.body();
  ResponseOutparam.set(outparam, { tag: 'ok', val: response });
  if (body === undefined || outgoing === undefined) return;
  if (!writeBody(outgoing.write(), body, operation)) return; // the client has gone
  OutgoingBody.finish(outgoing, undefined);
}

/** Whether all of it was written. The stream is given back. */
function writeBody(stream: RawOutputStream, body: NonNullable<PreparedResponse['body']>, operation: string): boolean {
  try {
    if (body instanceof Uint8Array) write(stream, body);
    else for (const piece of waitingFor(body, operation)) write(stream, bytesOfPiece(piece));
    return true;
  } catch (thrown) {
    if (streamError(thrown) === undefined) throw thrown;
    return false;
  } finally {
    stream[Symbol.dispose]?.();
  }
}

/** Goes once through pieces, each of which is waited for. Whoever stops early ends the author's iteration. */
function* waitingFor(pieces: Iterable<unknown> | AsyncIterable<unknown>, operation: string): Generator {
  if (!(Symbol.asyncIterator in pieces)) {
    yield* pieces;
    return;
  }
  const iterator = pieces[Symbol.asyncIterator]();
  let isDone = false;
  try {
    for (;;) {
      isDone = true; // an iterator that throws has ended
      const step = settle(iterator.next(), operation) as IteratorResult<unknown>; // the protocol's word
      if (step.done === true) return;
      isDone = false;
      yield step.value;
    }
  } finally {
    if (!isDone && iterator.return !== undefined) settle(iterator.return(), operation);
  }
}

function bytesOfPiece(piece: unknown): Uint8Array {
  if (typeof piece === 'string') return encodeUtf8(piece);
  if (ArrayBuffer.isView(piece)) return bytesOf(piece);
  throw new TypeError(`a piece of a response's body is ${typeof piece}, not bytes or text`);
}

function write(stream: RawOutputStream, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const room = Number(stream.checkWrite());
    if (room === 0) stream.blockingFlush();
    else stream.write(bytes.subarray(at, at + room));
    at += room;
  }
  stream.blockingFlush();
}
