import {
  type AuditEvent,
  CapabilitySet,
  type LoadedComponent,
  type LogEntry,
  MemoryBackend,
  SYSTEM_CLOCK,
} from '@airssys/host';
import { isToBeMeasured, markMeasured, measuredLimits, measuring } from './coverage/measure.ts';
import { callSite } from './failures/call-site.ts';
import { presentError, projectOf } from './failures/present-error.ts';
import { AirssysError, operationsInterface } from '@airssys/model';
import { faultsOf } from './faults/mounted-faults.ts';
import { currentTestFile, locate, locateComponent } from './location.ts';
import { importProviders } from './imports/import-mocks.ts';
import { loadComponent } from './load/load-component.ts';
import { withLogMocks } from './mocks/log.ts';
import { mockedServices } from './mocks/mocked-services.ts';
import { MockSession } from './mocks/mock-session.ts';
import type { MountOptions } from './mount-options.ts';
import type { AnyComponentClass, Mounted, UntypedComponent } from './mounted.ts';
import { createRandomness } from './seeded-randomness.ts';
import { disposeLeftOvers, disposeWithTest } from './session/cleanup.ts';
import { MountSession } from './session/mount-session.ts';
import { observeMount, observePromise } from './session/observed.ts';
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
  // The class is the caller's word, as with any import of types; the operations come from the component.
  return observePromise(
    starting.then(
      (session) => handleOf(session) as unknown as Mounted<C>,
      (error: unknown) => {
        throw presentError(error, projectOf(locate(path, testFile)), site);
      },
    ),
    audit,
  );
}

async function startSession(path: string | URL, options: MountOptions, audit: AuditEvent[]): Promise<MountSession> {
  const { engine = 'quickjs', metering = 'exact', clock = SYSTEM_CLOCK, seed, config } = options;
  const testFile = currentTestFile();
  const file = locateComponent(path, testFile);
  await disposeLeftOvers();
  const isMeasured = isToBeMeasured(options, file);
  const like = options.like && locateComponent(options.like, testFile);
  const { host, component, measured } = await loadComponent({ file, engine, metering, isMeasured, like });
  if (like !== undefined) demandOperations(component);

  const grants = grantsOf(options, component);
  const mocks = new MockSession(options.mocks ?? {}, [...grants]);
  const storage = new MemoryBackend({ clock });
  const logs: LogEntry[] = [];
  const faults = faultsOf(options);
  const session = await MountSession.start(
    component,
    {
      grants,
      storage,
      clock,
      randomness: seed === undefined ? undefined : createRandomness(seed),
      mounts: mapValues(options.mounts ?? {}, (path) => locate(path, testFile)),
      log: withLogMocks((entry) => logs.push(entry), clock, mocks),
      services: (own) => mockedServices(own, mocks),
      imports: importProviders(options.imports ?? {}, mocks.calls),
      limits: measured ? measuredLimits(options.limits, component) : options.limits,
      inspectMemory: measured && measuring(measured, testFile),
      record: options.record === undefined ? undefined : locate(options.record, testFile),
      ...faults?.mounting({ clock, component: component.manifest?.component }),
      env: options.env,
      config: typeof config === 'string' ? new TextEncoder().encode(config) : config,
    },
    { host, projectDir: projectOf(file), clock, calls: mocks.calls, storage, logs, audit },
  );
  if (measured) markMeasured(session);
  faults?.mounted(() => session.dispose());
  session.onDisposed(disposeWithTest(() => session.dispose()));
  return session;
}

/** @throws AirssysError `AIRSSYS_TEST_MOUNT` where a component does not export the interface that it is said to. */
function demandOperations({ manifest, exports }: LoadedComponent): void {
  const wanted = manifest && operationsInterface(manifest.component);
  if (exports.some(({ name }) => name === wanted)) return;
  throw new AirssysError('AIRSSYS_TEST_MOUNT', `The component does not export ${wanted}`, {
    hint: `It exports ${exports.map(({ name }) => name).join(', ') || 'nothing'}. See its class with \`airssys wit\`.`,
    data: { exports: exports.map(({ name }) => name) },
  });
}

function grantsOf({ grants = [] }: MountOptions, component: LoadedComponent): CapabilitySet {
  return CapabilitySet.from(grants === 'requested' ? (component.manifest?.component.permissions ?? []) : grants);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** The component as the test holds it. An operation named `then` would make it a promise, and is reached by `$.instance` only. */
function handleOf(session: MountSession): object {
  const operations = session.instance.operations.filter((name) => name !== 'then' && name !== '$');
  const handle: Record<PropertyKey, unknown> = {
    ...Object.fromEntries(operations.map((name) => [name, (...args: unknown[]) => callOf(session, name, args)])),
    $: session,
    [Symbol.asyncDispose]: () => session.dispose(),
  };
  return observeMount(handle, session);
}

function callOf(session: MountSession, operation: string, args: readonly unknown[]): Promise<unknown> {
  const audit: AuditEvent[] = [];
  return observePromise(session.call(operation, args, audit), audit);
}
