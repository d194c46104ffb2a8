import { concatenated, PIECE } from '../clients/pieces.ts';
import { toU64 } from '../imports.ts';
import { bytesOf } from '../text.ts';
import { HttpError } from './http-error.ts';
import type { RawIncomingBody, RawIncomingRequest, RawInputStream } from './http-types.ts';

/** The body of a request, and the handles that it hangs on. It is opened when it is first read. */
export class RequestBody {
  #request: RawIncomingRequest | undefined;
  #body: RawIncomingBody | undefined;
  #stream: RawInputStream | undefined;
  /** How many bytes the head says there are. */
  readonly #length: number | undefined;
  #isAtEnd = false;

  constructor(request: RawIncomingRequest, length: number | undefined) {
    this.#request = request;
    this.#length = length;
  }

  /** The next piece; undefined at the end. @throws HttpError 400 where the body breaks off. */
  read(maxBytes: number): Uint8Array | undefined {
    if (this.#isAtEnd) return undefined;
    try {
      return bytesOf(this.#opened().blockingRead(toU64(Math.max(1, maxBytes))));
    } catch (thrown) {
      const failure = streamError(thrown);
      if (failure === undefined) throw thrown;
      this.#isAtEnd = true;
      if (failure === 'closed') return undefined;
      throw new HttpError(400, 'The body of the request breaks off');
    }
  }

  /** The rest. @throws HttpError 413 where it is larger than `maxBytes`; as {@link read}. */
  readAll(maxBytes: number): Uint8Array {
    let left = maxBytes;
    const tooLarge = new HttpError(413, `The body of the request is larger than ${maxBytes} bytes`);
    if (this.#length !== undefined && this.#length > maxBytes) throw tooLarge;
    return concatenated(() => {
      const piece = this.read(Math.min(left + 1, PIECE));
      left -= piece?.length ?? 0;
      if (left < 0) throw tooLarge;
      return piece;
    });
  }

  /** Gives all handles back, the last one first: a host refuses to drop a body that has a stream. */
  release(): void {
    this.#isAtEnd = true;
    this.#stream?.[Symbol.dispose]?.();
    this.#stream = undefined;
    this.#body?.[Symbol.dispose]?.();
    this.#body = undefined;
    this.#request?.[Symbol.dispose]?.();
    this.#request = undefined;
  }

  #opened(): RawInputStream {
    if (this.#request === undefined) throw new Error('The request has been answered: its body is gone');
    this.#body ??= this.#request.consume();
    return (this.#stream ??= this.#body.stream());
  }
}

/** The case of a `stream-error` that an engine has thrown; undefined for anything else. */
export function streamError(thrown: unknown): 'closed' | 'last-operation-failed' | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('payload' in thrown)) return undefined;
  const { payload } = thrown;
  if (typeof payload !== 'object' || payload === null || !('tag' in payload)) return undefined;
  return payload.tag === 'closed' || payload.tag === 'last-operation-failed' ? payload.tag : undefined;
}
