/** Bodies of `wasi:http`, in either direction, of requests and responses alike. */
import type { IncomingMessage, OutgoingMessage } from 'node:http';
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { BodyReader } from '../../network/body-reader.ts';
import type { GuestNetwork } from '../../network/guest-network.ts';
import { writeTo } from '../../network/write-to.ts';
import { InputStream } from '../io/input-stream.ts';
import { IoError, StreamFault } from '../io/io-error.ts';
import { OutputStream } from '../io/output-stream.ts';
import { until } from '../io/waiting.ts';
import { bodyFault, type ErrorCode } from './error-code.ts';
import { Fields } from './fields.ts';

export interface BodySetting {
  readonly network: GuestNetwork;
  /** Who is at the other end, as the component knows it. */
  readonly what: string;
  /** What each use of the body needs. */
  readonly access: readonly AccessRequest[];
  readonly maxBytes: number;
  /** Milliseconds between two pieces. */
  readonly idleTimeoutMs: number;
  /** The connection is needed for an answer: a body that nobody reads is left to the server. Default false. */
  readonly isShared?: boolean;
}

/** A body that arrives. */
export class IncomingBody {
  readonly #message: IncomingMessage;
  readonly #setting: BodySetting;
  #isStreamed = false;

  constructor(message: IncomingMessage, setting: BodySetting) {
    this.#message = message;
    this.#setting = setting;
  }

  /** Once. */
  stream(): InputStream | undefined {
    if (this.#isStreamed) return undefined;
    this.#isStreamed = true;
    const { network, what, access, maxBytes, idleTimeoutMs } = this.#setting;
    const reader = new BodyReader(this.#message, { what, maxBytes, idleTimeoutMs, ended: network.ended });
    return new InputStream(
      {
        pull: async (most, signal) => {
          try {
            return await reader.read(most, signal);
          } catch (error) {
            throw bodyFault(error);
          }
        },
      },
      { access },
    );
  }

  /** The fields after the body; none where it was not read to its end. */
  finish(): Fields | undefined {
    const { readableEnded, rawTrailers } = this.#message;
    if (!readableEnded) this.dispose();
    if (!readableEnded || rawTrailers.length === 0) return undefined;
    const pairs = rawTrailers.flatMap((name, at): [string, string][] =>
      at % 2 === 0 ? [[name, rawTrailers[at + 1] ?? '']] : [],
    );
    return Fields.received(pairs);
  }

  dispose(): void {
    if (this.#setting.isShared !== true && !this.#message.readableEnded) this.#message.destroy();
  }
}

/** Why a body cannot be finished: not as long as was said. */
export class BodySizeFault extends Error {
  readonly written: number;

  constructor(written: number) {
    super(`${written} bytes were written`);
    this.written = written;
  }
}

/** A stream that counts what the component writes. */
class CountedStream extends OutputStream {
  written = 0;
  most = Infinity;

  override write(bytes: Uint8Array): void {
    this.written += bytes.length;
    if (this.written > this.most) {
      const code: ErrorCode = { tag: 'HTTP-request-body-size', val: BigInt(this.written) };
      throw new StreamFault(new IoError(`more than ${this.most} bytes`, { detail: code }));
    }
    super.write(bytes);
  }
}

/** A body that is sent, as soon as there is something to send it by. */
export class OutgoingBody {
  readonly #target = Promise.withResolvers<OutgoingMessage>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #setting: Pick<BodySetting, 'network' | 'what'>;
  readonly #length: number | undefined;
  /** Of the stream, which is made before it is known what it needs; until then nothing leaves the host. */
  readonly #access: AccessRequest[] = [];
  #stream: CountedStream | undefined;
  #isDone = false;

  /** @param length Bytes that the head says there are; undefined where it says nothing. */
  constructor(setting: Pick<BodySetting, 'network' | 'what'>, length: number | undefined) {
    this.#setting = setting;
    this.#length = length;
    this.#target.promise.catch(() => {}); // nobody may have written
  }

  /** Begins to send. */
  open(target: OutgoingMessage, access: readonly AccessRequest[]): void {
    this.#access.push(...access);
    this.#target.resolve(target);
  }

  /** There is nothing to send it by. */
  fail(error: unknown): void {
    this.#target.reject(bodyFault(error));
  }

  /** Once. */
  write(): OutputStream | undefined {
    if (this.#stream !== undefined || this.#isDone) return undefined;
    const { network, what } = this.#setting;
    this.#stream = new CountedStream(
      {
        write: async (bytes, signal) => {
          const target = await until(this.#target.promise, signal);
          try {
            await writeTo(target, bytes, { network, what, signal });
          } catch (error) {
            throw bodyFault(error);
          }
        },
        dispose: () => this.#drained.resolve(),
      },
      { access: this.#access },
    );
    if (this.#length !== undefined) this.#stream.most = this.#length;
    return this.#stream;
  }

  /**
   * The body is complete: what was written to its stream follows, then its end.
   *
   * @throws BodySizeFault where it is not as long as its head says. The other side does not take it for complete.
   */
  finish(trailers: Fields | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    const written = this.#stream?.written ?? 0;
    const isWhole = this.#length === undefined || this.#length === written;
    if (this.#stream === undefined) this.#drained.resolve();
    void this.#end(isWhole, trailers);
    if (!isWhole) throw new BodySizeFault(written);
  }

  /** The component has let go of it without finishing it: the other side must not take it for complete. */
  dispose(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#drained.resolve();
    void this.#end(false, undefined);
  }

  async #end(isWhole: boolean, trailers: Fields | undefined): Promise<void> {
    const { network } = this.#setting;
    try {
      const target = await until(this.#target.promise, network.ended);
      if (isWhole) await until(this.#drained.promise, network.ended);
      if (!isWhole) {
        target.destroy();
        return;
      }
      if (trailers !== undefined)
        target.addTrailers(trailers.headers().map(([name, value]): [string, string] => [name, value]));
      target.end();
    } catch {
      // It was never sent, or the instance has ended and its connections with it.
    }
  }
}
