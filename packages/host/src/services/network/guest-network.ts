/**
 * All that one instance has of the network: what it has open, and the only ways to open something.
 *
 * INVARIANT: a connection goes to an address that was checked, and to no other: the name is looked up once, every address it
 * leads to is checked, and the socket is given the address, never the name. Only a connector of the embedder's is given the name.
 * INVARIANT: what an instance opened is closed when the instance ends.
 */
import { createConnection, type Socket } from 'node:net';
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { type Address, addressClassText, classOf, isNoPeer, readAddress } from './address-class.ts';
import { NO_CONNECTOR } from './connector.ts';
import { addressText, endpointText, hostText, type NetworkHost } from './network-host.ts';
import { NetworkFault, toNetworkFault } from './network-fault.ts';
import type { NetworkSettings } from './network-options.ts';
import { secure } from './secure.ts';
import { type Bounds, within } from './within.ts';

/** Who wants something: the gate's answer, and until when. A `HostCall` is one. */
export interface Asking {
  demand(access: AccessRequest): void;
  readonly signal: AbortSignal;
}

export interface Peer {
  readonly host: NetworkHost;
  readonly port: number;
}

/** A connection that is there. */
export interface Connection {
  readonly socket: Socket;
  /** What it needed; each use of it needs that again. */
  readonly accesses: readonly AccessRequest[];
  /** Where it goes: an address and a port. */
  readonly remote: Address;
}

export interface ConnectOptions {
  /** TLS over the connection, with the protocols that may be agreed on (ALPN), if any. */
  readonly tls?: { readonly protocols: string[] } | undefined;
  /** Whether the gate has been asked for the peer already. */
  readonly isAsked?: boolean;
  /** No more than the host allows. */
  readonly connectTimeoutMs?: number | undefined;
}

/** Addresses of a name that are looked at and tried. */
const MAX_CANDIDATES = 8;

export class GuestNetwork {
  readonly settings: NetworkSettings;
  readonly #end = new AbortController();
  readonly #open = new Set<() => void>();

  constructor(settings: NetworkSettings) {
    this.settings = settings;
  }

