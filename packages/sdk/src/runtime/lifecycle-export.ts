/** The component's side of WIT `airssys:core/component-lifecycle@1.0.0`. */
import type { ComponentModel } from '@airssys/model';
import type { Int64, Maybe, RawComponentId } from '../imports.ts';
import type { ComponentConfig, ComponentMessage, HealthStatus } from '../lifecycle.ts';
import { bytesOf, decodeUtf8, encodeUtf8, wellFormed } from '../text.ts';
import { reportError } from './report.ts';
import { state } from './state.ts';

interface RawConfig {
  readonly envVars: readonly (readonly [string, string])[];
  readonly configData: Maybe<Uint8Array>;
  readonly resourceLimits: {
    readonly maxMemoryBytes: Int64;
    readonly maxExecutionTimeMs: Int64;
    readonly maxFuel: Maybe<Int64>;
  };
}

interface RawMessage {
  readonly sender: RawComponentId;
  readonly payload: Uint8Array;
  readonly metadata: {
    readonly correlationId: Maybe<string>;
    readonly replyTo: Maybe<RawComponentId>;
    readonly timestamp: { readonly seconds: Int64; readonly nanoseconds: number };
    readonly contentType: Maybe<string>;
  };
}

/** The exported functions, in the engines' calling convention: a `result`'s error is thrown. */
export interface LifecycleExport {
  initialize(config: RawConfig): void;
  handleMessage(message: RawMessage): Uint8Array | undefined;
  handleCallback(message: RawMessage): void;
  metadata(): Record<string, unknown>;
  health(): string;
  shutdown(): void;
}

/** Calls a method of the component's instance by its name. */
export type CallMethod = (key: string, ...args: unknown[]) => unknown;

const HEALTH: readonly unknown[] = ['healthy', 'degraded', 'unhealthy', 'unknown'] satisfies HealthStatus[];

export function createLifecycle(model: ComponentModel, callMethod: CallMethod): LifecycleExport {
  const { hooks } = model;
  let initialized = false;

  /** Runs a hook; what it throws is told to the host and becomes the result's error. */
  const guarded = (errorCase: string, key: string, argument?: unknown): unknown => {
    state.started = true;
    try {
      return callMethod(key, argument);
    } catch (error) {
      reportError(error, key, false);
      const words = error instanceof Error ? `${error.name}: ${error.message}` : error;
      throw { tag: errorCase, val: wellFormed(words) };
    }
  };

  const deliver = (message: RawMessage, isCallback: boolean): unknown => {
    if (hooks.message === undefined) {
      throw { tag: 'runtime-error', val: `${model.namespace}:${model.name} takes no messages` };
    }
    return guarded('runtime-error', hooks.message, toMessage(message, isCallback));
  };

  return {
    initialize(config) {
      if (initialized) throw { tag: 'already-initialized' };
      if (hooks.initialize !== undefined) guarded('initialization-failed', hooks.initialize, toConfig(config));
      initialized = true;
    },
    handleMessage(message) {
      const answer = deliver(message, false);
      if (answer === undefined || answer === null) return undefined;
      if (typeof answer === 'string') return encodeUtf8(answer);
      if (answer instanceof Uint8Array) return answer;
      throw { tag: 'runtime-error', val: 'the @onMessage method returned neither bytes nor text nor undefined' };
    },
    handleCallback(message) {
      deliver(message, true);
    },
    metadata: () => ({
      name: model.name,
      version: model.version,
      description: model.description,
      author: model.author,
      license: model.license,
      supportedOperations: model.operations.operations.map((operation) => operation.name),
      stateful: model.stateful,
    }),
    health() {
      if (hooks.health === undefined) return 'healthy';
      state.started = true;
      try {
        const answer = callMethod(hooks.health);
        return HEALTH.includes(answer) ? String(answer) : 'unknown';
      } catch (error) {
        reportError(error, hooks.health, false);
        return 'unhealthy';
      }
    },
    shutdown() {
      if (hooks.shutdown !== undefined) guarded('shutdown-failed', hooks.shutdown);
    },
  };
}

function toConfig(raw: RawConfig): ComponentConfig {
  const { maxMemoryBytes, maxExecutionTimeMs, maxFuel } = raw.resourceLimits;
  return {
    envVars: Object.fromEntries(raw.envVars),
    ...(raw.configData && { configData: raw.configData }),
    get configText() {
      return raw.configData ? decodeUtf8(raw.configData) : '';
    },
    limits: {
      maxMemoryBytes: Number(maxMemoryBytes),
      maxExecutionTimeMs: Number(maxExecutionTimeMs),
      ...(maxFuel !== undefined && maxFuel !== null && { maxFuel: Number(maxFuel) }),
    },
  };
}

/** Of the `reply-to` of a message that was published. No component is in it. */
const TOPIC_NAMESPACE = 'topic';

type Received = { -readonly [K in keyof ComponentMessage]: ComponentMessage[K] };

/** Most messages have nothing but a payload: what else there can be is looked at once, and costs nothing where it is not there. */
function toMessage({ sender, payload, metadata }: RawMessage, isCallback: boolean): ComponentMessage {
  const { correlationId, replyTo, timestamp, contentType } = metadata;
  const sentAtMs = Number(timestamp.seconds) * 1000 + timestamp.nanoseconds / 1e6;
  // StarlingMonkey makes it with a Uint8Array of its own, of which no bytes are an instance here.
  const bytes = bytesOf(payload);
  const message: Received = {
    sender,
    payload: bytes,
    get text() {
      return decodeUtf8(bytes);
    },
    sentAtMs,
    isCallback,
  };
  if (correlationId) message.correlationId = correlationId;
  // A topic answers nobody.
  if (replyTo?.namespace === TOPIC_NAMESPACE) message.topic = replyTo.name;
  else if (replyTo) message.replyTo = replyTo;
  if (contentType) message.contentType = contentType;
  return message;
}
