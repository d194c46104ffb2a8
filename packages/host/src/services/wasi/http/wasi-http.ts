/**
 * WIT `wasi:http` (0.2): `types` and `outgoing-handler`, of one instance. A request is under way while the component goes on; it
 * waits for the response by a pollable. Requests that come in are put into its hands by the server (serving/).
 */
import { GuestResource } from '../../guest-resource.ts';
import { type HostCall, type HostFunction, type HostService, WitError } from '../../host-service.ts';
import type { GuestNetwork } from '../../network/guest-network.ts';
import { NetworkFault, toNetworkFault } from '../../network/network-fault.ts';
import { resourceService } from '../../resource-service.ts';
import { Pollable } from '../io/pollable.ts';
import { WASI, type WasiIo } from '../io/wasi-io.ts';
import { BodySizeFault, IncomingBody, OutgoingBody } from './bodies.ts';
import { codeOf, errorCodeOf } from './error-code.ts';
import { Eventually } from './eventually.ts';
import { type FieldEntry, Fields, HeaderFault } from './fields.ts';
import {
  type Choice,
  IncomingRequest,
  IncomingResponse,
  methodOf,
  OutgoingRequest,
  OutgoingResponse,
  RequestOptions,
} from './messages.ts';
import { accessOfRequest, send } from './outgoing-handler.ts';
import { ResponseOutparam } from './response-outparam.ts';

export interface WasiHttp {
  readonly services: readonly HostService[];
  /** What a server hands to the component's `incoming-handler`. */
  readonly requests: GuestResource<IncomingRequest>;
  readonly outparams: GuestResource<ResponseOutparam>;
}

class FutureResponse extends Eventually<IncomingResponse> {}
class FutureTrailers extends Eventually<Fields | undefined> {}

/** How the gate hears of a request that cannot be meant: no pattern matches a resource that begins so. */
const NOT_VALID = 'not valid: ';
const NANOSECONDS = 1_000_000n;

/** The `err` of a WIT `result` without a payload. */
const failed = (): WitError => WitError.withPayload(undefined);
/** A function whose `result` has no payload: true is `ok`. */
const demandDone = (isDone: boolean): void => {
  if (!isDone) throw failed();
};
function demandFound<T>(found: T | undefined): T {
  if (found === undefined) throw failed();
  return found;
}

