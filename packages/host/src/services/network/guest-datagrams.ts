import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { type Address, readAddress } from './address-class.ts';
import type { GuestNetwork } from './guest-network.ts';
import { type AddressedHost, endpointText } from './network-host.ts';
import { NetworkFault, toNetworkFault } from './network-fault.ts';
import { within } from './within.ts';
import { Waiters } from './waiters.ts';

interface Place {
  readonly address: Address;
  readonly port: number;
}

export interface Datagram {
  readonly bytes: Uint8Array;
  /** Address and port. */
  readonly sender: string;
  readonly from: Place;
}

/** Datagrams that wait until the component takes them. More are dropped, as any on their way may be. */
const MAX_WAITING = 64;
/** Senders that can be answered. */
const MAX_SENDERS = 1_000;

/** A socket for datagrams: one for a single peer, or one that is bound. */
export class GuestDatagrams {
  readonly accesses: readonly AccessRequest[];
  readonly #network: GuestNetwork;
  readonly #socket: Socket;
  readonly #waiting: Datagram[] = [];
  /** By address and port, the one heard from last at the end. */
  readonly #senders = new Map<string, RemoteInfo>();
  /** Those that are heard, the one sent to last at the end; undefined where anyone is. */
  #heard: Set<string> | undefined;
  readonly #waiters = new Waiters();
  #isClosed = false;

