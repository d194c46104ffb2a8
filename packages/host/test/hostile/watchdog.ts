/**
 * Ends the process when one case blocks it. It runs on a thread of its own: where the corpus hangs, no timer of the campaign's
 * own thread would fire any more.
 */
import { Worker } from 'node:worker_threads';

export interface Watchdog {
  /** A case begins. */
  feed(name: string): void;
  stop(): Promise<void>;
}

const NAME_BYTES = 256;

/** Kills the process, with a message, when a case takes longer than `hangMs`. */
export function watch(hangMs: number): Watchdog {
  const shared = new SharedArrayBuffer(8 + NAME_BYTES);
  const count = new Int32Array(shared, 0, 1);
  const name = new Uint8Array(shared, 8);
  const worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), { workerData: { shared, hangMs } });
  worker.unref();
  return {
    feed(current) {
      name.fill(0);
      new TextEncoder().encodeInto(current, name);
      Atomics.add(count, 0, 1);
    },
    async stop() {
      await worker.terminate();
    },
  };
}
