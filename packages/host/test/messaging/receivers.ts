/** Receivers of an embedder: they are what production has, too. */
import { onTestFinished } from 'vitest';
import {
  Broker,
  type BrokerOptions,
  type ComponentAddress,
  type ComponentMessage,
  type HandlingOptions,
  type Receiver,
} from '../../src/index.ts';

export const address = (text: string): ComponentAddress => {
  const [, namespace = '', name = '', instance = ''] = /^([^:]*):([^#]*)#?(.*)$/.exec(text) ?? [];
  return { namespace, name, instance };
};

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (payload: Uint8Array | undefined): string | undefined =>
  payload && new TextDecoder().decode(payload);

/** A broker that is disposed when the test ends. */
export function testBroker(options: BrokerOptions = {}): Broker {
  const broker = new Broker(options);
  onTestFinished(async () => await broker[Symbol.asyncDispose]());
  return broker;
}

type Handle = (
  message: ComponentMessage,
  options: HandlingOptions,
) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

/** Keeps what it receives, as text. */
export class Recorder implements Receiver {
  readonly messages: ComponentMessage[] = [];
  readonly callbacks: ComponentMessage[] = [];
  readonly #handle: Handle | undefined;

  constructor(handle?: Handle) {
    this.#handle = handle;
  }

  get texts(): readonly (string | undefined)[] {
    return this.messages.map(({ payload }) => text(payload));
  }

  handleMessage(
    message: ComponentMessage,
    options: HandlingOptions,
  ): Promise<Uint8Array | undefined> | Uint8Array | undefined {
    this.messages.push(message);
    return this.#handle?.(message, options);
  }

  handleCallback(message: ComponentMessage): void {
    this.callbacks.push(message);
  }
}
