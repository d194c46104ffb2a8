import type { AuditEvent } from '@airssys/host';
import { markMeasured } from './coverage/measure.ts';
import { callSite } from './failures/call-site.ts';
import { presentError, projectOf } from './failures/present-error.ts';
import { faultsOf } from './faults/mounted-faults.ts';
import { currentTestFile, locate, locateComponent } from './location.ts';
import type { MountOptions } from './mount-options.ts';
import type { AnyComponentClass, Mounted, UntypedComponent } from './mounted.ts';
import { disposeLeftOvers, disposeWithTest } from './session/cleanup.ts';
import { MountSession } from './session/mount-session.ts';
import { MountSetup } from './session/mount-setup.ts';
import { observeMount, observePromise, observeUsage } from './session/observed.ts';
import { VirtualClock } from './time/virtual-clock.ts';

/**
 * Builds a component and puts it into the sandbox that production runs, for one test: with its own instance and storage, and
 * nothing granted that is not said here. It is disposed when the test ends, or earlier by `await using`.
 *
 * ```ts
 * const counter = await mount<typeof Counter>('../src/counter.ts', { grants: ['storage'] });
 * expect(await counter.increment(5)).toBe(5);
 * ```
 *
 * `path` is the file with the component class, or a built `.wasm`; a relative one is relative to the test file. Each mount has the
 * sources as they are now: unchanged ones are built once.
 *
 * @throws AirssysError `AIRSSYS_TEST_MOUNT` where there is no such file or a mock has no function to stand for; and as
 *   `buildComponent`, `ComponentHost.load` and `LoadedComponent.instantiate` do.
 */
export function mount<C extends AnyComponentClass = UntypedComponent>(
  path: string | URL,
  options: MountOptions = {},
): Promise<Mounted<C>> {
  const audit: AuditEvent[] = [];
  const owner = {};
  const site = callSite();
  const testFile = currentTestFile();
  const start = (): Promise<MountSession> => startSession(path, options, audit);
  const { clock } = options;
  const starting = clock instanceof VirtualClock ? clock.track(owner, start) : start();
  return observePromise(
    starting.then(
      (session) => handleOf<C>(session),
      (error: unknown) => {
        throw presentError(error, projectOf(locate(path, testFile)), site);
      },
    ),
    audit,
  );
}

async function startSession(path: string | URL, options: MountOptions, audit: AuditEvent[]): Promise<MountSession> {
  const testFile = currentTestFile();
  locateComponent(path, testFile);
  await disposeLeftOvers();
  const setup = new MountSetup(options, audit, testFile);
  try {
    const build = await setup.build(path);
    const session = await MountSession.start(setup, build, handleOf);
    if (build.isMeasured) markMeasured(session);
    faultsOf(options)?.mounted(() => session.dispose());
    session.onDisposed(disposeWithTest(() => session.dispose()));
    return session;
  } catch (error) {
    await setup.dispose();
    throw error;
  }
}

/** The component as the test holds it. An operation named `then` would make it a promise, and is reached by `$.instance` only. */
function handleOf<C extends AnyComponentClass>(session: MountSession): Mounted<C> {
  const operations = session.instance.operations.filter((name) => name !== 'then' && name !== '$');
  const handle: Record<PropertyKey, unknown> = {
    ...Object.fromEntries(operations.map((name) => [name, (...args: unknown[]) => callOf(session, name, args)])),
    $: session,
    [Symbol.asyncDispose]: () => session.dispose(),
  };
  // The class is the caller's word, as with any import of types; the operations come from the component.
  return observeMount(handle, session) as unknown as Mounted<C>;
}

function callOf(session: MountSession, operation: string, args: readonly unknown[]): Promise<unknown> {
  const audit: AuditEvent[] = [];
  const call: Promise<unknown> = session.call(operation, args, audit, (usage) =>
    observeUsage(call, { usage, control: session }),
  );
  return observePromise(call, audit);
}
