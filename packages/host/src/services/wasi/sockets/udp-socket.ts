import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { type Datagram, GuestDatagrams } from '../../network/guest-datagrams.ts';
import type { GuestNetwork } from '../../network/guest-network.ts';
import { Eventually } from '../http/eventually.ts';
import type { Waitable } from '../io/waiting.ts';
import { type Family, familyOf, type Place, wildcard } from './socket-address.ts';
import { socketError } from './socket-error.ts';

/** Datagrams that may be on their way at once. */
const MAX_SENDING = 64;

/** WIT `wasi:sockets/udp#udp-socket`. Whoever calls its functions has asked the gate. */
export class UdpSocket implements Waitable {
  readonly family: Family;
  readonly options = { hopLimit: 64, receiveBufferSize: 65_536n, sendBufferSize: 65_536n };
  /** To receive from anyone, which needs a grant; undefined where only those are heard that were spoken to. */
  readonly #network: GuestNetwork;
  access: readonly AccessRequest[] = [];
  #binding: Eventually<GuestDatagrams> | undefined;
  #bound: { readonly datagrams: GuestDatagrams } | undefined;
  #remote: Place | undefined;

  constructor(network: GuestNetwork, family: Family) {
    this.#network = network;
    this.family = family;
  }

  isReady(): boolean {
    return this.#binding?.isReady() !== false;
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.#binding?.wait(signal);
  }

  demandBindable(local: Place): void {
    if (this.#binding !== undefined) throw socketError('invalid-state');
    if (familyOf(local.address) !== this.family) throw socketError('invalid-argument');
  }

  /** @param access Undefined: it hears only those that it has sent to. */
  startBind({ address, port }: Place, access: AccessRequest | undefined): void {
    this.access = access === undefined ? [] : [access];
    const host = { kind: 'address' as const, address };
    const isOpen = access !== undefined;
    this.#binding = new Eventually(GuestDatagrams.bind(this.#network, host, port, this.#network.ended, isOpen));
  }

  finishBind(): void {
    if (this.#binding === undefined || this.#bound !== undefined) throw socketError('not-in-progress');
    const outcome = this.#binding.take();
    if (outcome === undefined || outcome === 'taken') throw socketError('would-block');
    if (!outcome.ok) throw outcome.error;
    this.#bound = { datagrams: outcome.value };
  }

  /** Binds it where that was left out. */
  ensureBound(): void {
    if (this.#binding === undefined) this.startBind(wildcard(this.family), undefined);
  }

  setRemote(remote: Place | undefined): void {
    if (remote !== undefined && familyOf(remote.address) !== this.family) throw socketError('invalid-argument');
    this.#remote = remote;
  }

  get remote(): Place {
    if (this.#remote === undefined) throw socketError('invalid-state');
    return this.#remote;
  }

  /** Where a datagram without an address goes. */
  get defaultRemote(): Place | undefined {
    return this.#remote;
  }

  get datagrams(): GuestDatagrams {
    if (this.#bound === undefined) throw socketError('invalid-state');
    return this.#bound.datagrams;
  }

  dispose(): void {
    if (this.#bound !== undefined) this.#bound.datagrams.close();
    else
      void this.#binding?.wait(this.#network.ended).then(
        () => {
          const outcome = this.#binding?.take();
          if (outcome !== undefined && outcome !== 'taken' && outcome.ok) outcome.value.close();
        },
        () => {},
      );
  }
}

/** WIT `wasi:sockets/udp#incoming-datagram-stream`. */
export class IncomingDatagrams implements Waitable {
  readonly socket: UdpSocket;

  constructor(socket: UdpSocket) {
    this.socket = socket;
  }

  isReady(): boolean {
    return this.socket.datagrams.isReady;
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.socket.datagrams.whenReady(signal);
  }

  receive(most: number): readonly Datagram[] {
    const found: Datagram[] = [];
    while (found.length < most) {
      const next = this.socket.datagrams.take();
      if (next === undefined) break;
      found.push(next);
    }
    return found;
  }
}

/** WIT `wasi:sockets/udp#outgoing-datagram-stream`. What the system refuses is told by the next function. */
export class OutgoingDatagrams implements Waitable {
  readonly socket: UdpSocket;
  readonly #ended: AbortSignal;
  #sending = 0;
  #failure: unknown;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: UdpSocket, ended: AbortSignal) {
    this.socket = socket;
    this.#ended = ended;
  }

  isReady(): boolean {
    return this.permit > 0;
  }

  async wait(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#last;
  }

  get permit(): number {
    return MAX_SENDING - this.#sending;
  }

  demandWell(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  send(bytes: Uint8Array, to: Place): void {
    this.#sending += 1;
    this.#last = this.#send(bytes, to);
  }

  async #send(bytes: Uint8Array, to: Place): Promise<void> {
    try {
      await this.socket.datagrams.sendTo(bytes, to, this.#ended);
    } catch (error) {
      this.#failure ??= error;
    } finally {
      this.#sending -= 1;
    }
  }
}
