/** Words of memory that the backend and its writer's thread share, beside the messages. */
export type Signals = Int32Array<SharedArrayBuffer>;

export const SIGNAL = {
  /** Other than 0 where messages may have come; the thread sleeps on it. */
  messages: 0,
  /** Other than 0 where the thread is to stay awake for a while before it sleeps. */
  awake: 1,
} as const;

export const newSignals = (): Signals =>
  new Int32Array(new SharedArrayBuffer(Object.keys(SIGNAL).length * Int32Array.BYTES_PER_ELEMENT));
