/** Imports of installed components that other installed components answer. */
import { AirssysError } from '@airssys/model';
import { WiredComponent, type WiredTarget } from '../imports/wired-component.ts';
import type { CallOutcome } from '../sandbox/sandbox.ts';
import type { InstanceOptions } from '../instance-options.ts';
import type { LoadedComponent } from '../loaded-component.ts';
import type { ComponentSettings } from '../registry/component-record.ts';
import { activeVersion, type HostParts, instanceOptions, recordOf } from './host-parts.ts';
import { exportedOperation } from './supervised-slots.ts';

/** Components by the WIT names of the interfaces that they answer. */
export type Wires = Readonly<Record<string, string>>;

interface Asker {
  readonly id: string;
  readonly settings: ComponentSettings;
  readonly loaded: LoadedComponent;
}

/**
 * How every instance of a component is set up. Who answers a wired import is looked up at each call.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a wire of something that it does not import.
 */
export function wiredOptions(parts: HostParts, { id, settings, loaded }: Asker): InstanceOptions {
  const options = instanceOptions(parts, id, settings);
  const wires = Object.entries(settings.wires ?? {});
  if (wires.length === 0) return options;
  const imported = (loaded.manifest?.component.imports ?? []).map(({ wit }) => wit);
  for (const [wit] of wires) if (!imported.some((one) => isOf(one, wit))) throw notImported(id, wit, imported);
  const wired = wires.map(([wit, provider]): [string, WiredComponent] => [
    wit,
    new WiredComponent(provider, () => target(parts, id, wit, provider)),
  ]);
  return { ...options, imports: { ...options.imports, ...Object.fromEntries(wired) } };
}

/** A wire can do without the version. */
const isOf = (wit: string, name: string): boolean => wit === name || wit.split('@')[0] === name;

function notImported(id: string, wit: string, imported: readonly string[]): AirssysError {
  return new AirssysError('AIRSSYS_CONFIG_INVALID', `${id} does not import ${wit}, which it has a wire for`, {
    hint:
      imported.length === 0
        ? 'It imports no interface that its manifest describes.'
        : `It imports ${imported.join(', ')}.`,
    data: { component: id, wit, imported },
  });
}

function target(parts: HostParts, asker: string, wit: string, provider: string): WiredTarget {
  const running = parts.running.get(provider);
  if (running === undefined) throw notRunning(parts, asker, wit, provider);
  const { hash, name, version, operations } = activeVersion(parts, recordOf(parts, provider));
  return {
    hash,
    wit: operations && `${name}/${operations.name}@${version}`,
    operations,
    callExport: async (interfaceName, fn, args) => {
      const { value } = await running.invoke(exportedOperation(interfaceName, fn), args);
      return value as CallOutcome; // as SupervisedSlot answers it
    },
  };
}

/**
 * INVARIANT: components that are wired to each other form no circle: each would wait for the other one, until both ran out of time.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`
 */
export function demandNoCircle({ registry }: Pick<HostParts, 'registry'>, id: string, wires: Wires = {}): void {
  const visit = (one: string, path: readonly string[]): void => {
    if (path.includes(one)) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The wires go in a circle: ${[...path, one].join(' calls ')}`, {
        hint: 'Leave one of them out, or let it be a message instead of a call.',
        data: { components: path },
      });
    }
    const next = one === id ? wires : (registry.get(one)?.settings.wires ?? {});
    for (const provider of new Set(Object.values(next))) visit(provider, [...path, one]);
  };
  visit(id, []);
}

/** Does something for components, for each after those that come before it. Answers when all are done, whatever became of them. */
export async function inOrder(
  ids: readonly string[],
  before: (id: string) => readonly string[],
  work: (id: string) => Promise<unknown>,
): Promise<void> {
  const begun = new Map<string, Promise<unknown>>();
  // Of a circle, which a registry may have all the same, the last link does not count.
  const begin = (id: string, path: readonly string[]): Promise<unknown> => {
    const known = begun.get(id);
    if (known !== undefined) return known;
    const around = [...path, id];
    const first = before(id).filter((one) => ids.includes(one) && !around.includes(one));
    const started = (async () => {
      await Promise.allSettled(first.map(async (one) => await begin(one, around)));
      await work(id);
    })();
    begun.set(id, started);
    return started;
  };
  await Promise.allSettled(ids.map(async (id) => await begin(id, [])));
}

/** The components that answer a component's imports. */
export const providersOf = ({ registry }: Pick<HostParts, 'registry'>, id: string): readonly string[] =>
  Object.values(registry.get(id)?.settings.wires ?? {});

/** The components whose imports it answers. */
export const askersOf = ({ registry }: Pick<HostParts, 'registry'>, id: string): readonly string[] =>
  registry.list().flatMap((record) => (Object.values(record.settings.wires ?? {}).includes(id) ? [record.id] : []));

function notRunning({ registry }: HostParts, asker: string, wit: string, provider: string): AirssysError {
  const state = registry.get(provider)?.state ?? 'uninstalled';
  const what = state === 'uninstalled' ? 'not installed' : state;
  return new AirssysError(
    'AIRSSYS_LIFECYCLE_STATE',
    `${provider} is ${what}: it answers no calls of ${wit} by ${asker}`,
    {
      hint: `${state === 'uninstalled' ? 'Install' : 'Start'} ${provider}, or wire ${wit} to another component.`,
      data: { component: provider, state, asker, wit },
    },
  );
}
