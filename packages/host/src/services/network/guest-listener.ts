import { createServer, type Server, type Socket } from 'node:net';
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import type { GuestNetwork } from './guest-network.ts';
import { type AddressedHost, endpointText, readHost } from './network-host.ts';
import { NetworkFault, toNetworkFault } from './network-fault.ts';
import { within } from './within.ts';
import { Waiters } from './waiters.ts';

/** A connection that somebody has made to a listener. */
export interface Accepted {
  readonly socket: Socket;
  /** Address and port of the other side. */
  readonly remote: string;
}

/** Connections that wait until the component takes them; the system keeps some more. */
const MAX_WAITING = 16;

/** Where a component listens. Connections that it does not take are closed with it. */
export class GuestListener {
  readonly accesses: readonly AccessRequest[];
  readonly local: string;
  readonly place: { readonly address: AddressedHost['address']; readonly port: number };
  readonly #network: GuestNetwork;
  readonly #server: Server;
  readonly #waiting: Accepted[] = [];
  readonly #waiters = new Waiters();
  #isClosed = false;

  constructor(network: GuestNetwork, server: Server, asked: string, place: GuestListener['place']) {
    this.#network = network;
    this.#server = server;
    this.accesses = [{ area: 'network', action: 'inbound', resource: asked }];
    this.place = place;
    this.local = endpointText({ kind: 'address', address: place.address }, place.port);
    server.on('connection', (socket: Socket) => this.#take(socket));
    server.on('error', () => this.close());
  }

  /**
   * @param port 0 for one that the system chooses.
   * @throws NetworkFault `address-in-use`, `denied` where the system refuses, `unreachable` for an address that is not the host's.
   */
  static async open(
    network: GuestNetwork,
    { address }: AddressedHost,
    port: number,
    signal: AbortSignal,
  ): Promise<GuestListener> {
    const asked = endpointText({ kind: 'address', address }, port);
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const release = network.hold(() => void server.close());
    server.once('close', release);
    const bounds = { timeoutMs: network.settings.connectTimeoutMs, signals: [signal, network.ended], what: asked };
    try {
      await within(bounds, () => listening(server, address.toString(), port));
      const bound = server.address();
      const actual = bound !== null && typeof bound === 'object' ? bound.port : port;
      return new GuestListener(network, server, asked, { address, port: actual });
    } catch (error) {
      server.close();
      release();
      throw toNetworkFault(error, asked);
    }
  }

  /** Whether {@link accept} need not wait. */
  get isReady(): boolean {
    return this.#waiting.length > 0 || this.#isClosed;
  }

  /**
   * Waits for a connection. There is no limit to that but the call's.
   *
   * @throws NetworkFault `reset` where the listener or the call ends first.
   */
  async accept(signal: AbortSignal): Promise<Accepted> {
    while (!this.isReady && !signal.aborted) await this.whenReady(signal);
    const accepted = this.take();
    if (accepted === undefined) throw new NetworkFault('reset', `${this.local}: stopped`);
    return accepted;
  }

  /** The next connection, if one waits. */
  take(): Accepted | undefined {
    return this.#waiting.shift();
  }

  /** Resolves when there is a connection, or when the signal is aborted. */
  async whenReady(signal: AbortSignal): Promise<void> {
    if (!this.isReady) await this.#waiters.next(signal);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#server.close();
    for (const { socket } of this.#waiting.splice(0)) socket.destroy();
    this.#waiters.tell();
  }

  #take(socket: Socket): void {
    const host = readHost(socket.remoteAddress ?? '');
    socket.on('error', () => {}); // its reader finds it in `errored`
    try {
      if (host === undefined || this.#isClosed || this.#waiting.length >= MAX_WAITING) throw new Error('not wanted');
      this.#network.holdSocket(socket);
    } catch {
      socket.destroy();
      return;
    }
    this.#waiting.push({ socket, remote: endpointText(host, socket.remotePort ?? 0) });
    this.#waiters.tell();
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // ipv6Only: a grant of `[::]` is none of the addresses of IPv4.
    server.listen({ host, port, ipv6Only: true, exclusive: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
