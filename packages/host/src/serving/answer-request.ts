/** One request to a component: an instance, its call, its response, and what becomes of each when another one fails. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAirssysError } from '@airssys/model';
import { isHopByHop } from '../services/network/http/header-rules.ts';
import type { OutgoingResponse } from '../services/wasi/http/messages.ts';
import type { ReadyInstance } from './ready-instances.ts';

export interface RequestSetting {
  /** The component's `incoming-handler`, with its version. */
  readonly handler: string;
  readonly maxBodyBytes: number;
  /** Aborted when the client has gone, or the server must end. */
  readonly signal: AbortSignal;
}

/**
 * Answers a request by a call of the component. Resolves when the response has been sent, or cannot be: with what kept the
 * component from answering, if something did.
 */
export async function answerRequest(
  { instance, incoming }: ReadyInstance,
  request: IncomingMessage,
  response: ServerResponse,
  { handler, maxBodyBytes, signal }: RequestSetting,
): Promise<unknown> {
  const sent = closed(response);
  const { args, outparam } = incoming.accept(request, maxBodyBytes);
  const call = instance.callExport(handler, 'handle', args, { signal });
  // A call that ends without an answer has dropped the place for it, or never will.
  call.then(
    () => outparam.dispose(),
    () => outparam.dispose(),
  );
  let failure: unknown;
  try {
    begin(response, await outparam.answer);
  } catch (error) {
    failure = error;
  }
  try {
    await call;
  } catch (error) {
    failure = error;
  }
  if (failure !== undefined) refuse(response, statusOf(failure));
  await sent;
  return failure;
}

/** Sends the head; the body follows as the component writes it. */
function begin(response: ServerResponse, { status, headers, body }: OutgoingResponse): void {
  const kept = headers.headers().filter(([name]) => !isHopByHop(name));
  response.writeHead(status, kept.flat());
  if (body === undefined) response.end();
  else {
    response.flushHeaders();
    body.open(response, []);
  }
}

/** The answer where the component gives none. It says nothing of the reason: that is for the log. */
export function refuse(response: ServerResponse, status: number): void {
  if (response.destroyed) return; // the client has gone
  if (response.headersSent) {
    // What has been sent is not all: the client must not take it for that.
    response.destroy();
    return;
  }
  const text = `${response.req.method === 'HEAD' ? '' : `${TEXTS[status] ?? 'Error'}\n`}`;
  response.writeHead(status, {
    'Content-Type': 'text/plain',
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
    ...(status === 503 && { 'Retry-After': '1' }),
  });
  response.end(text);
}

const TEXTS: Readonly<Record<number, string>> = {
  413: 'Content Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function statusOf(failure: unknown): number {
  if (isAirssysError(failure, 'AIRSSYS_TRAP_DEADLINE')) return 504;
  return isAirssysError(failure, 'AIRSSYS_SANDBOX_OVERLOADED') ? 503 : 500;
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.closed) resolve();
    else response.once('close', () => resolve());
  });
}