  constructor(network: GuestNetwork, socket: Socket, accesses: readonly AccessRequest[]) {
    this.#network = network;
    this.#socket = socket;
    this.accesses = accesses;
    socket.on('message', (bytes, info) => this.#arrived(bytes, info));
    // What ICMP tells of (nobody is there) is no reason to end: the next datagram may arrive.
    socket.on('error', () => {});
  }

  /** For one address: the system delivers what comes from there, and nothing else. */
  static async connect(
    network: GuestNetwork,
    { address, port }: Place,
    accesses: readonly AccessRequest[],
    signal: AbortSignal,
  ): Promise<GuestDatagrams> {
    return await opened(network, address, accesses, signal, async (socket) => {
      socket.connect(port, address.toString());
      await once(socket, 'connect');
    });
  }

  /**
   * At an address of the host's.
   *
   * @param isOpen Whether anyone is heard; else those that it has sent to. Default true.
   * @throws NetworkFault `address-in-use`, `denied` where the system refuses, `unreachable` for an address that is not the host's.
   */
  static async bind(
    network: GuestNetwork,
    { address }: AddressedHost,
    port: number,
    signal: AbortSignal,
    isOpen = true,
  ): Promise<GuestDatagrams> {
    const access: AccessRequest = {
      area: 'network',
      action: 'inbound',
      resource: endpointText({ kind: 'address', address }, port),
    };
    const bound = await opened(network, address, [access], signal, async (socket) => {
      socket.bind({ port, address: address.toString(), exclusive: true });
      await once(socket, 'listening');
    });
    if (!isOpen) bound.#heard = new Set();
    return bound;
  }

  get local(): string {
    const { address, port } = this.place;
    return endpointText({ kind: 'address', address }, port);
  }

  /** @throws NetworkFault `reset` where it is closed. */
  get place(): Place {
    try {
      const { address, port } = this.#socket.address();
      const read = readAddress(address);
      if (read !== undefined) return { address: read, port };
    } catch {
      // Node throws for a closed socket.
    }
    throw new NetworkFault('reset', 'the socket is closed');
  }

  /** Hears one peer alone, or, without one, those that it may hear. Whoever else has sent is forgotten. */
  hear(peer: Place | undefined): void {
    if (peer === undefined) return;
    const name = endpointText({ kind: 'address', address: peer.address }, peer.port);
    this.#heard = new Set([name]);
    const kept = this.#waiting.filter(({ sender }) => sender === name);
    this.#waiting.splice(0, this.#waiting.length, ...kept);
  }

  /** Sends to anyone. Whoever calls it has asked the gate. */
  async sendTo(bytes: Uint8Array, { address, port }: Place, signal: AbortSignal): Promise<void> {
    const name = endpointText({ kind: 'address', address }, port);
    if (this.#heard !== undefined) {
      this.#heard.delete(name);
      this.#heard.add(name);
      const [oldest] = this.#heard;
      if (this.#heard.size > MAX_SENDERS && oldest !== undefined) this.#heard.delete(oldest);
    }
    await this.#sending(signal, (done) => this.#socket.send(bytes, port, address.toString(), done));
  }

  /** @throws NetworkFault `too-large` for more than a datagram holds, `refused`. */
  async send(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#sending(signal, (done) => this.#socket.send(bytes, done));
  }

  /** @throws NetworkFault `denied` for whom nothing has come from. */
  async reply(sender: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const info = this.#senders.get(sender);
    if (info === undefined) throw new NetworkFault('denied', `${sender} has sent nothing`);
    await this.#sending(signal, (done) => this.#socket.send(bytes, info.port, info.address, done));
  }

  /**
   * Waits for a datagram. There is no limit to that but the call's.
   *
   * @throws NetworkFault `reset` where the socket or the call ends first.
   */
  async receive(signal: AbortSignal): Promise<Datagram> {
    while (!this.isReady && !signal.aborted) await this.whenReady(signal);
    const datagram = this.take();
    if (datagram === undefined) throw new NetworkFault('reset', 'stopped');
    return datagram;
  }

  get isReady(): boolean {
    return this.#waiting.length > 0 || this.#isClosed;
  }

  take(): Datagram | undefined {
    return this.#waiting.shift();
  }

  /** Resolves when there is a datagram, or when the signal is aborted. */
  async whenReady(signal: AbortSignal): Promise<void> {
    if (!this.isReady) await this.#waiters.next(signal);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting.length = 0;
    closeQuietly(this.#socket);
    this.#waiters.tell();
  }

  async #sending(signal: AbortSignal, send: (done: (error: Error | null) => void) => void): Promise<void> {
    const { idleTimeoutMs: timeoutMs } = this.#network.settings;
    const bounds = { timeoutMs, signals: [signal, this.#network.ended], what: 'datagram' };
    await within(bounds, () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      send((error) => (error === null ? resolve() : reject(toNetworkFault(error, 'datagram'))));
      return promise;
    });
  }

  #arrived(bytes: Buffer, info: RemoteInfo): void {
    const address = readAddress(info.address);
    if (address === undefined || this.#waiting.length >= MAX_WAITING) return;
    const sender = endpointText({ kind: 'address', address }, info.port);
    if (this.#heard?.has(sender) === false) return;
    this.#senders.delete(sender);
    this.#senders.set(sender, info);
    const [oldest] = this.#senders.keys();
    if (this.#senders.size > MAX_SENDERS && oldest !== undefined) this.#senders.delete(oldest);
    this.#waiting.push({ bytes: new Uint8Array(bytes), sender, from: { address, port: info.port } });
    this.#waiters.tell();
  }
}

async function opened(
  network: GuestNetwork,
  address: Address,
  accesses: readonly AccessRequest[],
  signal: AbortSignal,
  open: (socket: Socket) => Promise<void>,
): Promise<GuestDatagrams> {
  const isV6 = address.kind() === 'ipv6';
  // ipv6Only: a grant of `[::]` is none of the addresses of IPv4.
  const socket = createSocket(isV6 ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
  const what = accesses[0]?.resource ?? address.toString();
  try {
    const release = network.hold(() => closeQuietly(socket));
    socket.once('close', release);
    const timeoutMs = network.settings.connectTimeoutMs;
    await within({ timeoutMs, signals: [signal, network.ended], what }, () => open(socket));
    return new GuestDatagrams(network, socket, accesses);
  } catch (error) {
    closeQuietly(socket);
    throw toNetworkFault(error, what);
  }
}

/** Node throws where it is closed already. */
function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // It is what was wanted.
  }
}
