/** The thread that writes: syncing the disk keeps it busy, and nobody else. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { GroupWriter, type Part } from './group-writer.ts';
import { faultOf } from './sqlite-fault.ts';
import type { WriterOptions, WriterReply, WriterRequest } from './writer-message.ts';

/** Messages that one transaction takes at most, so that the first need not wait for ever. */
const MAX_GROUP = 100;

const port = parentPort;
if (port === null) throw new Error('writer-worker.ts is a thread of the storage');
const reply = (message: WriterReply): void => port.postMessage(message);

const { path, durability, maxFileBytes, busyTimeoutMs } = workerData as WriterOptions; // given by WriterThread
const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
database.exec(`PRAGMA synchronous = ${durability.toUpperCase()}`);
if (maxFileBytes !== undefined) {
  const pageSize = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageSize))}`);
}
const writer = new GroupWriter(database);

port.on('message', (first: WriterRequest) => {
  // What has come meanwhile shares one transaction.
  let parts: Part[] = [];
  let messages = 0;
  let nowMs = 0;
  const write = (): void => {
    if (parts.length > 0) reply({ kind: 'written', ...writer.write(parts, nowMs) });
    parts = [];
    messages = 0;
  };
  let request: WriterRequest | undefined = first;
  while (request !== undefined) {
    if (request.kind === 'write') {
      parts.push(...request.parts);
      ({ nowMs } = request);
      messages += 1;
      if (messages >= MAX_GROUP) write();
    } else {
      write();
      if (request.kind === 'sweep') sweep(request.nowMs);
      else close();
    }
    const next: { readonly message: WriterRequest } | undefined = receiveMessageOnPort(port);
    request = next?.message;
  }
  write();
});

function sweep(nowMs: number): void {
  try {
    reply({ kind: 'swept', expired: writer.sweep(nowMs) });
  } catch (error) {
    reply({ kind: 'failed', fault: faultOf(error) });
  }
}

function close(): void {
  database.close();
  port?.close();
}
