import type { Clock, Grant, Limits, MailboxOptions, MeteringMode } from '@airssys/host';
import type { EngineName } from '@airssys/model';
import type { Fakes } from './fakes/fakes.ts';
import type { MountedImports } from './imports/import-mocks.ts';
import type { Faults } from './faults/faults.ts';
import type { SuperviseOptions } from './lifecycle/supervised-place.ts';
import type { Bus } from './messaging/bus.ts';
import type { Mocks } from './mocks/mocks.ts';

/** How a component is mounted. Without options it may compute and log, as in production. */
export interface MountOptions {
  /** The JavaScript engine to build with. Default `quickjs`, which builds fastest. Not for a path that is a `.wasm`. */
  readonly engine?: EngineName | undefined;
  /**
   * For a `.wasm` that another toolchain made: the `.ts` file of a class of the same world. The operations are those of the class then,
   * and take and give its values; the component has to export the class's interface, `NAMESPACE:NAME/operations@VERSION`, with its types.
   */
  readonly like?: string | URL | undefined;
  /**
   * What the component may do: permissions as text, or `'requested'` for all that its class asks for. Default: nothing, so
   * that every use of the host is denied.
   */
  readonly grants?: Iterable<Grant> | 'requested' | undefined;
  /**
   * Functions in place of the host's, by client: `{ files: { read: (path) => 'a,b\n1,2' } }`. What is not mocked is the
   * host's own.
   *
   * A mock stands behind the gate. Where `grants` speak of its action they decide, as in production; where they do not, the
   * mock is its own grant. Either way each call is in the audit log.
   */
  readonly mocks?: Mocks | undefined;
  /**
   * Who answers the calls to interfaces that the component imports: mocks ({@link mockInterface}), or functions by the interface's
   * WIT name, `{ 'acme:rates/exchange@1.2.0': { convert: () => ({ ok: true, value: 9 }) } }`, or another mounted
   * component's `$.instance`. A function that is missing is refused by its name when it is called, an interface at once.
   */
  readonly imports?: MountedImports | undefined;
  /** What goes wrong between the component and its host: `createFaults()`, told before or after. Default: nothing does. */
  readonly faults?: Faults | undefined;
  /**
   * Stand-ins that keep what they are told: `{ storage: fakeStorage(), http: fakeHttp() }`. The host's own services use them, behind the
   * gate: they grant nothing.
   */
  readonly fakes?: Fakes | undefined;
  /** Carries messages between this mount and others: `createBus()`. Default: one of its own, on which nobody else is. */
  readonly bus?: Bus | undefined;
  /** The component's mailbox. Default: as the bus has it. */
  readonly mailbox?: MailboxOptions | undefined;
  /** Who it is to storage, audit and messages, as `namespace:name`. Default: who its class says it is. */
  readonly id?: string | undefined;
  /** Starts another instance when one has ended, as a host does: `{}`, or how. Default: nobody does. */
  readonly supervise?: SuperviseOptions | undefined;
  /** What the component takes for the time, such as `createClock()`. Default: the system's. It still needs the capability `clock`. */
  readonly clock?: Clock | undefined;
  /** Makes the component's randomness repeat itself: a safe integer. Default: the system's randomness. It still needs `random`. */
  readonly seed?: number | undefined;
  /** Instead of the component's own requests and the host's defaults. */
  readonly limits?: Partial<Limits> | undefined;
  /** Directories by the path at which the component sees them: `{ '/data': '../data' }`, relative to the test file. Default none. */
  readonly mounts?: Readonly<Record<string, string | URL>> | undefined;
  /** Environment for `@onInitialize`. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Configuration for `@onInitialize`; text as UTF-8. */
  readonly config?: Uint8Array | string | undefined;
  /**
   * How fuel is counted. Default `exact`: every instruction, so that the number can be asserted. `fast` is what production
   * counts with by default.
   */
  readonly metering?: MeteringMode | undefined;
  /**
   * Whether Vitest's coverage counts what this mount runs. Default true, but for a mount whose `limits` have `maxFuel` or
   * `maxMemoryBytes`: counters use fuel and memory. Means nothing in a run without coverage, and for a path that is a `.wasm`.
   */
  readonly coverage?: boolean | undefined;
  /** Writes down what crosses the component's boundary, for `replay`: a file relative to the test file. Default: nothing is. */
  readonly record?: string | URL | undefined;
}
