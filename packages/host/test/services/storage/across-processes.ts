/** A storage file that one process writes and another reads: this one, which has it open, too. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type KeyValueBackend, SqliteBackend, type StorageChange } from '../../../src/index.ts';
import type { OpenedBackend } from './backend-conformance.ts';

export interface RemoteRequest {
  readonly id: number;
  readonly method: 'set' | 'delete' | 'batch' | 'sweep' | 'setTime' | 'watch' | 'close';
  readonly args: readonly unknown[];
}

export type RemoteReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: unknown; readonly message: string } }
  | { readonly change: StorageChange };

export async function openAcross(path: string): Promise<OpenedBackend> {
  let nowMs = 1_000;
  const here = SqliteBackend.open(path, { clock: { nowMs: () => nowMs } });
  const child = fork(join(import.meta.dirname, 'remote-writer.ts'), [path], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (reply: RemoteReply) => void>();
  const listeners = new Set<(change: StorageChange) => void>();
  child.on('message', (reply: RemoteReply) => {
    if ('change' in reply) for (const listener of listeners) listener(reply.change);
    else waiting.get(reply.id)?.(reply);
  });
  let id = 0;
  let closing: Promise<void> | undefined;
  const ask = async <T>(method: RemoteRequest['method'], ...args: readonly unknown[]): Promise<T> => {
    const request: RemoteRequest = { id: (id += 1), method, args };
    const reply = await new Promise<RemoteReply>((resolve) => {
      waiting.set(request.id, resolve);
      child.send(request);
    });
    if ('error' in reply) throw Object.assign(new Error(reply.error.message), { code: reply.error.code });
    return (reply as { readonly result: T }).result; // what the method of this name answers
  };
  /** A write, which this process does not do itself but once the other is closed: to be refused. */
  const write = async <T>(
    method: RemoteRequest['method'],
    args: readonly unknown[],
    own: () => Promise<T>,
  ): Promise<T> => (closing === undefined ? await ask(method, ...args) : await own());

  const backend: KeyValueBackend = {
    get: async (...args) => await here.get(...args),
    entry: async (...args) => await here.entry(...args),
    has: async (...args) => await here.has(...args),
    list: async (...args) => await here.list(...args),
    scan: async (...args) => await here.scan(...args),
    usage: async (...args) => await here.usage(...args),
    set: async (...args) => await write('set', args, async () => await here.set(...args)),
    delete: async (...args) => await write('delete', args, async () => await here.delete(...args)),
    batch: async (...args) => await write('batch', args, async () => await here.batch(...args)),
    sweep: async () => await write('sweep', [], async () => await here.sweep()),
    watch: (namespace, prefix, listener) => {
      const own = here.watch(namespace, prefix, listener);
      listeners.add(listener);
      child.send({ id: (id += 1), method: 'watch', args: [namespace, prefix] } satisfies RemoteRequest);
      return {
        [Symbol.dispose]: () => {
          own[Symbol.dispose]();
          listeners.delete(listener);
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      await (closing ??= (async () => {
        const ended = once(child, 'exit');
        child.send({ id: (id += 1), method: 'close', args: [] } satisfies RemoteRequest);
        await ended;
        await here[Symbol.asyncDispose]();
      })());
    },
  };
  const setTime = async (time: number): Promise<void> => {
    nowMs = time;
    await ask('setTime', time);
  };
  return { backend, setTime };
}
