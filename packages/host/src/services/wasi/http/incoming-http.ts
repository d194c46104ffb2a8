import type { IncomingMessage } from 'node:http';
import type { GuestNetwork } from '../../network/guest-network.ts';
import { Fields } from './fields.ts';
import { isHopByHop, type Header } from '../../network/http/header-rules.ts';
import { IncomingRequest } from './messages.ts';
import { ResponseOutparam } from './response-outparam.ts';
import type { WasiHttp } from './wasi-http.ts';

/** How a server puts requests into the hands of one instance. It is given to the instance when that is made. */
export class IncomingHttp {
  #bound: { readonly http: WasiHttp; readonly network: GuestNetwork } | undefined;

  /** Called by the instance's services. */
  bind(http: WasiHttp, network: GuestNetwork): void {
    this.#bound = { http, network };
  }

  /**
   * Makes the arguments for `incoming-handler`'s `handle`, and the place where the response will be.
   *
   * @param maxBytes Of the request's body.
   */
  accept(
    message: IncomingMessage,
    maxBytes: number,
  ): { readonly args: readonly [request: object, outparam: object]; readonly outparam: ResponseOutparam } {
    if (this.#bound === undefined) throw new TypeError('the instance has no wasi:http');
    const { http, network } = this.#bound;
    const { rawHeaders } = message;
    const headers = rawHeaders.flatMap((name, at): Header[] =>
      at % 2 === 0 && !isHopByHop(name) && name.toLowerCase() !== 'host' ? [[name, rawHeaders[at + 1] ?? '']] : [],
    );
    const { idleTimeoutMs } = network.settings;
    // Whoever called `handle` may read what came with it: there is nothing to ask the gate for.
    const setting = { network, what: 'request', access: [], maxBytes, idleTimeoutMs, isShared: true };
    const request = new IncomingRequest(message, Fields.received(headers), setting);
    const outparam = new ResponseOutparam();
    return { args: [http.requests.give(request), http.outparams.give(outparam)], outparam };
  }
}
