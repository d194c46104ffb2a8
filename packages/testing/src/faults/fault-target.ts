/** Which functions of the host a fault is for, by the name that a test has for them. */
import type { FunctionLanguage, InterceptedCall } from '@airssys/host';
import { AirssysError, closest, type ComponentModel, toCamelCase } from '@airssys/model';
import { CLIENT_FUNCTIONS, type ClientFunction, clientFunctionOf, hostNames } from './client-functions.ts';

export interface FaultTarget {
  /** `storage.set`, or without a client `acme:rates/exchange#convert`. */
  readonly label: string;
  /** As `InterceptedCall.name` has them. */
  readonly names: readonly string[];
  /** Where a client of the SDK has it. */
  readonly client: ClientFunction | undefined;
  /** Whether a component is suspended for it; undefined where that shows when it is called. */
  readonly waits: boolean | undefined;
  /** The imported interface that it is of, which only the component knows; undefined for the host's own. */
  readonly imported: { readonly wit: string; readonly name: string } | undefined;
}

const HOST_OWN = /^(?:airssys|wasi):/;

/**
 * @param name `storage.set`; or in WIT's names, `airssys:core/storage#set`, `acme:rates/exchange#convert`, with or without a version.
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` where there is no such function, with the closest one.
 */
export function faultTarget(name: string): FaultTarget {
  const hash = name.indexOf('#');
  if (hash < 0) {
    const client = CLIENT_FUNCTIONS.get(name);
    if (client === undefined) throw unknown(name, [...CLIENT_FUNCTIONS.keys()]);
    return ofClient(client);
  }
  const [wit = ''] = name.slice(0, hash).split('@');
  const member = name.slice(hash + 1);
  const hostName = `${wit}#${spelt(member)}`;
  const client = clientFunctionOf(hostName);
  if (client !== undefined) return { ...ofClient(client), names: [hostName] };
  if (!HOST_OWN.test(wit)) {
    const imported = { wit, name: member };
    return { label: hostName, names: [hostName], client: undefined, waits: undefined, imported };
  }
  const known = hostNames().get(hostName);
  if (known === undefined) throw unknown(name, [...hostNames().keys()]);
  return { label: hostName, names: [hostName], client: undefined, waits: known.waits, imported: undefined };
}

/** Functions as the gate spells them: WIT's or JavaScript's names, and members of resources as WIT has them. */
const spelt = (name: string): string => (/^[a-z0-9-]*$/.test(name) ? toCamelCase(name) : name);

function ofClient(client: ClientFunction): FaultTarget {
  const waits = client.hostNames.some((name) => hostNames().get(name)?.waits === true);
  return { label: client.label, names: client.hostNames, client, waits, imported: undefined };
}

/** The function that was called. */
export const targetOf = ({ name, waits }: Pick<InterceptedCall, 'name' | 'waits'>): FaultTarget => ({
  label: labelOf(name),
  names: [name],
  client: clientFunctionOf(name),
  waits,
  imported: undefined,
});

/** The name that reports have for a function. */
export const labelOf = (hostName: string): string => clientFunctionOf(hostName)?.label ?? hostName;

/** The arguments of a call as the component's author has them. */
export function argsOf({
  name,
  args,
  language,
}: Pick<InterceptedCall, 'name' | 'args' | 'language'>): readonly unknown[] {
  const toArgs: FunctionLanguage['args'] | undefined = clientFunctionOf(name)?.toArgs ?? language?.args;
  return toArgs?.(args) ?? args;
}

/**
 * Refuses a function of an imported interface that the component does not have.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`
 */
export function demandImported({ label, imported }: FaultTarget, components: readonly ComponentModel[]): void {
  if (imported === undefined || components.length === 0) return;
  const imports = components.flatMap((one) => one.imports ?? []);
  const found = imports.filter(({ wit }) => wit.split('@')[0] === imported.wit);
  const who = components.map(({ namespace, name }) => `${namespace}:${name}`).join(', ');
  if (found.length === 0) {
    throw unknown(label, functionsOf(imports), `${who} does not import ${imported.wit}`);
  }
  // A member of a resource, `[method]session.write`, is not told apart here.
  if (imported.name.startsWith('[')) return;
  if (!functionsOf(found).includes(label)) throw unknown(label, functionsOf(found));
}

const functionsOf = (imports: NonNullable<ComponentModel['imports']>): readonly string[] =>
  imports.flatMap(({ wit, operations }) =>
    operations.map(({ name }) => `${wit.split('@')[0] ?? wit}#${toCamelCase(name)}`),
  );

function unknown(name: string, known: readonly string[], what = `There is no function ${name}`): AirssysError {
  const meant = closest(name, known);
  const hint =
    meant === undefined
      ? 'Name a function of a client, such as storage.set, or one in WIT, such as acme:rates/exchange#convert.'
      : `Did you mean ${meant}?`;
  return new AirssysError('AIRSSYS_CONFIG_INVALID', what, { hint, data: { function: name } });
}
