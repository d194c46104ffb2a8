/**
 * A host's refusal or failure, as a component sees it: thrown by the clients (`storage`, `files`, …). `code` is the case
 * of the WIT error variant, such as `not-found` or `denied`.
 */
export class HostError extends Error {
  override readonly name: string = 'HostError';
  /** The interface that was called, such as `files`. */
  readonly service: string;
  /** The case of the interface's error variant. */
  readonly code: string;

  /** For clients: `service` is the interface that was called, `code` the case of its error, `detail` what the host says of it. */
  constructor(service: string, code: string, detail: string) {
    super(detail === '' ? `${service}: ${code}` : `${service}: ${code}: ${detail}`);
    this.service = service;
    this.code = code;
  }
}

/** Calls a host function; the error variant that it answers becomes a {@link HostError}. */
export function callHost<T>(service: string, call: () => T): T {
  try {
    return call();
  } catch (thrown) {
    throw asHostError(service, thrown);
  }
}

/** What a host function has thrown, as {@link callHost} throws it: for calls so frequent that a closure for each counts. */
export function asHostError(service: string, thrown: unknown): unknown {
  // Both engines throw an error whose `payload` is the variant's value.
  const payload = errorPayload(thrown);
  if (payload === undefined) return thrown;
  return new HostError(service, payload.tag, typeof payload.val === 'string' ? payload.val : '');
}

function errorPayload(thrown: unknown): { readonly tag: string; readonly val?: unknown } | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('payload' in thrown)) return undefined;
  const { payload } = thrown;
  if (typeof payload !== 'object' || payload === null || !('tag' in payload)) return undefined;
  return typeof payload.tag === 'string'
    ? { tag: payload.tag, ...('val' in payload && { val: payload.val }) }
    : undefined;
}
