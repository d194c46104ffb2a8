/** Requests to servers that components come from: bounded, tried again where that can help, with credentials for one origin only. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AirssysError } from '@airssys/model';

/** How servers are asked. */
export interface TransferOptions {
  /** Whether http, without encryption, is allowed for hosts that are not this machine. Default false. */
  readonly insecure?: boolean | undefined;
  /** The longest that one request may take, with its answer: milliseconds. Default 300,000. */
  readonly timeoutMs?: number | undefined;
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined;
}

export interface TransferRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The value of `Authorization`. It goes to the URL's own origin only. */
  readonly authorization?: string | undefined;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
/** A server that asks for more patience is not waited for. */
const LONGEST_PAUSE_MS = 20_000;
const MAX_REDIRECTS = 5;
const DEFAULT_TIMEOUT_MS = 300_000;
const AGAIN = new Set([429, 500, 502, 503, 504]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Makes a request, and follows where it is sent to. What is answered may be any status but those of servers that have no time, which
 * are asked again.
 *
 * INVARIANT: without encryption nothing goes to another machine, unless that is allowed.
 * INVARIANT: credentials go to no other origin than the one they are for.
 *
 * @throws AirssysError `AIRSSYS_SOURCE_UNREACHABLE`, `AIRSSYS_SOURCE_INVALID`.
 */
export async function transfer(url: URL, request: TransferRequest, options: TransferOptions): Promise<Response> {
  let at = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    demandProtected(at, options);
    const { authorization } = request;
    const response = await attempt(at, request, at.origin === url.origin ? authorization : undefined, options);
    const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel();
    // A redirect answers a request for something. What is uploaded goes to where it was said to go.
    if (request.method !== undefined && request.method !== 'GET' && request.method !== 'HEAD') break;
    at = new URL(location, at);
  }
  throw unreachable(url, 'it sends requests elsewhere, again and again');
}

async function attempt(
  url: URL,
  { method = 'GET', headers, body }: TransferRequest,
  authorization: string | undefined,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: TransferOptions,
): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const deadline = AbortSignal.timeout(timeoutMs);
    let failure: unknown;
    let pauseMs = FIRST_PAUSE_MS * 2 ** (tried - 1);
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        headers: { ...headers, ...(authorization !== undefined && { authorization }) },
        ...(body && { body: new Uint8Array(body) }),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      if (!AGAIN.has(response.status)) return response;
      await response.body?.cancel();
      failure = new Error(`it answers ${response.status}`);
      pauseMs = retryAfterMs(response.headers.get('retry-after')) ?? pauseMs;
    } catch (error) {
      signal?.throwIfAborted();
      failure = error;
    }
    if (tried === ATTEMPTS || pauseMs > LONGEST_PAUSE_MS) throw unreachable(url, reasonOf(failure), failure);
    await sleep(pauseMs, undefined, signal && { signal });
  }
}

/** RFC 9110, "Retry-After": seconds, or a date. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);

function demandProtected(url: URL, { insecure = false }: TransferOptions): void {
  const { protocol } = url;
  if (protocol === 'https:' || (protocol === 'http:' && (insecure || isLoopback(url)))) return;
  throw new AirssysError('AIRSSYS_SOURCE_INVALID', `${shownUrl(url)} is not asked: ${protocol} protects nothing`, {
    hint: 'Use https. For a registry of your own network, without it, there is `--insecure`.',
    data: { url: shownUrl(url) },
  });
}

export interface ReadOptions {
  readonly maxBytes: number;
  /** `sha256:` and hexadecimal digits. */
  readonly digest?: string | undefined;
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads an answer whole.
 *
 * INVARIANT: no more than the limit is kept, and nothing is given on that has not the digest.
 *
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID` where it is larger, `AIRSSYS_SOURCE_DIGEST`, `AIRSSYS_SOURCE_UNREACHABLE` where it is cut off.
 */
export async function readAnswer(
  response: Response,
  { maxBytes, digest, name, signal }: ReadOptions,
): Promise<Uint8Array> {
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) {
        throw new AirssysError('AIRSSYS_SOURCE_INVALID', `${name} is larger than ${maxBytes} bytes`, {
          hint: 'Allow more bytes, if it is what it should be.',
          data: { name, maxBytes },
        });
      }
      hash.update(chunk);
      chunks.push(chunk);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AirssysError) throw error;
    throw unreachable(new URL(response.url), `its answer is cut off: ${reasonOf(error)}`, error);
  }
  const found = `sha256:${hash.digest('hex')}`;
  if (digest !== undefined && digest !== found) throw digestDiffers(name, digest, found);
  return Buffer.concat(chunks);
}

export function digestDiffers(name: string, digest: string, found: string): AirssysError {
  return new AirssysError('AIRSSYS_SOURCE_DIGEST', `${name} has the digest ${found}, not ${digest}`, {
    hint: 'It is not what was asked for: it was changed on its way, or the server has something else under that name.',
    data: { name, digest, found },
  });
}

export function unreachable(url: URL, why: string, cause?: unknown): AirssysError {
  return new AirssysError('AIRSSYS_SOURCE_UNREACHABLE', `${url.host} cannot be asked: ${why}`, {
    hint: 'See that the name is right and the server runs, and try again.',
    data: { host: url.host },
    cause,
  });
}

/** Without what may be in it of credentials. */
export const shownUrl = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`;

/** undici's own words are in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : error.message;
}