  /** Aborted when the instance ends. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** How many connections, listeners and look-ups there are. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Counts something that is open. The function that it returns takes it off again.
   *
   * @param close Called when the instance ends first.
   * @throws NetworkFault `too-many`.
   */
  hold(close: () => void): () => void {
    if (this.#end.signal.aborted) throw new NetworkFault('reset', 'the instance has ended');
    const { maxConnections } = this.settings;
    if (this.#open.size >= maxConnections) {
      throw new NetworkFault('too-many', `${maxConnections} connections are open`);
    }
    const entry = (): void => close();
    this.#open.add(entry);
    return () => void this.#open.delete(entry);
  }

  /** Counts a socket until it is closed. */
  holdSocket(socket: { destroy(): unknown; once(event: 'close', listener: () => void): unknown }): void {
    const release = this.hold(() => void socket.destroy());
    socket.once('close', release);
  }

  /**
   * The addresses of a name, at most eight. Nothing is checked: whoever uses one does that.
   *
   * @throws NetworkFault `name-not-found`, `timeout`.
   */
  async resolve(name: string, signal: AbortSignal): Promise<readonly Address[]> {
    const { resolver, resolveTimeoutMs } = this.settings;
    const release = this.hold(() => {});
    try {
      const bounds = { timeoutMs: resolveTimeoutMs, signals: [signal, this.#end.signal], what: `look-up of ${name}` };
      const found = await within(bounds, async (stop) => await resolver.resolve(name, stop));
      const addresses = found.flatMap((text) => readAddress(text) ?? []);
      if (addresses.length === 0) throw new NetworkFault('name-not-found', name);
      return addresses.slice(0, MAX_CANDIDATES);
    } catch (error) {
      throw toNetworkFault(error, name);
    } finally {
      release();
    }
  }

  /**
   * The addresses behind a peer that may be connected to, and what that needs. The gate is asked for the peer itself, and for
   * each address that is not public: one that is not granted ends it, whatever the others are.
   *
   * @param isAsked Whether the gate has been asked for the peer already.
   */
  async candidates(
    { host, port }: Peer,
    asking: Asking,
    isAsked: boolean,
  ): Promise<{ readonly addresses: readonly Address[]; readonly accesses: readonly AccessRequest[] }> {
    const accesses: AccessRequest[] = [outbound(endpointText(host, port))];
    if (!isAsked) asking.demand(accesses[0] as AccessRequest); // there is one
    const addresses = host.kind === 'address' ? [host.address] : await this.resolve(host.name, asking.signal);
    for (const address of addresses) {
      const access = outbound(`${addressText(address)}:${port}`);
      if (host.kind === 'name' && classOf(address) !== 'public') {
        asking.demand(access);
        accesses.push(access);
      }
      if (isNoPeer(address)) throw new NetworkFault('unreachable', addressClassText(address));
    }
    return { addresses, accesses };
  }

  /**
   * Connects to a peer, by TCP or by TLS over it.
   *
   * @throws NetworkFault; what the gate throws where something is not granted.
   */
  async connect(
    peer: Peer,
    asking: Asking,
    { tls, isAsked = false, connectTimeoutMs = Infinity }: ConnectOptions = {},
  ): Promise<Connection> {
    const what = endpointText(peer.host, peer.port);
    const timeoutMs = Math.min(connectTimeoutMs, this.settings.connectTimeoutMs);
    const bounds = { timeoutMs, signals: [asking.signal, this.#end.signal], what };
    // INVARIANT: a connector is asked for what the gate has granted, and for nothing else.
    if (!isAsked) asking.demand(outbound(what));
    const given = await this.#byConnector(peer, bounds, tls !== undefined);
    if (given !== undefined) return given;
    const { addresses, accesses } = await this.candidates(peer, asking, true);
    return await within(bounds, async (stop) => {
      let fault = new NetworkFault('unreachable', what);
      for (const remote of addresses) {
        try {
          const plain = await this.#dial(remote, peer.port, stop);
          const socket = tls ? await secure(plain, hostText(peer.host), { ...this.settings, ...tls }, stop) : plain;
          return { socket, accesses, remote };
        } catch (error) {
          fault = toNetworkFault(error, what);
          if (stop.aborted || fault.kind === 'tls' || fault.kind === 'too-many') break;
        }
      }
      throw fault;
    });
  }

  dispose(): void {
    this.#end.abort();
    for (const close of this.#open) close();
    this.#open.clear();
  }

  /** Undefined where there is no connector, or it leaves the peer to the host. */
  async #byConnector({ host, port }: Peer, bounds: Bounds, isSecure: boolean): Promise<Connection | undefined> {
    const { connector } = this.settings;
    if (connector === NO_CONNECTOR) return undefined;
    try {
      return await within(bounds, async (stop) => {
        const socket = await connector({ host: hostText(host), port, isSecure }, stop);
        if (socket === undefined) return undefined;
        socket.on('error', () => {}); // its reader finds it in `errored`
        this.holdSocket(socket);
        const remote = readAddress(socket.remoteAddress ?? '') ?? UNKNOWN_ADDRESS;
        return { socket, accesses: [outbound(bounds.what)], remote };
      });
    } catch (error) {
      throw toNetworkFault(error, bounds.what);
    }
  }

  async #dial(address: Address, port: number, signal: AbortSignal): Promise<Socket> {
    // An address: Node looks nothing up. One family, or it would try the other.
    const socket = createConnection({
      host: address.toString(),
      port,
      family: address.kind() === 'ipv6' ? 6 : 4,
      autoSelectFamily: false,
      allowHalfOpen: true,
      noDelay: true,
    });
    const destroy = (): void => void socket.destroy();
    signal.addEventListener('abort', destroy);
    try {
      this.holdSocket(socket);
      await connected(socket);
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', destroy);
    }
  }
}

/** Of a socket that has none, such as one in the file system. */
const UNKNOWN_ADDRESS = readAddress('0.0.0.0') as Address; // it is one

const outbound = (resource: string): AccessRequest => ({ area: 'network', action: 'outbound', resource });

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    // Stays: an error of a socket that nobody waits for must not end the process. Its reader finds it in `errored`.
    socket.on('error', reject);
    socket.once('close', () => reject(new NetworkFault('reset', 'stopped')));
  });
}
