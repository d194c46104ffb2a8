/** Calls of `airssys:core/component-lifecycle@1.0.0`. A component without it is let be. */
import { AirssysError } from '@airssys/model';
import type { Redactor } from './services/secrets/redactor.ts';
import type { Limits } from './sandbox/limits.ts';
import type { CallOutcome, Sandbox, SandboxCallOptions } from './sandbox/sandbox.ts';

export const LIFECYCLE = 'airssys:core/component-lifecycle@1.0.0';

/** What the component's `@onInitialize` receives. */
export interface Configuration {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly config?: Uint8Array | undefined;
}

/** Undefined where the component does not export the function. */
export function callLifecycle(
  sandbox: Sandbox,
  name: string,
  args: readonly unknown[] = [],
  options: SandboxCallOptions = {},
): Promise<CallOutcome | undefined> {
  const fn = { interface: LIFECYCLE, name };
  return sandbox.has(fn) ? sandbox.call(fn, name, args, options) : NOTHING;
}

const NOTHING = Promise.resolve(undefined);

/** @throws AirssysError `AIRSSYS_SANDBOX_INITIALIZE` where the component refuses to start; TrapError where it ends in a trap. */
export async function initialize(
  sandbox: Sandbox,
  { env = {}, config }: Configuration,
  limits: Limits,
  redactor: Redactor,
): Promise<void> {
  const given = {
    envVars: Object.entries(env),
    configData: config,
    resourceLimits: {
      maxMemoryBytes: BigInt(limits.maxMemoryBytes),
      maxExecutionTimeMs: BigInt(limits.timeoutMs),
      maxFuel: BigInt(limits.maxFuel),
    },
  };
  // The instantiation is all that the sandbox has done so far. It and this share one limit.
  const startupTimeoutMs = Math.max(Math.ceil(limits.startupTimeoutMs - sandbox.usage.durationMs), 1);
  const outcome = await callLifecycle(sandbox, 'initialize', [given], { startupTimeoutMs });
  if (outcome?.ok !== false) return;
  const error = redactor.within(outcome.error);
  const said = describeWitError(error);
  throw new AirssysError('AIRSSYS_SANDBOX_INITIALIZE', `The component refused to start: ${said}`, {
    hint: 'See what its @onInitialize demands of its environment and configuration.',
    data: { error },
  });
}

/** An error variant of WIT in words. */
export function describeWitError(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('tag' in error)) return String(error);
  return 'val' in error && typeof error.val === 'string' ? `${String(error.tag)}: ${error.val}` : String(error.tag);
}
