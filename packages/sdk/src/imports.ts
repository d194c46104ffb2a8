/**
 * The host's functions as the engines hand them to a component, by WIT interface. The adapter that the build generates
 * binds them before the component's first call; outside of a component nothing is bound and every use says so.
 *
 * A 64-bit integer arrives as `bigint` (StarlingMonkey) or as `number` or decimal text (QuickJS, see the codec's
 * `AbiProfile`), a missing option as `undefined` or `null`.
 */

import type { AbiProfile } from '@airssys/model/codec';
import type { HttpTypesImport } from './serving/http-types.ts';

/** What `Number()` makes a number of, whichever the engine. Given only as {@link toU64} makes it. */
export type Int64 = bigint | number | string;
export type Maybe<T> = T | undefined | null;

export interface RawComponentId {
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
}

/** `airssys:core/host-services@1.0.0`, as far as the clients use it. */
export interface HostServicesImport {
  log(level: string, message: string, context: readonly (readonly [string, string])[] | undefined): void;
  currentTime(): { readonly seconds: Int64; readonly nanoseconds: number };
  currentTimeMillis(): Int64;
  sleepMillis(durationMs: Int64): void;
}

/** `airssys:core/storage@1.0.0`. */
export interface StorageImport {
  get(key: string): Maybe<Uint8Array>;
  set(key: string, value: Uint8Array): void;
  delete(key: string): void;
  exists(key: string): boolean;
  listKeys(prefix: string | undefined): readonly string[];
  usage(): { readonly usedBytes: Int64; readonly quotaBytes: Int64; readonly keyCount: Int64 };
}

export interface RawEntry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly version: Int64;
}

export type RawExpected = { readonly tag: 'absent' | 'present' } | { readonly tag: 'version'; readonly val: Int64 };

export interface RawDelete {
  readonly key: string;
  readonly expected: RawExpected | undefined;
}

export interface RawSet extends RawDelete {
  readonly value: Uint8Array;
  readonly ttlMs: Int64 | undefined;
}

export type RawWrite =
  | { readonly tag: 'set'; readonly val: RawSet }
  | { readonly tag: 'delete'; readonly val: RawDelete }
  | { readonly tag: 'check'; readonly val: { readonly key: string; readonly expected: RawExpected } };

/** `airssys:ext-storage/entries@1.0.0`. */
export interface StorageEntriesImport {
  get(key: string): Maybe<RawEntry>;
  set(entry: RawSet): Int64;
  delete(entry: RawDelete): void;
  batch(writes: readonly RawWrite[]): Int64;
  scan(
    prefix: string,
    after: string | undefined,
    limit: number,
  ): { readonly entries: readonly RawEntry[]; readonly next: Maybe<string> };
}

/** `airssys:core/host-messaging@1.0.0`. */
export interface HostMessagingImport {
  send(target: RawComponentId, payload: Uint8Array): void;
  request(target: RawComponentId, payload: Uint8Array, timeoutMs: Int64): string;
  cancelRequest(requestId: string): void;
  broadcast(targets: readonly RawComponentId[], payload: Uint8Array): void;
  selfId(): RawComponentId;
}

export interface RawSendOptions {
  readonly contentType: string | undefined;
  readonly ttlMs: Int64 | undefined;
  readonly messageId: string | undefined;
  readonly guarantee: string | undefined;
}

/** `airssys:ext-messaging/messaging@1.0.0`. */
export interface BusImport {
  publish(topic: string, payload: Uint8Array, options: RawSendOptions): number;
  subscribe(pattern: string): boolean;
  unsubscribe(pattern: string): boolean;
  sendWith(target: RawComponentId, payload: Uint8Array, options: RawSendOptions): void;
  ask(target: RawComponentId, payload: Uint8Array, timeoutMs: Int64): Maybe<Uint8Array>;
}

/** `airssys:ext-filesystem/files@1.0.0`. */
export interface FilesImport {
  read(path: string): Uint8Array;
  write(path: string, content: Uint8Array): void;
  append(path: string, content: Uint8Array): void;
  delete(path: string): void;
  metadata(path: string): { readonly kind: string; readonly size: Int64; readonly modifiedMs: Int64 };
  listDirectory(path: string): readonly { readonly name: string; readonly kind: string }[];
  createDirectory(path: string): void;
  removeDirectory(path: string): void;
  truncate(path: string, size: Int64): void;
  setModified(path: string, modifiedMs: Int64): void;
  readLink(path: string): string;
  createLink(path: string, target: string): void;
  rename(from: string, to: string): void;
  copy(from: string, to: string): void;
}

/** A handle of a host's resource, as the engine has it. Both engines give it back by this method. */
export interface RawHandle {
  readonly [Symbol.dispose]?: () => void;
}

/** Resource `file` of `airssys:ext-filesystem/open-files@1.0.0`. */
export interface RawFile extends RawHandle {
  readAt(offset: Int64, length: number): Uint8Array;
  writeAt(offset: Int64, content: Uint8Array): void;
  append(content: Uint8Array): void;
  size(): Int64;
  setSize(size: Int64): void;
  sync(): void;
}

/** `airssys:ext-filesystem/open-files@1.0.0`. */
export interface OpenFilesImport {
  open(path: string, mode: string): RawFile;
}

