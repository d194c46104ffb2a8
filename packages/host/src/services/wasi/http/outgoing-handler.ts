/** Sends a request of `wasi:http` while the component goes on, and makes its response of what comes. */
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import type { HostCall } from '../../host-service.ts';
import type { Asking, GuestNetwork } from '../../network/guest-network.ts';
import { Exchange } from '../../network/http/exchange.ts';
import { readUrl } from '../../network/http/request-url.ts';
import { NetworkFault } from '../../network/network-fault.ts';
import { endpointText } from '../../network/network-host.ts';
import { Fields } from './fields.ts';
import { IncomingResponse, methodText, type OutgoingRequest, type RequestOptions, saidLength } from './messages.ts';

/**
 * What the request needs.
 *
 * @throws NetworkFault `invalid` for a URL that cannot be meant.
 */
export function accessOfRequest({ url }: OutgoingRequest): AccessRequest {
  const { host, port } = readUrl(url);
  return { area: 'network', action: 'outbound', resource: endpointText(host, port) };
}

/** @throws NetworkFault */
export async function send(
  network: GuestNetwork,
  request: OutgoingRequest,
  call: HostCall,
  options: RequestOptions | undefined,
): Promise<IncomingResponse> {
  const { body, headers } = request;
  try {
    const target = readUrl(request.url);
    const length = saidLength(headers);
    if (Number.isNaN(length)) throw new NetworkFault('invalid', 'Content-Length');
    const head = {
      method: methodText(request.method),
      target,
      headers: headers.headers().filter(([name]) => name.toLowerCase() !== 'content-length'),
      // Without a body there is none, whatever the head says.
      contentLength: body === undefined ? 0 : length,
    };
    const exchange = await Exchange.begin(network, head, beyond(network, call), {
      isAsked: true,
      connectTimeoutMs: options?.connectTimeoutMs,
      responseTimeoutMs: options?.firstByteTimeoutMs,
    });
    if (body === undefined) exchange.request.end();
    else {
      exchange.request.flushHeaders();
      body.open(exchange.request, exchange.accesses);
    }
    const { status, message, headers: received } = await exchange.response(network.ended);
    const { maxBodyBytes: maxBytes, idleTimeoutMs } = network.settings;
    const setting = {
      network,
      what: endpointText(target.host, target.port),
      access: exchange.accesses,
      maxBytes,
      idleTimeoutMs: Math.min(idleTimeoutMs, options?.betweenBytesTimeoutMs ?? Infinity),
    };
    return new IncomingResponse(status, message, Fields.received(received), setting);
  } catch (error) {
    body?.fail(error);
    throw error;
  }
}

/** Asks in the name of a call that may be over by then; the instance's end ends it. */
function beyond(network: GuestNetwork, call: HostCall): Asking {
  return {
    signal: network.ended,
    demand: (access) => {
      try {
        call.demand(access);
      } catch (error) {
        throw new NetworkFault('denied', access.resource, error);
      }
    },
  };
}
