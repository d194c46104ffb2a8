import type { Socket } from 'node:net';
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { BodyReader } from '../../network/body-reader.ts';
import { type Accepted, GuestListener } from '../../network/guest-listener.ts';
import type { GuestNetwork } from '../../network/guest-network.ts';
import { finishWriting, writeTo } from '../../network/write-to.ts';
import { Eventually } from '../http/eventually.ts';
import { InputStream } from '../io/input-stream.ts';
import { OutputStream } from '../io/output-stream.ts';
import type { Waitable } from '../io/waiting.ts';
import { type Family, familyOf, type Place, placeFrom, wildcard } from './socket-address.ts';
import { socketError, streamFault } from './socket-error.ts';

/** Options of a socket that Node does not know of are kept, and have no effect. */
export interface TcpOptions {
  keepAlive: boolean;
  keepAliveIdleTime: bigint;
  keepAliveInterval: bigint;
  keepAliveCount: number;
  hopLimit: number;
  receiveBufferSize: bigint;
  sendBufferSize: bigint;
}

/**
 * What a socket can be, and what it has then.
 *
 * `closed`: a connection or a listener did not come about; nothing can be done with the socket.
 */
type State =
  | { readonly kind: 'unbound' }
  | { readonly kind: 'binding' | 'bound'; readonly local: Place }
  | { readonly kind: 'connecting'; readonly remote: Place; readonly socket: Eventually<Socket> }
  | { readonly kind: 'connected'; readonly remote: Place; readonly socket: Socket }
  | { readonly kind: 'opening'; readonly listener: Eventually<GuestListener> }
  | { readonly kind: 'listening'; readonly listener: GuestListener }
  | { readonly kind: 'closed' };

export interface Streams {
  readonly input: InputStream;
  readonly output: OutputStream;
}

/** WIT `wasi:sockets/tcp#tcp-socket`. Whoever calls its functions has asked the gate. */
export class TcpSocket implements Waitable {
  readonly family: Family;
  readonly options: TcpOptions = {
    keepAlive: false,
    keepAliveIdleTime: 7_200_000_000_000n,
    keepAliveInterval: 75_000_000_000n,
    keepAliveCount: 9,
    hopLimit: 64,
    receiveBufferSize: 65_536n,
    sendBufferSize: 65_536n,
  };
  /** What was granted to it; each further use needs it again. */
  access: readonly AccessRequest[] = [];
  readonly #network: GuestNetwork;
  #state: State = { kind: 'unbound' };
  #output: OutputStream | undefined;

  constructor(network: GuestNetwork, family: Family) {
    this.#network = network;
    this.family = family;
  }

  isReady(): boolean {
    const state = this.#state;
    if (state.kind === 'connecting') return state.socket.isReady();
    if (state.kind === 'opening') return state.listener.isReady();
    return state.kind === 'listening' ? state.listener.isReady : true;
  }

  async wait(signal: AbortSignal): Promise<void> {
    const state = this.#state;
    if (state.kind === 'connecting') await state.socket.wait(signal);
    else if (state.kind === 'opening') await state.listener.wait(signal);
    else if (state.kind === 'listening') await state.listener.whenReady(signal);
  }

