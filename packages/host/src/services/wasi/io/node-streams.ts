/** Node's streams as sources and sinks. They stay paused: what is not asked for is not read. */
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream';
import type { ByteSource } from './input-stream.ts';
import type { ByteSink } from './output-stream.ts';

export interface Sharing {
  /** The stream belongs to somebody else, and is left open. Default false. */
  readonly isShared?: boolean;
}

/** Reads from a stream in bytes. It is destroyed with the source unless it is shared. */
export function sourceOf(readable: Readable, { isShared = false }: Sharing = {}): ByteSource {
  return {
    pull: async (most, signal) => await nextOf(readable, most, signal),
    ...(!isShared && {
      dispose: () => {
        readable.on('error', () => {}).destroy(); // nobody reads on
      },
    }),
  };
}

async function nextOf(readable: Readable, most: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
  for (;;) {
    const chunk = take(readable, most);
    if (chunk !== undefined) return chunk;
    if (readable.readableEnded || readable.closed) {
      if (readable.errored !== null) throw readable.errored;
      return undefined;
    }
    await event(readable, signal);
    signal.throwIfAborted();
  }
}

/** What is in the stream's own buffer, which it fills again by itself. */
function take(readable: Readable, most: number): Uint8Array | undefined {
  const length = Math.min(most, readable.readableLength);
  // `read(0)` lets it begin to read, or say that it has ended.
  const chunk: unknown = readable.read(length);
  if (typeof chunk === 'string') return Buffer.from(chunk);
  return chunk instanceof Uint8Array && chunk.length > 0 ? chunk : undefined;
}

const EVENTS = ['readable', 'end', 'close', 'error'] as const;

async function event(readable: Readable, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: unknown): void => {
      for (const name of EVENTS) readable.off(name, name === 'error' ? settle : onEvent);
      signal.removeEventListener('abort', onEvent);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    const onEvent = (): void => settle();
    for (const name of EVENTS) readable.on(name, name === 'error' ? settle : onEvent);
    signal.addEventListener('abort', onEvent, { once: true });
  });
}

/** Writes to a stream. It is ended with the sink unless it is shared. */
export function sinkOf(writable: Writable, { isShared = false }: Sharing = {}): ByteSink {
  let failure: Error | undefined;
  const onError = (error: Error): void => {
    failure ??= error;
  };
  writable.on('error', onError);
  return {
    write: async (bytes, signal) => {
      signal.throwIfAborted();
      if (failure !== undefined) throw failure;
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: Error | null): void => {
          stopWatching();
          if (error) reject(error);
          else resolve();
        };
        // It may be destroyed without ever answering.
        const stopWatching = finished(writable, { readable: false }, (error) => settle(error ?? closedEarly()));
        writable.write(bytes, settle);
      });
    },
    dispose: () => {
      if (!isShared) writable.end();
      else writable.off('error', onError);
    },
  };
}

const closedEarly = (): Error => Object.assign(new Error('the stream was closed'), { code: 'EPIPE' });
