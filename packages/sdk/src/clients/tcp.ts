import { callHost } from '../host-error.ts';
import { hostImport, type RawListener } from '../imports.ts';
import { textArgument } from './arguments.ts';
import { Connection } from './connection.ts';

/** Where the component listens. */
export class Listener {
  /** Address and port, the port that the system has chosen where 0 was asked for. */
  readonly local: string;
  readonly #raw: RawListener;

  /** For the SDK's client: {@link tcp} makes listeners. */
  constructor(listener: RawListener) {
    this.#raw = listener;
    this.local = listener.local();
  }

  /** Waits for the next connection. */
  accept(): Connection {
    return new Connection(
      'tcp',
      callHost('tcp', () => this.#raw.accept()),
    );
  }

  /** Listens no more. */
  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]?.();
  }
}

/**
 * Connections over TCP (WIT `airssys:ext-network/tcp`). Needs `@requires('network.outbound:db.example.com:5432')` to connect,
 * `network.inbound:127.0.0.1:8080` to listen. Every method waits, and throws {@link HostError}.
 */
export const tcp = {
  /** Connects to a name or an address. `host` is either, `port` 1 to 65,535. */
  connect(host: string, port: number): Connection {
    const name = textArgument(host, 'tcp.connect(host)');
    return new Connection(
      'tcp',
      callHost('tcp', () => hostImport('tcp', 'tcp').connect(name, port)),
    );
  },
  /** Listens at an address of the host's machine; port 0 for one that the system chooses. */
  listen(address: string, port: number): Listener {
    const name = textArgument(address, 'tcp.listen(address)');
    return new Listener(callHost('tcp', () => hostImport('tcp', 'tcp').listen(name, port)));
  },
} as const;