/** Resource `child` of `airssys:ext-process/processes@1.0.0`. */
export interface RawChild extends RawHandle {
  writeStdin(content: Uint8Array): void;
  closeStdin(): void;
  readStdout(length: number): Uint8Array;
  readStderr(length: number): Uint8Array;
  wait(): RawExitStatus;
  finish(input: Uint8Array | undefined): {
    readonly status: RawExitStatus;
    readonly stdout: Uint8Array;
    readonly stderr: Uint8Array;
  };
  signal(signal: string): void;
  kill(): void;
}

export interface RawExitStatus {
  readonly tag: string;
  readonly val?: unknown;
}

export interface RawSpawnOptions {
  readonly arguments: readonly string[];
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly workingDirectory: string | undefined;
  readonly limits: {
    readonly timeoutMs: Int64 | undefined;
    readonly maxOutputBytes: Int64 | undefined;
    readonly maxMemoryBytes: Int64 | undefined;
  };
}

/** `airssys:ext-process/processes@1.0.0`. */
export interface ProcessesImport {
  spawn(executable: string, options: RawSpawnOptions): RawChild;
}

/** `airssys:ext-secrets/secrets@1.0.0`. */
export interface SecretsImport {
  get(name: string): string;
}

/** `airssys:ext-random/random@1.0.0`. */
export interface RandomImport {
  getRandomBytes(length: Int64): Uint8Array;
}

export interface RawHttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly timeoutMs: Int64 | undefined;
}

export interface RawResponse extends RawHandle {
  status(): number;
  headers(): readonly (readonly [string, string])[];
  url(): string;
  read(maxBytes: number): Maybe<Uint8Array>;
}

export interface RawUpload extends RawHandle {
  write(bytes: Uint8Array): void;
  finish(): RawResponse;
}

/** `airssys:ext-network/http@1.0.0`. */
export interface HttpImport {
  send(request: RawHttpRequest, body: Uint8Array | undefined, maxRedirects: number): RawResponse;
  begin(request: RawHttpRequest): RawUpload;
}

/** `airssys:ext-network/dns@1.0.0`. */
export interface DnsImport {
  resolve(name: string): readonly string[];
}

export interface RawConnection extends RawHandle {
  read(maxBytes: number): Maybe<Uint8Array>;
  write(bytes: Uint8Array): void;
  finish(): void;
  remote(): string;
}

export interface RawListener extends RawHandle {
  accept(): RawConnection;
  local(): string;
}

/** `airssys:ext-network/tcp@1.0.0`. */
export interface TcpImport {
  connect(host: string, port: number): RawConnection;
  listen(address: string, port: number): RawListener;
}

/** `airssys:ext-network/tls@1.0.0`. */
export interface TlsImport {
  connect(host: string, port: number, protocols: readonly string[]): RawConnection;
}

export interface RawUdpSocket extends RawHandle {
  send(bytes: Uint8Array): void;
  receive(): Uint8Array;
  local(): string;
}

export interface RawReceiver extends RawHandle {
  receive(): { readonly bytes: Uint8Array; readonly sender: string };
  reply(sender: string, bytes: Uint8Array): void;
  local(): string;
}

/** `airssys:ext-network/udp@1.0.0`. */
export interface UdpImport {
  connect(host: string, port: number): RawUdpSocket;
  bind(address: string, port: number): RawReceiver;
}

/** Every interface that a client can be bound to, by the client's name. */
export interface HostImports {
  readonly hostServices: HostServicesImport;
  readonly storage: StorageImport;
  readonly storageEntries: StorageEntriesImport;
  readonly hostMessaging: HostMessagingImport;
  readonly bus: BusImport;
  readonly files: FilesImport;
  readonly openFiles: OpenFilesImport;
  readonly processes: ProcessesImport;
  readonly secrets: SecretsImport;
  readonly random: RandomImport;
  readonly http: HttpImport;
  readonly httpTypes: HttpTypesImport;
  readonly dns: DnsImport;
  readonly tcp: TcpImport;
  readonly tls: TlsImport;
  readonly udp: UdpImport;
}

let bound: Partial<HostImports> = {};
let int64: AbiProfile['int64'] = 'bigint';

/** Binds the host's functions. Called once, by the generated adapter. `int64Form` is how the engine takes 64-bit integers. */
export function bindHostImports(imports: Partial<HostImports>, int64Form: AbiProfile['int64']): void {
  bound = imports;
  int64 = int64Form;
}

/** A whole number from 0 to 2⁵³ − 1 as an argument of type `u64`. QuickJS takes text. */
export function toU64(value: number): Int64 {
  const whole = Math.min(Math.max(0, Math.ceil(value)), Number.MAX_SAFE_INTEGER);
  return int64 === 'bigint' ? BigInt(whole) : String(whole);
}

/** The host's functions of one interface; throws where nothing is bound, so in plain Node. */
export function hostImport<K extends keyof HostImports>(name: K, client: string): HostImports[K] {
  const found = bound[name];
  if (found === undefined) {
    throw new Error(
      `${client} works inside a component only. Build the class with airssys, or test it with mount() of @airssys/testing.`,
    );
  }
  return found;
}
