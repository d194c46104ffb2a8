/** The thread of watchdog.ts. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { shared, hangMs } = workerData as { readonly shared: SharedArrayBuffer; readonly hangMs: number }; // from watchdog.ts
const CHECK_EVERY_MS = 1_000;
const STDERR = 2;
const count = new Int32Array(shared, 0, 1);
const name = new Uint8Array(shared, 8);
let seen = -1;
let seenAt = performance.now();

setInterval(() => {
  const now = Atomics.load(count, 0);
  if (now !== seen) {
    seen = now;
    seenAt = performance.now();
  } else if (performance.now() - seenAt > hangMs) {
    const text = new TextDecoder().decode(name.slice()).replaceAll('\0', '');
    writeSync(STDERR, `hangs: ${text} has blocked the host for more than ${hangMs} ms\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}, CHECK_EVERY_MS);
