/** The host's functions by the names that a component's author has for them: those of the SDK's clients, as mocks have them. */
import { hostFunctions } from '@airssys/host';
import { MOCKED } from '../mocks/mocked-services.ts';
import type { MockedFunction, MockedService } from '../mocks/mocked-service.ts';

/** One function of a client, with the host's functions that serve it. */
export interface ClientFunction {
  /** `storage.set`. */
  readonly label: string;
  /** As `InterceptedCall.name` has them. */
  readonly hostNames: readonly string[];
  readonly toArgs: NonNullable<MockedFunction['toArgs']>;
  /** The codes of its client's errors, with what each carries. */
  readonly errors: MockedService['errors'];
  /** The code of a failure that is not the component's doing; undefined where it answers no errors. */
  readonly failure: string | undefined;
}

interface Client {
  readonly service: string;
  readonly functions: Readonly<Record<string, Pick<MockedFunction, 'targets' | 'toArgs'>>>;
  readonly errors: MockedService['errors'];
}

const asGiven = (args: readonly unknown[]): readonly unknown[] => args;
const detailed = (detail: string): string => detail;

/** It has no mock of its own. */
const STORAGE_ENTRIES: Client = {
  service: 'storageEntries',
  functions: Object.fromEntries(['get', 'set', 'delete', 'batch', 'scan'].map((name) => [name, { targets: [name] }])),
  errors: {
    conflict: () => 0, // which of the writes it was
    'quota-exceeded': () => undefined,
    'invalid-key': detailed,
    'invalid-argument': detailed,
    denied: detailed,
    'io-error': detailed,
  },
};

const CLIENTS: Readonly<Record<string, Client>> = { ...MOCKED, 'airssys:ext-storage/entries': STORAGE_ENTRIES };

/** How a client's functions fail where nothing is wrong with what they were asked. */
const FAILURES: Readonly<Record<string, string>> = {
  storage: 'io-error',
  storageEntries: 'io-error',
  files: 'io-error',
  secrets: 'unavailable',
  messaging: 'delivery-failed',
  bus: 'failed',
};

/** Their WIT type is no result. */
const INFALLIBLE: ReadonlySet<string> = new Set(['messaging.selfId']);

let functions: ReadonlyMap<string, { readonly waits: boolean }> | undefined;

/** Every function of the host, by the gate's names. */
export const hostNames = (): ReadonlyMap<string, { readonly waits: boolean }> => (functions ??= hostFunctions());

/** By label. */
export const CLIENT_FUNCTIONS: ReadonlyMap<string, ClientFunction> = collect();

const byHostName: ReadonlyMap<string, ClientFunction> = new Map(
  [...CLIENT_FUNCTIONS.values()].flatMap((one) => one.hostNames.map((name) => [name, one] as const)),
);

/** Undefined for a function that no client has. */
export const clientFunctionOf = (hostName: string): ClientFunction | undefined => byHostName.get(hostName);

function collect(): ReadonlyMap<string, ClientFunction> {
  const found = new Map<string, ClientFunction>();
  for (const [wit, { service, functions: members, errors }] of Object.entries(CLIENTS)) {
    for (const [name, { targets, toArgs = asGiven }] of Object.entries(members)) {
      const label = `${service}.${name}`;
      const names = [...(found.get(label)?.hostNames ?? []), ...targets.map((target) => `${wit}#${target}`)];
      const failure = INFALLIBLE.has(label) ? undefined : FAILURES[service];
      found.set(label, { label, hostNames: names, toArgs, errors, failure });
    }
  }
  return found;
}
