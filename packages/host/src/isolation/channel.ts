/** The way to an instance in another thread or process. */
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromRemote, ToRemote } from './messages.ts';

export type RemoteIsolation = 'worker' | 'process';

export interface Channel {
  /** @throws DataCloneError where the message holds what cannot be copied, such as a function. */
  post(message: ToRemote): void;
  /** Ends the thread or process at once, whatever it does. May be called again. */
  kill(): void;
  /** Whether it keeps the host's process alive. It does not at first. */
  hold(isHeld: boolean): void;
}

export interface ChannelListener {
  onMessage(message: FromRemote): void;
  /** It has ended, by itself or by `kill`. */
  onExit(reason: string): void;
}

// The entries have this file's extension: .ts as sources, .js as published.
const entry = (name: string): URL => new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);

/**
 * MiB of V8's heap for an instance elsewhere. Its code and its linear memory are not in it, the glue's objects are: a component
 * that makes more of them ends its own thread or process. Half a GiB holds the values of a call that fills the default memory.
 */
const HEAP_MB = 512;

const OPENERS: Readonly<Record<RemoteIsolation, (listener: ChannelListener) => Channel>> = {
  worker(listener) {
    const worker = new Worker(entry('worker-entry'), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.unref();
    let reason: string | undefined;
    worker.on('message', (message: FromRemote) => listener.onMessage(message));
    worker.on('error', (error: unknown) => (reason = error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => listener.onExit(reason ?? `the thread ended with ${code}`));
    return {
      post: (message) => worker.postMessage(message),
      kill: () => void worker.terminate(),
      hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    };
  },

  process(listener) {
    const child = fork(entry('process-entry'), [], {
      serialization: 'advanced',
      // What the child writes is not the host's to show; an abort of V8 tells its reason by the exit.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
    });
    const hold = (isHeld: boolean): void => {
      if (isHeld) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    };
    hold(false);
    let isOver = false;
    const over = (reason: string): void => {
      if (isOver) return;
      isOver = true;
      listener.onExit(reason);
    };
    // Both ends of the channel are this package's.
    child.on('message', (message) => listener.onMessage(message as FromRemote));
    child.on('error', (error) => over(error.message));
    child.on('exit', (code, signal) => over(`the process ended with ${signal ?? code}`));
    return {
      // A child that is gone is told of by its exit.
      post: (message) => child.connected && child.send(message, () => {}),
      kill: () => void child.kill('SIGKILL'),
      hold,
    };
  },
};

export function openChannel(isolation: RemoteIsolation, listener: ChannelListener): Channel {
  return OPENERS[isolation](listener);
}
