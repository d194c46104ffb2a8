/// <reference lib="esnext.disposable" preserve="true" />
export { bus } from './clients/bus.ts';
export type { BusOptions, DeliveryGuarantee } from './clients/bus.ts';
export { clock } from './clients/clock.ts';
export { Connection } from './clients/connection.ts';
export { dns } from './clients/dns.ts';
export { files } from './clients/files.ts';
export type { DirectoryEntry, FileKind, FileMetadata } from './clients/files.ts';
export { http, HttpResponse, HttpUpload } from './clients/http.ts';
export type { HttpOptions, HttpRequest } from './clients/http.ts';
export { HttpHeaders } from './clients/http-headers.ts';
export type { HttpHeadersInit } from './clients/http-headers.ts';
export { OpenFile } from './clients/open-file.ts';
export type { FileMode } from './clients/open-file.ts';
export { log } from './clients/log.ts';
export type { LogContext, LogLevel } from './clients/log.ts';
export { messaging } from './clients/messaging.ts';
export type { ComponentId } from './clients/messaging.ts';
export { ChildProcess } from './clients/child-process.ts';
export type { ExitStatus, ProcessOutput, TerminationSignal } from './clients/child-process.ts';
export { processes } from './clients/processes.ts';
export type { ProcessOptions, RunOptions } from './clients/processes.ts';
export { random } from './clients/random.ts';
export { secrets } from './clients/secrets.ts';
export { storage } from './clients/storage.ts';
export { storageEntries } from './clients/storage-entries.ts';
export type {
  ExpectedEntry,
  SetEntryOptions,
  StorageEntry,
  StorageEntryPage,
  StorageWrite,
} from './clients/storage-entries.ts';
export type { StorageUsage } from './clients/storage.ts';
export { Listener, tcp } from './clients/tcp.ts';
export { tls } from './clients/tls.ts';
export { udp, UdpReceiver, UdpSocket } from './clients/udp.ts';
export type { Datagram } from './clients/udp.ts';
export {
  component,
  name,
  onHealth,
  onInitialize,
  onMessage,
  onMigrate,
  onRequest,
  onShutdown,
  onSnapshot,
  operation,
  requires,
  throws,
} from './decorators.ts';
export type {
  ClassMark,
  ComponentLimits,
  ComponentOptions,
  HookMark,
  MethodMark,
  CustomPermissions,
  PermissionText,
} from './decorators.ts';
export type { ErrorClass } from './declared-errors.ts';
export { flags } from './flags.ts';
export type { Flags } from './flags.ts';
export { HostError } from './host-error.ts';
export { importInterface } from './interfaces/import-interface.ts';
export type { InterfaceImport } from './interfaces/import-interface.ts';
export type { Json, JsonObject } from './json.ts';
export type { ComponentConfig, ComponentMessage, ComponentState, HealthStatus } from './lifecycle.ts';
export { s16, s32, s64, s8, u16, u32, u64, u8 } from './numbers.ts';
export type { char, f32, f64 } from './numbers.ts';
export { payload } from './payload/payload.ts';
export type { DecodedPayload, PayloadCodec } from './payload/payload.ts';
export type { PayloadValue } from './payload/value.ts';
export { resource } from './resource.ts';
export type { Borrow, Own, ResourceMark } from './resource.ts';
export { err, ok } from './result.ts';
export type { Result } from './result.ts';
export { HttpError } from './serving/http-error.ts';
export type { HttpQuery } from './serving/http-query.ts';
export type { HttpServerRequest } from './serving/server-request.ts';
export type { HttpBody, HttpServerResponse } from './serving/server-response.ts';
