/** WIT `wasi:io/error`: what a stream says of its failure, in words and for those who know its kind. */
export class IoError {
  /** What `to-debug-string` answers. INVARIANT: it names nothing of the host that the component does not know. */
  readonly message: string;
  /** POSIX's name of the failure, where it has one: `EACCES`. What the error is in other interfaces is told by it. */
  readonly code: string | undefined;
  /** What else the interface that made the stream wants to know of it. */
  readonly detail: unknown;

  constructor(message: string, facts: { readonly code?: string | undefined; readonly detail?: unknown } = {}) {
    this.message = message;
    this.code = facts.code;
    this.detail = facts.detail;
  }
}

/** A stream that has ended, or failed: WIT's `stream-error`. */
export class StreamFault extends Error {
  /** Undefined: it is closed. */
  readonly error: IoError | undefined;

  constructor(error?: IoError) {
    super(error?.message ?? 'the stream is closed');
    this.error = error;
  }
}

/** The fault for what a source or a sink has thrown. */
export function toStreamFault(thrown: unknown): StreamFault {
  if (thrown instanceof StreamFault) return thrown;
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  // The text of a system's error has the host's paths and addresses in it.
  return new StreamFault(new IoError(code ?? 'the operation failed', { code, detail: thrown }));
}
