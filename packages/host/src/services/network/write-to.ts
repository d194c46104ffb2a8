import type { Writable } from 'node:stream';
import type { GuestNetwork } from './guest-network.ts';
import { toNetworkFault } from './network-fault.ts';
import { within } from './within.ts';

export interface WriteOptions {
  readonly network: GuestNetwork;
  readonly what: string;
  readonly signal: AbortSignal;
}

/**
 * Writes bytes, and waits until they have left: no more than one piece is held for a component.
 *
 * @throws NetworkFault `timeout` where the other side takes nothing for long, `reset`.
 */
export async function writeTo(stream: Writable, bytes: Uint8Array, options: WriteOptions): Promise<void> {
  const { network, what, signal } = options;
  const bounds = { timeoutMs: network.settings.idleTimeoutMs, signals: [signal, network.ended], what };
  await within(bounds, () => settled(what, (done) => void stream.write(bytes, done)));
}

/** Says that nothing follows, and waits until that has been sent. */
export async function finishWriting(stream: Writable, options: WriteOptions): Promise<void> {
  const { network, what, signal } = options;
  const bounds = { timeoutMs: network.settings.idleTimeoutMs, signals: [signal, network.ended], what };
  await within(bounds, () => settled(what, (done) => void stream.end(done)));
}

function settled(what: string, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    begin((error) => {
      if (error === undefined || error === null) resolve();
      else reject(toNetworkFault(error, what));
    });
  });
}
