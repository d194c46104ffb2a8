/** From what an instance is given for its imports to services behind the gate. */
import { AirssysError, type ComponentModel, type ImportedInterface } from '@airssys/model';
import { ComponentInstance } from '../component-instance.ts';
import { compatible } from '../engine/import-names.ts';
import type { HostFunction, HostService } from '../services/host-service.ts';
import { forwardedInterface } from './forwarded-interface.ts';
import type { ImportProviders, ProvidedInterface } from './import-provider.ts';
import { providedInterface } from './provided-interface.ts';
import type { ProvidedObjects } from './provided-objects.ts';
import { WiredComponent } from './wired-component.ts';

export interface ImportServicesOptions {
  /** Undefined where another toolchain has made the component. */
  readonly component: ComponentModel | undefined;
  /** The interfaces that the component's binary imports, without versions. */
  readonly imports: readonly string[];
  readonly providers: ImportProviders;
  /** Receives the objects that are handed to the component. */
  readonly objects: ProvidedObjects;
}

/**
 * Services for the interfaces that are both imported and provided. Whatever the component does not import is left alone.
 *
 * @throws AirssysError `AIRSSYS_SANDBOX_IMPORT_MISSING` where a provider lacks something of the interface,
 *   `AIRSSYS_CONFIG_INVALID` for one that cannot be used.
 */
export function importServices(options: ImportServicesOptions): readonly HostService[] {
  const { component, imports, providers, objects } = options;
  return Object.entries(providers).flatMap(([name, provider]): HostService[] => {
    if (typeof provider !== 'object' || provider === null) throw noProvider(name, provider);
    const model = component?.imports?.find(({ wit }) => wit === name || withoutVersion(wit) === name);
    if (model !== undefined) {
      if (provider instanceof WiredComponent) return [provider.service(model)];
      const isInstance = provider instanceof ComponentInstance;
      return [isInstance ? forwardedInterface(model, provider) : providedInterface(model, provider, objects)];
    }
    if (component !== undefined || !imports.includes(withoutVersion(name))) return [];
    if (provider instanceof ComponentInstance || provider instanceof WiredComponent)
      throw untyped(name, 'another component cannot be its provider');
    return [rawInterface(name, provider)];
  });
}

/**
 * Refuses an instance with imports that no service is there for: before anything of it runs, and by their full names.
 *
 * @throws AirssysError `AIRSSYS_SANDBOX_IMPORT_MISSING`
 */
export function demandImports(
  component: ComponentModel | undefined,
  services: readonly HostService[],
  given: readonly string[],
): void {
  const offered = new Set(services.map((service) => withoutVersion(service.interface)));
  const missing = (component?.imports ?? []).filter(({ wit }) => !offered.has(withoutVersion(wit)));
  const [first] = missing;
  if (component === undefined || first === undefined) return;
  const names = missing.map(({ wit }) => wit);
  const who = `${component.namespace}:${component.name}`;
  throw new AirssysError('AIRSSYS_SANDBOX_IMPORT_MISSING', `Nobody provides what ${who} imports: ${names.join(', ')}`, {
    hint: `Give it when the component is instantiated: imports: { '${first.wit}': ${exampleOf(first)} }, or another instance that exports it.${otherVersions(names, given)}`,
    data: { missing: names, given, offered: services.map((service) => service.interface) },
  });
}

/**
 * Refuses an instance whose component imports another version of an interface than anybody has, such as WASI 0.3: the glue knows
 * interfaces without their versions, and would take one for the other.
 *
 * @param names What the component imports, by its own names.
 * @throws AirssysError `AIRSSYS_SANDBOX_IMPORT_MISSING`
 */
export function demandVersions(services: readonly HostService[], names: readonly string[]): void {
  const offered = services.map((service) => service.interface);
  const missing = names.filter((name) => {
    const others = offered.filter((one) => withoutVersion(one) === withoutVersion(name));
    return others.length > 0 && !others.some((one) => !one.includes('@') || compatible(one) === compatible(name));
  });
  if (missing.length === 0) return;
  const bases = new Set(missing.map(withoutVersion));
  const given = [...new Set(offered.filter((one) => bases.has(withoutVersion(one))))];
  throw new AirssysError('AIRSSYS_SANDBOX_IMPORT_MISSING', `Nobody provides ${missing.join(', ')}`, {
    hint: `Offered is another version, which does not go with it: ${given.join(', ')}.`,
    data: { missing, offered: given },
  });
}

/**
 * Refuses imports with resources where handles of objects cannot be: in another thread or process, and in a state that is put
 * back after each call.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`
 */
export function demandPlainImports(component: ComponentModel | undefined, setting: string): void {
  const found = component?.imports?.find(({ types }) => types.some(({ kind }) => kind === 'resource'));
  if (found !== undefined) throw keepsObjects(found.wit, setting);
}

/**
 * The same for the host's own interfaces.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`
 */
export function demandPlainServices(
  services: readonly HostService[],
  imports: readonly string[],
  setting: string,
): void {
  const found = services.find((one) => one.assemble !== undefined && imports.includes(withoutVersion(one.interface)));
  if (found !== undefined) throw keepsObjects(found.interface, setting);
}

const keepsObjects = (wit: string, setting: string): AirssysError =>
  new AirssysError('AIRSSYS_CONFIG_INVALID', `Resources of ${wit} do not go with ${setting}`, {
    hint: 'Handles of objects are good on the thread and in the state that they were made in. Leave the setting out.',
  });

/** `{ convert(amount, rate) { … } }`. */
function exampleOf({ operations, types }: ImportedInterface): string {
  const [operation] = operations;
  if (operation !== undefined)
    return `{ ${operation.key}(${operation.params.map(({ key }) => key).join(', ')}) { … } }`;
  const resource = types.find(({ kind }) => kind === 'resource');
  return resource === undefined ? '{}' : `{ ${resource.source}: class { … } }`;
}

function otherVersions(missing: readonly string[], given: readonly string[]): string {
  const others = given.filter((name) => missing.some((wit) => withoutVersion(wit) === withoutVersion(name)));
  return others.length === 0 ? '' : ` Given is another version: ${others.join(', ')}.`;
}

/** For a component without a manifest: jco's JavaScript values, functions that answer at once. */
function rawInterface(name: string, provided: ProvidedInterface): HostService {
  const access = { area: 'import', action: 'call', resource: name } as const;
  const functions = Object.entries(provided).map(([key, fn]): [string, HostFunction] => {
    if (typeof fn !== 'function' || /^[A-Z]/.test(key)) throw untyped(name, `${key} cannot be provided`);
    return [
      key,
      {
        access: () => access,
        allows: () => 'provided by the embedder',
        // Whether it returns a result is not known here. What is thrown is the result's error.
        fallible: true,
        call: (_call, ...args: readonly unknown[]) => Reflect.apply(fn, provided, args),
      },
    ];
  });
  return { interface: name, immediate: Object.fromEntries(functions) };
}

const withoutVersion = (wit: string): string => wit.split('@')[0] ?? wit;

function noProvider(name: string, provider: unknown): AirssysError {
  const found = provider === null ? 'null' : typeof provider;
  return new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be provided by ${found}`, {
    hint: 'Give an object with the functions of the interface, or an instance that exports it.',
  });
}

function untyped(name: string, what: string): AirssysError {
  return new AirssysError('AIRSSYS_CONFIG_INVALID', `${what}: the component has no manifest that describes ${name}`, {
    hint: 'Functions that answer at once can be given for it; for more, give the host a service (HostOptions.services).',
  });
}
