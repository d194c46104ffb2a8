/** The component's side of WIT `airssys:core/component-lifecycle@1.0.0`. */
import type { ComponentModel } from '@airssys/model';
import type { HealthStatus } from '../lifecycle.ts';
import { wellFormed } from '../text.ts';
import type { RawConfig, toConfig } from './component-config.ts';
import type { messages, RawMessage } from './component-messages.ts';
import { errorLine } from './error-description.ts';
import { reportError } from './report.ts';
import { state } from './state.ts';

/** The exported functions, in the engines' calling convention: a `result`'s error is thrown. */
export interface LifecycleExport {
  initialize(config: RawConfig): void;
  handleMessage(message: RawMessage): Uint8Array | undefined;
  handleCallback(message: RawMessage): void;
  metadata(): Record<string, unknown>;
  health(): string;
  shutdown(): void;
}

/** Calls a method of the component's instance by its name. Hooks have two arguments at most: to gather and spread them costs as much as a call. */
export type CallMethod = (key: string, first?: unknown, second?: unknown) => unknown;

const HEALTH: readonly unknown[] = ['healthy', 'degraded', 'unhealthy', 'unknown'] satisfies HealthStatus[];

/** What converts the values of hooks. */
export interface HookValues {
  /** Absent where the class has no hook for its start. */
  readonly toConfig?: typeof toConfig | undefined;
  /** Absent where it takes no messages. */
  readonly messages?: typeof messages | undefined;
}

export function createLifecycle(
  model: ComponentModel,
  callMethod: CallMethod,
  { toConfig, messages }: HookValues,
): LifecycleExport {
  const { hooks } = model;
  let initialized = false;

  /** Runs a hook; what it throws is told to the host and becomes the result's error. */
  const guarded = (errorCase: string, key: string, argument?: unknown): unknown => {
    state.started = true;
    try {
      return callMethod(key, argument);
    } catch (error) {
      throw failure(errorCase, key, error);
    }
  };

  const { message: onMessage } = hooks;
  /** As {@link guarded}, with a call less for each message. */
  const deliver = (raw: RawMessage, isCallback: boolean): unknown => {
    if (onMessage === undefined || messages === undefined) {
      throw { tag: 'runtime-error', val: `${model.namespace}:${model.name} takes no messages` };
    }
    const message = messages.toMessage(raw, isCallback);
    state.started = true;
    try {
      return callMethod(onMessage, message);
    } catch (error) {
      throw failure('runtime-error', onMessage, error);
    }
  };

  return {
    initialize(config) {
      if (initialized) throw { tag: 'already-initialized' };
      if (hooks.initialize !== undefined) {
        guarded('initialization-failed', hooks.initialize, toConfig?.(config));
      }
      initialized = true;
    },
    handleMessage(message) {
      const answer = deliver(message, false);
      return answer === undefined ? undefined : messages?.toAnswer(answer);
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

/** What a hook has thrown, told to the host, as the error of its result. */
function failure(errorCase: string, key: string, error: unknown): { readonly tag: string; readonly val: string } {
  reportError(error, key, false);
  const words = error instanceof Error ? errorLine(error) : error;
  return { tag: errorCase, val: wellFormed(words) };
}
