import type { ErrorCode } from './error-code.ts';
import type { OutgoingResponse } from './messages.ts';

/** Where a component puts its response, once: WIT's `response-outparam`. */
export class ResponseOutparam {
  readonly #answer = Promise.withResolvers<OutgoingResponse>();

  constructor() {
    this.#answer.promise.catch(() => {}); // the call may fail before anybody waits for it
  }

  /** The response. Rejects with a {@link NoResponse} where the component gave none. */
  get answer(): Promise<OutgoingResponse> {
    return this.#answer.promise;
  }

  set(response: OutgoingResponse): void {
    this.#answer.resolve(response);
  }

  /** @param code What the component says went wrong. */
  fail(code: unknown): void {
    this.#answer.reject(new NoResponse(code as ErrorCode)); // the glue has lifted an error-code
  }

  /** The component has dropped it, or has ended. */
  dispose(): void {
    this.#answer.reject(new NoResponse());
  }
}

/** A component that answered a request with an error, or not at all. */
export class NoResponse extends Error {
  constructor(code?: ErrorCode) {
    super(code === undefined ? 'the component gave no response' : `the component answered ${code.tag}`);
  }
}
