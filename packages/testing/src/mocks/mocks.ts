/**
 * Mocks as a component's author sees the host: the functions of the SDK's clients, with text where the component reads
 * text, and numbers where WIT has 64 bits. Each function may be left out.
 *
 * To fail, a mock throws what the component would catch: a `HostError` of `@airssys/sdk`, or anything with a `code` of the
 * client's errors (`{ code: 'not-found' }`). Whatever else it throws is a mistake in the test and ends the call as `host-error`.
 */
import type {
  BusOptions,
  ComponentId,
  DirectoryEntry,
  FileMetadata,
  LogContext,
  LogLevel,
  StorageUsage,
} from '@airssys/sdk';

type Answer<T> = T | Promise<T>;

/**
 * Stands in for `storage`. Each function serves the one of the client's name, and what is absent is the host's own: `set`,
 * `delete`, `exists`, `listKeys`, `usage`.
 */
export interface StorageMock {
  /** Serves `get` and `getText`. Undefined: there is no such key. Answers the value, text as UTF-8. */
  get?(key: string): Answer<Uint8Array | string | undefined>;
  set?(key: string, value: Uint8Array): Answer<void>;
  delete?(key: string): Answer<void>;
  exists?(key: string): Answer<boolean>;
  listKeys?(prefix: string | undefined): Answer<readonly string[]>;
  usage?(): Answer<StorageUsage>;
}

/**
 * Stands in for `files`. Each function serves the one of the client's name, with the `path` as the component gives it; what is
 * absent is the host's own: `write`, `append`, `delete`, `metadata`, `list`, `createDirectory`, `removeDirectory`, `truncate`,
 * `setModified`, `readLink`, `createLink`, `rename`, `copy`.
 */
export interface FilesMock {
  /** Serves `read` and `readText`. Answers the content, text as UTF-8. */
  read?(path: string): Answer<Uint8Array | string>;
  write?(path: string, content: Uint8Array): Answer<void>;
  append?(path: string, content: Uint8Array): Answer<void>;
  delete?(path: string): Answer<void>;
  metadata?(path: string): Answer<FileMetadata>;
  list?(path: string): Answer<readonly DirectoryEntry[]>;
  createDirectory?(path: string): Answer<void>;
  removeDirectory?(path: string): Answer<void>;
  truncate?(path: string, size: number): Answer<void>;
  setModified?(path: string, modified: Date): Answer<void>;
  readLink?(path: string): Answer<string>;
  createLink?(path: string, target: string): Answer<void>;
  rename?(from: string, to: string): Answer<void>;
  copy?(from: string, to: string): Answer<void>;
}

/** Stands in for `secrets`. What it answers is kept out of the log, as the host does it. */
export interface SecretsMock {
  /** Answers the secret of that name. */
  get?(name: string): Answer<string>;
}

/**
 * Stands in for `messaging`. Each function serves the one of the client's name, and what is absent is the host's own: `send`,
 * `cancelRequest`, `broadcast`. A `payload` is bytes, `timeoutMs` as the component gives it.
 */
export interface MessagingMock {
  send?(target: Required<ComponentId>, payload: Uint8Array): Answer<void>;
  /** Answers the correlation id. */
  request?(target: Required<ComponentId>, payload: Uint8Array, timeoutMs: number): Answer<string>;
  cancelRequest?(requestId: string): Answer<void>;
  broadcast?(targets: readonly Required<ComponentId>[], payload: Uint8Array): Answer<void>;
  /** Answers at once. */
  selfId?(): ComponentId;
}

/** Stands in for `bus`. */
export interface BusMock {
  /** Answers how many received it. */
  publish?(topic: string, payload: Uint8Array, options: BusOptions): Answer<number>;
  subscribe?(pattern: string): Answer<boolean>;
  unsubscribe?(pattern: string): Answer<boolean>;
  send?(target: Required<ComponentId>, payload: Uint8Array, options: BusOptions): Answer<void>;
  ask?(target: Required<ComponentId>, payload: Uint8Array, timeoutMs: number): Answer<Uint8Array | string | undefined>;
}

/** Stands in for `clock` and `Date`. For time that passes, give `mount` a clock instead. */
export interface ClockMock {
  /** Answers at once. */
  nowMs?(): number;
  /** Ends when it answers, however long `durationMs` is. */
  sleep?(durationMs: number): Answer<void>;
}

/** Stands in for `random` and `Math.random`. For numbers that repeat, give `mount` a seed instead. */
export interface RandomMock {
  /** Answers at once, with as many bytes as were asked for. That is their `length`. */
  bytes?(length: number): Uint8Array;
}

/** Hears what the component logs, as `$.logs` does. What it throws ends the call. */
export type LogMock = { readonly [L in LogLevel]?: (message: string, context: LogContext) => void };

/**
 * What stands in for the host, by the SDK's client. One for each of `storage`, `files`, `secrets`, `messaging`, `bus`, `clock`,
 * `random` and `log`.
 */
export interface Mocks {
  readonly storage?: StorageMock | undefined;
  readonly files?: FilesMock | undefined;
  readonly secrets?: SecretsMock | undefined;
  readonly messaging?: MessagingMock | undefined;
  readonly bus?: BusMock | undefined;
  readonly clock?: ClockMock | undefined;
  readonly random?: RandomMock | undefined;
  readonly log?: LogMock | undefined;
}

/** A call that a mock has served. */
export interface MockCall {
  /** The client (`storage`, `files` …), or the WIT name of an imported interface. */
  readonly service: keyof Mocks | (string & {});
  /** The mock's function. */
  readonly function: string;
  /** What it was called with. */
  readonly args: readonly unknown[];
}
