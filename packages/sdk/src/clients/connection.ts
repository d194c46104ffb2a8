import { callHost } from '../host-error.ts';
import type { RawConnection } from '../imports.ts';
import { decodeUtf8 } from '../text.ts';
import { bytesArgument } from './arguments.ts';
import { concatenated, PIECE } from './pieces.ts';

/** A connection over TCP or TLS. Every method waits, and throws {@link HostError}. */
export class Connection {
  /** Address and port of the other side. */
  readonly remote: string;
  readonly #service: string;
  readonly #raw: RawConnection;

  /** For the SDK's clients: {@link tcp} and {@link tls} make connections. `service` is what errors name. */
  constructor(service: string, connection: RawConnection) {
    this.#service = service;
    this.#raw = connection;
    this.remote = connection.remote();
  }

  /**
   * The bytes that have come; undefined when the other side sends no more.
   *
   * @param maxBytes At most so many. Default 65,536.
   */
  read(maxBytes: number = PIECE): Uint8Array | undefined {
    return callHost(this.#service, () => this.#raw.read(maxBytes)) ?? undefined;
  }

  /** All bytes until the other side sends no more. */
  readAll(): Uint8Array {
    return concatenated(() => this.read());
  }

  /** As {@link readAll}, as text (UTF-8). Answers the text. */
  readText(): string {
    return decodeUtf8(this.readAll());
  }

  /** Sends bytes, text as UTF-8, and waits until the connection takes more. The content is sent as it is. */
  write(content: Uint8Array | string): void {
    const bytes = bytesArgument(content, 'connection.write(content)');
    callHost(this.#service, () => this.#raw.write(bytes));
  }

  /** Says that no more bytes follow. Reading goes on. */
  finish(): void {
    callHost(this.#service, () => this.#raw.finish());
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]?.();
  }
}
