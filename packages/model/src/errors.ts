/**
 * The error that every package of the family throws: what happened (`message`), what to do (`hint`), and a `code` from
 * one closed list (`airssys explain` prints it) by which it is recognised.
 */
import { isDeclaredError } from './declared-error.ts';

/** What an error may carry besides its message. */
export interface AirssysErrorOptions {
  /** What to do about it, in one or two sentences. */
  readonly hint?: string | undefined;
  /** The failure that led to this one. */
  readonly cause?: unknown;
  /** Typed facts for programs: paths, limits, positions. JSON only. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Whose failure it was: the component's, the host's or its caller's, or a limit that did its work. */
export type ErrorFamily = 'guest' | 'host' | 'limit';

/** Every code, with its family. The list is closed: the page that `airssys explain` reads is proven equal to it by a test. */
export const ERROR_CODES = {
  AIRSSYS_BUILD_ABI: 'host',
  AIRSSYS_BUILD_CONFIG: 'host',
  AIRSSYS_BUILD_SOURCE: 'host',
  AIRSSYS_BUILD_BUNDLE: 'host',
  AIRSSYS_BUILD_COMPONENTIZE: 'host',
  AIRSSYS_BUILD_ENGINE: 'host',
  AIRSSYS_BUILD_MISSING_FILE: 'host',
  AIRSSYS_BUILD_WRITE: 'host',
  AIRSSYS_WIT_INVALID: 'host',
  AIRSSYS_COMPOSE_INVALID: 'host',
  AIRSSYS_PIPELINE_STAGE: 'guest',
  AIRSSYS_VALUE_INVALID: 'host',
  AIRSSYS_MANIFEST_INVALID: 'host',
  AIRSSYS_ENGINE_INVALID_COMPONENT: 'host',
  AIRSSYS_ENGINE_INVALID_MODULE: 'host',
  AIRSSYS_ENGINE_UNSUPPORTED: 'host',
  AIRSSYS_ENGINE_TRANSPILE: 'host',
  AIRSSYS_ENGINE_RUNTIME: 'host',
  AIRSSYS_SANDBOX_IMPORT_MISSING: 'host',
  AIRSSYS_SANDBOX_OPERATION_UNKNOWN: 'host',
  AIRSSYS_SANDBOX_INITIALIZE: 'guest',
  AIRSSYS_SANDBOX_SHUTDOWN: 'guest',
  AIRSSYS_SANDBOX_HANDLE: 'host',
  AIRSSYS_SANDBOX_STATE: 'host',
  AIRSSYS_SANDBOX_OVERLOADED: 'limit',
  AIRSSYS_SERVE_LISTEN: 'host',
  AIRSSYS_SANDBOX_REENTRANCE: 'host',
  AIRSSYS_CAPABILITY_INVALID: 'host',
  AIRSSYS_CAPABILITY_DENIED: 'guest',
  AIRSSYS_CONFIG_INVALID: 'host',
  AIRSSYS_CAPABILITY_HELD: 'host',
  AIRSSYS_AUDIT_IO: 'host',
  AIRSSYS_STORAGE_IO: 'host',
  AIRSSYS_UPDATE_FAILED: 'guest',
  AIRSSYS_UPDATE_IN_PROGRESS: 'host',
  AIRSSYS_UPDATE_MIGRATE: 'guest',
  AIRSSYS_UPDATE_NO_PREVIOUS: 'host',
  AIRSSYS_UPDATE_TIMEOUT: 'limit',
  AIRSSYS_UPDATE_UNAVAILABLE: 'host',
  AIRSSYS_STORAGE_FULL: 'limit',
  AIRSSYS_STORAGE_LOCKED: 'host',
  AIRSSYS_STORAGE_CORRUPT: 'host',
  AIRSSYS_STORAGE_WORKER: 'host',
  AIRSSYS_STORAGE_CLOSED: 'host',
  AIRSSYS_STORAGE_INVALID: 'host',
  AIRSSYS_STORAGE_CONFLICT: 'host',
  AIRSSYS_STORAGE_QUOTA: 'limit',
  AIRSSYS_STORAGE_IMPORT: 'host',
  AIRSSYS_MESSAGING_TARGET_NOT_FOUND: 'host',
  AIRSSYS_MESSAGING_QUEUE_FULL: 'limit',
  AIRSSYS_MESSAGING_INVALID: 'host',
  AIRSSYS_MESSAGING_TIMEOUT: 'limit',
  AIRSSYS_MESSAGING_DEADLOCK: 'host',
  AIRSSYS_MESSAGING_FAILED: 'guest',
  AIRSSYS_MESSAGING_CLOSED: 'host',
  AIRSSYS_MESSAGING_CODEC: 'host',
  AIRSSYS_SUPERVISION_CHILD: 'host',
  AIRSSYS_SUPERVISION_INTENSITY: 'limit',
  AIRSSYS_SUPERVISION_KILLED: 'host',
  AIRSSYS_SUPERVISION_MESSAGE: 'guest',
  AIRSSYS_SUPERVISION_START: 'host',
  AIRSSYS_SUPERVISION_STATE: 'host',
  AIRSSYS_SUPERVISION_UNHEALTHY: 'guest',
  AIRSSYS_REGISTRY_LOCKED: 'host',
  AIRSSYS_REGISTRY_IO: 'host',
  AIRSSYS_REGISTRY_DAMAGED: 'host',
  AIRSSYS_LIFECYCLE_STATE: 'host',
  AIRSSYS_LIFECYCLE_TIMEOUT: 'limit',
  AIRSSYS_LIFECYCLE_CANCELLED: 'host',
  AIRSSYS_LIFECYCLE_CLOSED: 'host',
  AIRSSYS_LIFECYCLE_BREAKING: 'host',
  AIRSSYS_UPDATE_ROLLED_BACK: 'guest',
  AIRSSYS_SIGNATURE_KEY: 'host',
  AIRSSYS_SIGNATURE_REQUIRED: 'host',
  AIRSSYS_SIGNATURE_INVALID: 'host',
  AIRSSYS_SOURCE_INVALID: 'host',
  AIRSSYS_SOURCE_DENIED: 'host',
  AIRSSYS_SOURCE_NOT_FOUND: 'host',
  AIRSSYS_SOURCE_DIGEST: 'host',
  AIRSSYS_SOURCE_UNREACHABLE: 'host',
  AIRSSYS_RECORDING_INVALID: 'host',
  AIRSSYS_RECORDING_IO: 'host',
  AIRSSYS_REPLAY_DIVERGED: 'guest',
  AIRSSYS_TEST_MOUNT: 'host',
  AIRSSYS_TEST_GENERATE: 'host',
  AIRSSYS_TEST_CONTRACT: 'host',
  AIRSSYS_TEST_EXPLORE: 'guest',
  AIRSSYS_CLI_USAGE: 'host',
  AIRSSYS_CLI_HOST: 'host',
  AIRSSYS_TRAP: 'guest',
  AIRSSYS_TRAP_GUEST_ERROR: 'guest',
  AIRSSYS_TRAP_EXIT: 'guest',
  AIRSSYS_TRAP_OUT_OF_FUEL: 'limit',
  AIRSSYS_TRAP_DEADLINE: 'limit',
  AIRSSYS_TRAP_STARTUP_DEADLINE: 'limit',
  AIRSSYS_TRAP_CANCELLED: 'limit',
  AIRSSYS_TRAP_MEMORY_LIMIT: 'limit',
  AIRSSYS_TRAP_TABLE_LIMIT: 'limit',
  AIRSSYS_TRAP_HOST_CALL_LIMIT: 'limit',
  AIRSSYS_TRAP_CORE_INSTANCE_LIMIT: 'limit',
  AIRSSYS_TRAP_HANDLE_LIMIT: 'limit',
  AIRSSYS_TRAP_BYTES_IN_LIMIT: 'limit',
  AIRSSYS_TRAP_BYTES_OUT_LIMIT: 'limit',
  AIRSSYS_TRAP_STACK_OVERFLOW: 'limit',
  AIRSSYS_TRAP_HOST_ERROR: 'host',
  AIRSSYS_TRAP_LOST: 'host',
} as const;

ERROR_CODES satisfies Readonly<Record<string, ErrorFamily>>;

/** What can be wrong: a key of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The base of all errors of airssys. Recognise one with {@link isAirssysError}, which also works across threads. */
export class AirssysError extends Error {
  override readonly name: string = 'AirssysError';
  /** Says what happened, one of {@link ERROR_CODES}. Programs tell errors apart by it. */
  readonly code: ErrorCode;
  /** What to do about it; undefined where nothing can be said. */
  readonly hint: string | undefined;
  /** What belongs to the error besides, by name; empty where nothing does. */
  readonly data: Readonly<Record<string, unknown>>;

  /** What happened, by its code, in a message for people; the options say what to do, what belongs to it, and what caused it. */
  constructor(code: ErrorCode, message: string, options: AirssysErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.data = options.data ?? {};
  }
}

/**
 * Whether `value` is an error of airssys, and of the given code when one is named. Goes by its code, not its class.
 *
 * INVARIANT: what a component throws is none, whatever it has as its `code`.
 */
export function isAirssysError(value: unknown, code?: ErrorCode): value is AirssysError {
  if (isDeclaredError(value)) return false;
  if (!(value instanceof Error) || !('code' in value) || typeof value.code !== 'string') return false;
  return code === undefined ? Object.hasOwn(ERROR_CODES, value.code) : value.code === code;
}