export function wasiHttp(io: WasiIo, network: GuestNetwork): WasiHttp {
  const fields = new GuestResource('fields', Fields);
  const outgoingRequests = new GuestResource('outgoing-request', OutgoingRequest, ({ body }) => body?.dispose());
  const options = new GuestResource('request-options', RequestOptions);
  const requests = new GuestResource('incoming-request', IncomingRequest, (request) => request.dispose());
  const responses = new GuestResource('incoming-response', IncomingResponse, (response) => response.dispose());
  const outgoingResponses = new GuestResource('outgoing-response', OutgoingResponse);
  const incomingBodies = new GuestResource('incoming-body', IncomingBody, (body) => body.dispose());
  const outgoingBodies = new GuestResource('outgoing-body', OutgoingBody, (body) => body.dispose());
  const futures = new GuestResource('future-incoming-response', FutureResponse);
  const futureTrailers = new GuestResource('future-trailers', FutureTrailers);
  const outparams = new GuestResource('response-outparam', ResponseOutparam, (outparam) => outparam.dispose());

  /** A function that can fail as WIT says; and what it throws as its `err`. */
  const fallible = (fn: Omit<HostFunction, 'fallible'>): HostFunction => ({
    ...fn,
    fallible: true,
    call: (call: HostCall, ...args: never[]) => {
      try {
        return fn.call(call, ...args);
      } catch (error) {
        if (error instanceof HeaderFault) throw new WitError(error.tag);
        if (error instanceof BodySizeFault) {
          throw WitError.withPayload({ tag: 'HTTP-request-body-size', val: BigInt(error.written) });
        }
        throw error;
      }
    },
  });
  const subscribing = <T>(resource: GuestResource<Eventually<T>>): HostFunction =>
    resource.method({ call: (_call, one) => io.pollables.give(new Pollable(one)) });
  /** `option<result<result<T, error-code>>>`. */
  const taking = <T>(one: Eventually<T>, give: (value: T) => unknown): unknown => {
    const outcome = one.take();
    if (outcome === undefined) return undefined;
    if (outcome === 'taken') return { tag: 'err', val: undefined };
    if (outcome.ok) return { tag: 'ok', val: { tag: 'ok', val: give(outcome.value) } };
    return { tag: 'ok', val: { tag: 'err', val: errorCodeOf(toNetworkFault(outcome.error, 'request')) } };
  };
  const place = { network, what: 'body' };

  const fieldFunctions: Readonly<Record<string, HostFunction>> = {
    '[constructor]fields': { call: () => fields.give(new Fields()) },
    '[static]fields.from-list': fallible({
      call: (_call, entries: readonly FieldEntry[]) => fields.give(Fields.fromList(entries)),
    }),
    '[method]fields.get': fields.method({ call: (_call, one, name: string) => one.get(name) }),
    '[method]fields.has': fields.method({ call: (_call, one, name: string) => one.has(name) }),
    '[method]fields.set': fallible(
      fields.method({ call: (_call, one, name: string, values: readonly Uint8Array[]) => one.set(name, values) }),
    ),
    '[method]fields.delete': fallible(fields.method({ call: (_call, one, name: string) => one.delete(name) })),
    '[method]fields.append': fallible(
      fields.method({ call: (_call, one, name: string, value: Uint8Array) => one.append(name, value) }),
    ),
    '[method]fields.entries': fields.method({ call: (_call, one) => one.entries() }),
    '[method]fields.clone': fields.method({ call: (_call, one) => fields.give(one.clone()) }),
  };

  const outgoingRequestFunctions: Readonly<Record<string, HostFunction>> = {
    '[constructor]outgoing-request': {
      call: (_call: unknown, headers: object) =>
        outgoingRequests.give(new OutgoingRequest(fields.take(headers), place)),
    },
    '[method]outgoing-request.body': fallible(
      outgoingRequests.method({ call: (_call, one) => outgoingBodies.give(demandFound(one.takeBody())) }),
    ),
    '[method]outgoing-request.method': outgoingRequests.method({ call: (_call, { method }) => method }),
    '[method]outgoing-request.set-method': fallible(
      outgoingRequests.method({ call: (_call, one, method: Choice) => demandDone(one.setMethod(method)) }),
    ),
    '[method]outgoing-request.path-with-query': outgoingRequests.method({
      call: (_call, { pathWithQuery }) => pathWithQuery,
    }),
    '[method]outgoing-request.set-path-with-query': fallible(
      outgoingRequests.method({ call: (_call, one, path?: string) => demandDone(one.setPathWithQuery(path)) }),
    ),
    '[method]outgoing-request.scheme': outgoingRequests.method({ call: (_call, { scheme }) => scheme }),
    '[method]outgoing-request.set-scheme': fallible(
      outgoingRequests.method({ call: (_call, one, scheme?: Choice) => demandDone(one.setScheme(scheme)) }),
    ),
    '[method]outgoing-request.authority': outgoingRequests.method({ call: (_call, { authority }) => authority }),
    '[method]outgoing-request.set-authority': fallible(
      outgoingRequests.method({ call: (_call, one, authority?: string) => demandDone(one.setAuthority(authority)) }),
    ),
    '[method]outgoing-request.headers': outgoingRequests.method({ call: (_call, { headers }) => fields.give(headers) }),
  };

  const duration = (key: keyof RequestOptions, name: string): Readonly<Record<string, HostFunction>> => ({
    [`[method]request-options.${name}`]: options.method({
      call: (_call, one) => (one[key] === undefined ? undefined : BigInt(one[key]) * NANOSECONDS),
    }),
    [`[method]request-options.set-${name}`]: fallible(
      options.method({
        call: (_call, one, nanoseconds?: bigint) => {
          one[key] = nanoseconds === undefined ? undefined : Math.max(1, Number(nanoseconds / NANOSECONDS));
        },
      }),
    ),
  });

  const incomingFunctions: Readonly<Record<string, HostFunction>> = {
    '[method]incoming-request.method': requests.method({ call: (_call, { method }) => methodOf(method) }),
    '[method]incoming-request.path-with-query': requests.method({ call: (_call, one) => one.pathWithQuery }),
    '[method]incoming-request.scheme': requests.method({ call: () => ({ tag: 'HTTP' }) }),
    '[method]incoming-request.authority': requests.method({ call: (_call, { authority }) => authority }),
    '[method]incoming-request.headers': requests.method({ call: (_call, { headers }) => fields.give(headers) }),
    '[method]incoming-request.consume': fallible(
      requests.method({ call: (_call, one) => incomingBodies.give(demandFound(one.consume())) }),
    ),
    '[method]incoming-response.status': responses.method({ call: (_call, { status }) => status }),
    '[method]incoming-response.headers': responses.method({ call: (_call, { headers }) => fields.give(headers) }),
    '[method]incoming-response.consume': fallible(
      responses.method({ call: (_call, one) => incomingBodies.give(demandFound(one.consume())) }),
    ),
    '[method]incoming-body.stream': fallible(
      incomingBodies.method({ call: (_call, body) => io.inputs.give(demandFound(body.stream())) }),
    ),
    '[static]incoming-body.finish': {
      call: (_call: unknown, handle: object) =>
        futureTrailers.give(new FutureTrailers(Promise.resolve(incomingBodies.take(handle).finish()))),
    },
    '[method]future-trailers.subscribe': subscribing(futureTrailers),
    '[method]future-trailers.get': futureTrailers.method({
      call: (_call, one) => taking(one, (found) => found && fields.give(found)),
    }),
    '[method]future-incoming-response.subscribe': subscribing(futures),
    '[method]future-incoming-response.get': futures.method({
      call: (_call, one) => taking(one, (response) => responses.give(response)),
    }),
  };

  const outgoingFunctions: Readonly<Record<string, HostFunction>> = {
    '[constructor]outgoing-response': {
      call: (_call: unknown, headers: object) =>
        outgoingResponses.give(new OutgoingResponse(fields.take(headers), place)),
    },
    '[method]outgoing-response.status-code': outgoingResponses.method({ call: (_call, { status }) => status }),
    '[method]outgoing-response.set-status-code': fallible(
      outgoingResponses.method({
        call: (_call, one, status: number) => {
          demandDone(status >= 200 && status <= 999);
          one.status = status;
        },
      }),
    ),
    '[method]outgoing-response.headers': outgoingResponses.method({ call: (_call, one) => fields.give(one.headers) }),
    '[method]outgoing-response.body': fallible(
      outgoingResponses.method({ call: (_call, one) => outgoingBodies.give(demandFound(one.takeBody())) }),
    ),
    '[method]outgoing-body.write': fallible(
      outgoingBodies.method({ call: (_call, body) => io.outputs.give(demandFound(body.write())) }),
    ),
    '[static]outgoing-body.finish': fallible({
      call: (_call: unknown, handle: object, trailers?: object) =>
        outgoingBodies.take(handle).finish(trailers && fields.take(trailers)),
    }),
    '[static]response-outparam.set': {
      call: (_call: unknown, handle: object, response: { readonly tag: string; readonly val: unknown }) => {
        const outparam = outparams.take(handle);
        if (response.tag === 'ok') outparam.set(outgoingResponses.take(response.val));
        else outparam.fail(response.val);
      },
    },
  };

  const types = resourceService({
    interface: `wasi:http/types@${WASI}`,
    resources: [
      fields,
      outgoingRequests,
      options,
      requests,
      responses,
      outgoingResponses,
      incomingBodies,
      outgoingBodies,
      futures,
      futureTrailers,
      outparams,
    ],
    immediate: {
      httpErrorCode: { call: (_call: unknown, handle: object) => codeOf(io.errors.objectOf(handle)) },
      ...fieldFunctions,
      ...outgoingRequestFunctions,
      '[constructor]request-options': { call: () => options.give(new RequestOptions()) },
      ...duration('connectTimeoutMs', 'connect-timeout'),
      ...duration('firstByteTimeoutMs', 'first-byte-timeout'),
      ...duration('betweenBytesTimeoutMs', 'between-bytes-timeout'),
      ...incomingFunctions,
      ...outgoingFunctions,
    },
  });

  const handler: HostService = {
    interface: `wasi:http/outgoing-handler@${WASI}`,
    immediate: {
      handle: {
        access: (_caller: unknown, request: object) => {
          try {
            return accessOfRequest(outgoingRequests.objectOf(request));
          } catch (error) {
            if (!(error instanceof NetworkFault)) throw error;
            return { area: 'network', action: 'outbound', resource: NOT_VALID + error.message };
          }
        },
        denied: ({ resource }) =>
          new WitError(resource.startsWith(NOT_VALID) ? 'HTTP-request-URI-invalid' : 'HTTP-request-denied'),
        call: (call: HostCall, request: object, given?: object) => {
          const chosen = given && options.take(given);
          return futures.give(new FutureResponse(send(network, outgoingRequests.take(request), call, chosen)));
        },
      },
    },
  };
  return { services: [types, handler], requests, outparams };
}
