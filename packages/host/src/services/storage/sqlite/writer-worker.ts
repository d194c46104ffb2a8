/**
 * The thread that writes: syncing the disk keeps it busy, and nobody else. It never goes back to its event loop, but sleeps until there is
 * something to do: being woken through the loop, by an event for each message, takes twice as long.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { GroupWriter, type Part } from './group-writer.ts';
import { LogRoom } from './log-room.ts';
import { lookFor } from './look.ts';
import { unpack } from './packed-sets.ts';
import { SetsReceiver, SIGNAL } from './shared-sets.ts';
import { faultOf } from './sqlite-fault.ts';
import type { SentPart, WriterData, WriterReply, WriterRequest } from './writer-message.ts';

/** Messages that one transaction takes at most, so that the first need not wait for ever. */
const MAX_GROUP = 100;

/** Within which time what is asked for next is waited for awake. */
const SOON_MS = 0.2;
/** How long nothing has to be asked for until totals are written to the file. */
const SETTLE_AFTER_MS = 1_000;

const port = parentPort ?? notAThread();
const reply = (message: WriterReply): void => port.postMessage(message);

const { options, memory } = workerData as WriterData; // given by WriterThread
const { signals } = memory;
const shared = new SetsReceiver(memory);
const { path, durability, maxFileBytes, busyTimeoutMs } = options;
const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
database.exec(`PRAGMA synchronous = ${durability.toUpperCase()}`);
if (maxFileBytes !== undefined) {
  const pageSize = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageSize))}`);
}
const writer = new GroupWriter(database);
/** Where nothing is synced with each transaction, its length costs nothing. */
const room = durability === 'full' ? new LogRoom(database, path) : undefined;

let isAskedSoon = false;
do sleep();
while (takeMessages());

/** Until there may be something to do. Where the last came soon, it stays awake: to be woken takes longer. */
function sleep(): void {
  const untilMs = performance.now() + SOON_MS;
  if (isAskedSoon && Atomics.load(signals, SIGNAL.awake) !== 0) {
    lookFor(() => Atomics.load(signals, SIGNAL.work) !== 0, untilMs);
  }
  if (writer.isOpen && Atomics.wait(signals, SIGNAL.work, 0, SETTLE_AFTER_MS) === 'timed-out') settle();
  Atomics.wait(signals, SIGNAL.work, 0);
  isAskedSoon = performance.now() < untilMs;
  // INVARIANT: before the messages are taken. One that comes afterwards sets it again.
  Atomics.store(signals, SIGNAL.work, 0);
}

/** What has come meanwhile shares one transaction. False when the file has been closed. */
function takeMessages(): boolean {
  let parts: Part[] = [];
  let messages = 0;
  let nowMs: number | undefined;
  const writeAll = (): void => {
    if (write(parts, nowMs)) room?.count();
    parts = [];
    messages = 0;
    nowMs = undefined;
  };
  for (let request = received(); request !== undefined; request = received()) {
    if (request.kind === 'write') {
      parts.push(...request.parts.map(partOf));
      ({ nowMs } = request);
      messages += 1;
      if (messages >= MAX_GROUP) writeAll();
    } else {
      writeAll();
      if (request.kind === 'close') {
        settle();
        database.close();
        return false;
      }
      answer(request);
    }
  }
  writeAll();
  return true;
}

/**
 * INVARIANT: sets in shared memory come first, and are looked for after the messages were taken. The backend puts none there while it
 * waits for a message to be answered, so they were asked for earlier. Answers whether there was anything to do.
 */
function write(parts: readonly Part[], nowMs: number = shared.nowMs): boolean {
  if (shared.isEmpty) {
    if (parts.length > 0) reply({ kind: 'written', shared: undefined, ...writer.write(parts, nowMs) });
    return parts.length > 0;
  }
  const { ends, expired } = writer.write([{ kind: 'sets', sets: shared }, ...parts], nowMs);
  const [first, ...others] = ends;
  const isPlain = first?.kind === 'sets' && expired.length === 0;
  // INVARIANT: counted before the message is sent. Who has it takes the answers, and goes on with the sets behind them.
  if (isPlain) shared.answer(first.ends);
  else shared.answerElsewhere();
  if (others.length > 0 || !isPlain) {
    reply({ kind: 'written', ends: others, shared: isPlain ? undefined : first, expired });
  } else if (Atomics.load(signals, SIGNAL.awake) === 0) reply({ kind: 'answered' });
  return true;
}

function partOf(part: SentPart): Part {
  return part.kind === 'batch' ? part : { kind: 'sets', sets: unpack(part.sets) };
}

function received(): WriterRequest | undefined {
  const next: { readonly message: WriterRequest } | undefined = receiveMessageOnPort(port);
  return next?.message;
}

function answer(request: Extract<WriterRequest, { readonly kind: 'sweep' | 'usage' }>): void {
  try {
    if (request.kind === 'sweep') reply({ kind: 'swept', expired: writer.sweep(request.nowMs) });
    else reply({ kind: 'used', usage: writer.usage(request.namespace, request.nowMs) });
  } catch (error) {
    reply({ kind: 'failed', fault: faultOf(error) });
  }
}

/** What cannot be done now is done by whoever needs it. */
function settle(): void {
  try {
    writer.settle();
  } catch {
    // Nobody has asked for it.
  }
}

function notAThread(): never {
  throw new Error('writer-worker.ts is a thread of the storage');
}