  startBind(local: Place): void {
    if (this.#state.kind !== 'unbound') throw socketError('invalid-state');
    if (familyOf(local.address) !== this.family) throw socketError('invalid-argument');
    this.#state = { kind: 'binding', local };
  }

  /** The system binds it when it listens. */
  finishBind(): void {
    if (this.#state.kind !== 'binding') throw socketError('not-in-progress');
    this.#state = { kind: 'bound', local: this.#state.local };
  }

  /** Where it would listen. */
  get bound(): Place | undefined {
    return this.#state.kind === 'bound' ? this.#state.local : undefined;
  }

  demandConnectable(remote: Place): void {
    if (this.#state.kind !== 'unbound' && this.#state.kind !== 'bound') throw socketError('invalid-state');
    if (familyOf(remote.address) !== this.family || remote.port === 0) throw socketError('invalid-argument');
  }

  startConnect(remote: Place, access: AccessRequest): void {
    this.access = [access];
    // The address was granted just now, and is no name: nothing more is asked for.
    const asking = { signal: this.#network.ended, demand: (): void => {} };
    const peer = { host: { kind: 'address' as const, address: remote.address }, port: remote.port };
    const connecting = this.#network.connect(peer, asking, { isAsked: true });
    this.#state = { kind: 'connecting', remote, socket: new Eventually(connecting.then(({ socket }) => socket)) };
  }

  finishConnect(): Streams {
    if (this.#state.kind !== 'connecting') throw socketError('not-in-progress');
    const { remote, socket } = this.#state;
    const outcome = socket.take();
    if (outcome === undefined || outcome === 'taken') throw socketError('would-block');
    if (!outcome.ok) {
      this.#state = { kind: 'closed' };
      throw outcome.error;
    }
    return this.#connected(outcome.value, remote);
  }

  startListen(access: AccessRequest): void {
    const local = this.bound;
    if (local === undefined) throw socketError('invalid-state');
    this.access = [access];
    const host = { kind: 'address' as const, address: local.address };
    const opening = GuestListener.open(this.#network, host, local.port, this.#network.ended);
    this.#state = { kind: 'opening', listener: new Eventually(opening) };
  }

  finishListen(): void {
    if (this.#state.kind !== 'opening') throw socketError('not-in-progress');
    const outcome = this.#state.listener.take();
    if (outcome === undefined || outcome === 'taken') throw socketError('would-block');
    if (!outcome.ok) {
      this.#state = { kind: 'closed' };
      throw outcome.error;
    }
    this.#state = { kind: 'listening', listener: outcome.value };
  }

  accept(): { readonly socket: TcpSocket; readonly streams: Streams } {
    if (this.#state.kind !== 'listening') throw socketError('invalid-state');
    const accepted: Accepted | undefined = this.#state.listener.take();
    if (accepted === undefined) throw socketError('would-block');
    const socket = new TcpSocket(this.#network, this.family);
    socket.access = this.access;
    Object.assign(socket.options, this.options);
    const { remoteAddress, remotePort } = accepted.socket;
    const remote = placeFrom(remoteAddress, remotePort) ?? wildcard(this.family);
    return { socket, streams: socket.#connected(accepted.socket, remote) };
  }

  get isListening(): boolean {
    return this.#state.kind === 'listening';
  }

  get local(): Place {
    const state = this.#state;
    if (state.kind === 'bound') return state.local;
    if (state.kind === 'listening') return state.listener.place;
    const place = state.kind === 'connected' ? placeFrom(state.socket.localAddress, state.socket.localPort) : undefined;
    if (place === undefined) throw socketError('invalid-state');
    return place;
  }

  get remote(): Place {
    if (this.#state.kind !== 'connected') throw socketError('invalid-state');
    return this.#state.remote;
  }

  setKeepAlive(isOn: boolean): void {
    this.options.keepAlive = isOn;
    if (this.#state.kind === 'connected') this.#state.socket.setKeepAlive(isOn);
  }

  shutdown(how: 'receive' | 'send' | 'both'): void {
    if (this.#state.kind !== 'connected') throw socketError('invalid-state');
    const { socket } = this.#state;
    if (how !== 'receive') void this.#finish(socket);
    if (how !== 'send') this.#isReceiving = false;
  }

  dispose(): void {
    const state = this.#state;
    this.#state = { kind: 'closed' };
    if (state.kind === 'listening') state.listener.close();
    if (state.kind === 'connected') void this.#finish(state.socket).finally(() => state.socket.destroySoon());
    const late = (one: Waitable & { take(): unknown }, close: (value: never) => void): void => {
      void one.wait(this.#network.ended).then(
        () => {
          const outcome = one.take() as { readonly ok?: boolean; readonly value?: never } | undefined;
          if (outcome?.ok === true) close(outcome.value as never);
        },
        () => {},
      );
    };
    if (state.kind === 'connecting') late(state.socket, (socket: Socket) => void socket.destroy());
    if (state.kind === 'opening') late(state.listener, (listener: GuestListener) => listener.close());
  }

  #isReceiving = true;

  #connected(socket: Socket, remote: Place): Streams {
    this.#state = { kind: 'connected', remote, socket };
    if (this.options.keepAlive) socket.setKeepAlive(true);
    const { idleTimeoutMs } = this.#network.settings;
    const what = `${remote.address.toString()} ${remote.port}`;
    const network = this.#network;
    const reader = new BodyReader(socket, { what, maxBytes: Infinity, idleTimeoutMs, ended: network.ended });
    const input = new InputStream(
      {
        pull: async (most, signal) => {
          if (!this.#isReceiving) return undefined;
          return await told(() => reader.read(most, signal));
        },
      },
      { access: this.access },
    );
    this.#output = new OutputStream(
      { write: async (bytes, signal) => await told(() => writeTo(socket, bytes, { network, what, signal })) },
      { access: this.access },
    );
    return { input, output: this.#output };
  }

  /** What was written goes first. */
  async #finish(socket: Socket): Promise<void> {
    const { ended } = this.#network;
    await this.#output?.drained(ended);
    await finishWriting(socket, { network: this.#network, what: 'connection', signal: ended }).catch(() => {}); // it is over
  }
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw streamFault(error);
  }
}
