/** Opens a data directory, with all that works on it, and closes it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AirssysError } from '@airssys/model';
import { ComponentHost } from '../component-host.ts';
import { LifecycleEngine } from '../lifecycle/lifecycle-engine.ts';
import { LifecycleEvents } from '../lifecycle/lifecycle-events.ts';
import { DEFAULT_TIMEOUTS, isTransitional, type LifecycleState } from '../lifecycle/lifecycle-state.ts';
import { Broker } from '../messaging/broker.ts';
import { ComponentFiles } from '../registry/component-files.ts';
import { DataDirLock } from '../registry/data-dir-lock.ts';
import type { FaultPoint } from '../registry/fault-point.ts';
import { Registry } from '../registry/registry.ts';
import { SqliteBackend } from '../services/storage/sqlite-backend.ts';
import type { OpenOptions } from './host-options.ts';
import type { HostParts } from './host-parts.ts';
import { RestingMailboxes } from './resting-mailboxes.ts';

/** As long as a timer can be. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface OpenedParts {
  readonly parts: HostParts;
  readonly events: LifecycleEvents;
  /** Closes all in the reverse order of its opening. */
  readonly stack: AsyncDisposableStack;
}

/** @throws As `Host.open` does. What was opened until then is closed again. */
export async function openParts(options: OpenOptions, at: FaultPoint): Promise<OpenedParts> {
  const { dataDir } = options;
  const timeouts = resolveTimeouts(options.timeouts);
  await using stack = new AsyncDisposableStack();
  // What is kept there is nobody else's business.
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  stack.use(DataDirLock.acquire(dataDir));
  const registry = stack.use(Registry.open(join(dataDir, 'registry.db'), at));
  const files = await ComponentFiles.open(dataDir, at);
  const storage = options.storage ?? SqliteBackend.open(join(dataDir, 'storage.db'));
  const messaging = options.messaging ?? new Broker({ storage });
  // It disposes the storage, also where it cannot be made.
  const engine = await makeEngine({ ...options, storage, messaging });
  stack.use(engine);
  if (options.messaging === undefined) stack.use(messaging);
  const mailboxes = stack.use(new RestingMailboxes(messaging));
  const events = new LifecycleEvents();
  const parts: HostParts = {
    options,
    registry,
    files,
    engine,
    storage,
    lifecycle: new LifecycleEngine({ registry, events, now: Date.now }),
    timeouts,
    now: Date.now,
    running: new Map(),
    mailboxes,
  };
  return { parts, events, stack: stack.move() };
}

export async function closeParts({ events, stack }: OpenedParts): Promise<void> {
  events.close();
  await stack.disposeAsync();
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
function resolveTimeouts(given: OpenOptions['timeouts'] = {}): HostParts['timeouts'] {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...given };
  for (const [state, timeoutMs] of Object.entries(timeouts)) {
    if (isTransitional(state as LifecycleState) && timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS) continue; // or it is refused
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `timeouts.${state} cannot be ${timeoutMs}`, {
      hint: `It is milliseconds, from 1 to ${MAX_TIMEOUT_MS}, of ${Object.keys(DEFAULT_TIMEOUTS).join(', ')}.`,
    });
  }
  return timeouts;
}

async function makeEngine(options: ConstructorParameters<typeof ComponentHost>[0]): Promise<ComponentHost> {
  try {
    return new ComponentHost(options);
  } catch (error) {
    await options?.storage?.[Symbol.asyncDispose]();
    throw error;
  }
}
