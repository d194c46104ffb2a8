/** WIT `airssys:ext-network/http@1.0.0`. */
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { GuestResource } from '../../guest-resource.ts';
import type { HostCall, HostService } from '../../host-service.ts';
import { resourceService } from '../../resource-service.ts';
import { BodyReader } from '../body-reader.ts';
import type { GuestNetwork } from '../guest-network.ts';
import { Exchange, type ExchangeOptions, type Received } from '../http/exchange.ts';
import { MAX_REDIRECTS, sendFollowing } from '../http/follow.ts';
import type { Header } from '../http/header-rules.ts';
import { readUrl, type RequestTarget } from '../http/request-url.ts';
import { NetworkFault } from '../network-fault.ts';
import { endpointText } from '../network-host.ts';
import { writeTo } from '../write-to.ts';
import { type Accessed, opening, telling, using } from './network-error.ts';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly timeoutMs: bigint | undefined;
}

class Response implements Accessed {
  readonly accesses: readonly AccessRequest[];
  readonly url: string;
  readonly received: Received;
  readonly body: BodyReader;

  constructor(network: GuestNetwork, { url, host, port }: RequestTarget, { accesses }: Accessed, received: Received) {
    const { maxBodyBytes: maxBytes, idleTimeoutMs } = network.settings;
    const what = endpointText(host, port);
    this.accesses = accesses;
    this.url = url;
    this.received = received;
    this.body = new BodyReader(received.message, { what, maxBytes, idleTimeoutMs, ended: network.ended });
  }
}

class Upload implements Accessed {
  readonly target: RequestTarget;
  readonly exchange: Exchange;
  isFinished = false;

  constructor(target: RequestTarget, exchange: Exchange) {
    this.target = target;
    this.exchange = exchange;
  }

  get accesses(): readonly AccessRequest[] {
    return this.exchange.accesses;
  }

  demandUnfinished(): void {
    if (this.isFinished) throw new NetworkFault('invalid', 'the upload is finished');
  }
}

const accessOf = ({ url }: Request): AccessRequest => {
  const { host, port } = readUrl(url);
  return { area: 'network', action: 'outbound', resource: endpointText(host, port) };
};

export function httpService(network: GuestNetwork): HostService {
  const responses = new GuestResource('response', Response, ({ received }) => void received.message.destroy());
  const uploads = new GuestResource('upload', Upload, ({ exchange, isFinished }) => {
    if (!isFinished) exchange.destroy();
  });
  return resourceService({
    interface: 'airssys:ext-network/http@1.0.0',
    resources: [responses, uploads],
    waiting: {
      send: opening(
        accessOf,
        async (call: HostCall, request: Request, body: Uint8Array | undefined, maxRedirects: number) => {
          const { method, headers } = request;
          const first = {
            method,
            target: readUrl(request.url),
            headers,
            body: body ?? new Uint8Array(),
            maxRedirects: Math.min(maxRedirects, MAX_REDIRECTS),
          };
          const answer = await sendFollowing(network, first, call, exchangeOptions(request));
          return responses.give(new Response(network, answer.target, answer, answer));
        },
      ),
      begin: opening(accessOf, async (call: HostCall, request: Request) => {
        const { method, headers } = request;
        const target = readUrl(request.url);
        const head = { method, headers, target, contentLength: undefined };
        const exchange = await Exchange.begin(network, head, call, { ...exchangeOptions(request), isAsked: true });
        exchange.request.flushHeaders();
        return uploads.give(new Upload(target, exchange));
      }),
      '[method]response.read': using(
        responses,
        async (call, { body }, most: number) => await body.read(Math.max(1, most), call.signal),
      ),
      '[method]upload.write': using(uploads, async (call, upload, bytes: Uint8Array) => {
        upload.demandUnfinished();
        const { host, port } = upload.target;
        const options = { network, what: endpointText(host, port), signal: call.signal };
        await writeTo(upload.exchange.request, bytes, options);
      }),
      '[method]upload.finish': using(uploads, async (call, upload) => {
        upload.demandUnfinished();
        upload.isFinished = true;
        upload.exchange.request.end();
        const received = await upload.exchange.response(call.signal);
        return responses.give(new Response(network, upload.target, upload, received));
      }),
    },
    immediate: {
      '[method]response.status': telling(responses, ({ received }) => received.status),
      '[method]response.headers': telling(responses, ({ received }) => received.headers),
      '[method]response.url': telling(responses, ({ url }) => url),
    },
  });
}

function exchangeOptions({ timeoutMs }: Request): ExchangeOptions {
  return timeoutMs === undefined ? {} : { responseTimeoutMs: Number(timeoutMs) };
}
