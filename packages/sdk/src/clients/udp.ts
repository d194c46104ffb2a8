import { callHost } from '../host-error.ts';
import { hostImport, type RawReceiver, type RawUdpSocket } from '../imports.ts';
import { bytesArgument, textArgument } from './arguments.ts';

/** What has come, and from whom. */
export interface Datagram {
  /** Its content. */
  readonly bytes: Uint8Array;
  /** Address and port. */
  readonly sender: string;
}

/** A socket for one peer. */
export class UdpSocket {
  /** Address and port of this side. */
  readonly local: string;
  readonly #raw: RawUdpSocket;

  /** For the SDK's client: {@link udp} makes sockets. */
  constructor(socket: RawUdpSocket) {
    this.#raw = socket;
    this.local = socket.local();
  }

  /** Text as UTF-8. Sends the content, text as UTF-8, as one datagram. */
  send(content: Uint8Array | string): void {
    const bytes = bytesArgument(content, 'socket.send(content)');
    callHost('udp', () => this.#raw.send(bytes));
  }

  /** Waits for the peer's next datagram. Answers its content. */
  receive(): Uint8Array {
    return callHost('udp', () => this.#raw.receive());
  }

  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]?.();
  }
}

/** A socket that anyone can send to. */
export class UdpReceiver {
  /** Address and port, the port that the system has chosen where 0 was asked for. */
  readonly local: string;
  readonly #raw: RawReceiver;

  /** For the SDK's client: {@link udp} makes receivers. */
  constructor(receiver: RawReceiver) {
    this.#raw = receiver;
    this.local = receiver.local();
  }

  /** Waits for the next datagram. */
  receive(): Datagram {
    return callHost('udp', () => this.#raw.receive());
  }

  /** Answers one of the last thousand senders. Text as UTF-8. The content is sent as one datagram. */
  reply(sender: string, content: Uint8Array | string): void {
    const to = textArgument(sender, 'receiver.reply(sender)');
    const bytes = bytesArgument(content, 'receiver.reply(content)');
    callHost('udp', () => this.#raw.reply(to, bytes));
  }

  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]?.();
  }
}

/**
 * Datagrams (WIT `airssys:ext-network/udp`). Needs `@requires('network.outbound:time.example.com:123')` for a peer,
 * `network.inbound:127.0.0.1:9000` to be sent to. Every method waits, and throws {@link HostError}.
 */
export const udp = {
  /** A socket for datagrams to and from a name's address, or an address. `host` is either, `port` 1 to 65,535. */
  connect(host: string, port: number): UdpSocket {
    const name = textArgument(host, 'udp.connect(host)');
    return new UdpSocket(callHost('udp', () => hostImport('udp', 'udp').connect(name, port)));
  },
  /** Receives at an address of the host's machine; port 0 for one that the system chooses. */
  bind(address: string, port: number): UdpReceiver {
    const name = textArgument(address, 'udp.bind(address)');
    return new UdpReceiver(callHost('udp', () => hostImport('udp', 'udp').bind(name, port)));
  },
} as const;
