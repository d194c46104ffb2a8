/**
 * The thread that writes: syncing the disk keeps it busy, and nobody else. It never goes back to its event loop, but sleeps until there is
 * something to do: being woken through the loop, by an event for each message, takes twice as long.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { AWAKE_MS } from './attention.ts';
import { GroupWriter, type Part } from './group-writer.ts';
import { faultOf } from './sqlite-fault.ts';
import { SIGNAL } from './signals.ts';
import type { WriterData, WriterReply, WriterRequest } from './writer-message.ts';

/** Messages that one transaction takes at most, so that the first need not wait for ever. */
const MAX_GROUP = 100;

const port = parentPort ?? notAThread();
const reply = (message: WriterReply): void => port.postMessage(message);

const { options, signals } = workerData as WriterData; // given by WriterThread
const { path, durability, maxFileBytes, busyTimeoutMs } = options;
const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
database.exec(`PRAGMA synchronous = ${durability.toUpperCase()}`);
if (maxFileBytes !== undefined) {
  const pageSize = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageSize))}`);
}
const writer = new GroupWriter(database);

let isAskedSoon = false;
do sleep();
while (takeMessages());

/** Until there may be messages. Where the last ones came soon, it stays awake for them: to be woken takes longer. */
function sleep(): void {
  const startMs = performance.now();
  const isAwake = (): boolean => performance.now() - startMs < AWAKE_MS;
  if (isAskedSoon && Atomics.load(signals, SIGNAL.awake) !== 0) {
    while (Atomics.load(signals, SIGNAL.messages) === 0 && isAwake());
  }
  Atomics.wait(signals, SIGNAL.messages, 0);
  isAskedSoon = isAwake();
  // INVARIANT: before the messages are taken. One that comes afterwards sets it again.
  Atomics.store(signals, SIGNAL.messages, 0);
}

/** What has come meanwhile shares one transaction. False when the file has been closed. */
function takeMessages(): boolean {
  let parts: Part[] = [];
  let messages = 0;
  let nowMs = 0;
  const write = (): void => {
    if (parts.length > 0) reply({ kind: 'written', ...writer.write(parts, nowMs) });
    parts = [];
    messages = 0;
  };
  for (let request = received(); request !== undefined; request = received()) {
    if (request.kind === 'write') {
      parts.push(...request.parts);
      ({ nowMs } = request);
      messages += 1;
      if (messages >= MAX_GROUP) write();
    } else {
      write();
      if (request.kind === 'close') {
        database.close();
        return false;
      }
      sweep(request.nowMs);
    }
  }
  write();
  return true;
}

function received(): WriterRequest | undefined {
  const next: { readonly message: WriterRequest } | undefined = receiveMessageOnPort(port);
  return next?.message;
}

function sweep(nowMs: number): void {
  try {
    reply({ kind: 'swept', expired: writer.sweep(nowMs) });
  } catch (error) {
    reply({ kind: 'failed', fault: faultOf(error) });
  }
}

function notAThread(): never {
  throw new Error('writer-worker.ts is a thread of the storage');
}
