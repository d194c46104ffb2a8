/**
 * Answers a request with an error's status: thrown in an `@onRequest` method, it becomes the response, with the message as its
 * text. The instance goes on; nothing is told to the log.
 *
 * @example
 * if (target === undefined) throw new HttpError(404, 'There is no such link');
 */
export class HttpError extends Error {
  override readonly name: string = 'HttpError';
  /** 400 to 599. */
  readonly status: number;

  /**
   * @param message For the client. Default: empty, as the response's body is then.
   * @throws RangeError for a status that is not that of an error.
   * @param options As of an Error: its cause.
   */
  constructor(status: number, message = '', options?: ErrorOptions) {
    super(message, options);
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(`An HttpError has a status from 400 to 599, not ${status}`);
    }
    this.status = status;
  }
}
