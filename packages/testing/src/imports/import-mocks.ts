/** What a mount is given for its component's imports, as the host takes it: recorded, and refused by name where it is missing. */
import { type ImportProvider, type ImportProviders, isComponentInstance } from '@airssys/host';
import type { MockCall } from '../mocks/mocks.ts';
import { refuse } from './function-mock.ts';
import type { InterfaceMockControl } from './mock-interface.ts';

/** Mocks of interfaces; or providers as the host takes them, by the interfaces' WIT names. */
export type MountedImports = readonly { readonly $: InterfaceMockControl }[] | ImportProviders;

/** @param calls Receives each call of a function. */
export function importProviders(imports: MountedImports, calls: MockCall[]): ImportProviders {
  const given: readonly (readonly [string, ImportProvider])[] = isList(imports)
    ? imports.map(({ $: { wit, provider } }) => [wit, provider] as const)
    : Object.entries(imports);
  return Object.fromEntries(given.map(([wit, provider]) => [wit, recorded(wit, provider, calls)]));
}

const isList = (imports: MountedImports): imports is Extract<MountedImports, readonly unknown[]> =>
  Array.isArray(imports);

/** The provider with its calls noted. Classes are left alone, where they are: their objects are the test's. */
function recorded(wit: string, provider: ImportProvider, calls: MockCall[]): ImportProvider {
  if (typeof provider !== 'object' || provider === null || isComponentInstance(provider)) return provider;
  return new Proxy(provider, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol') return found;
      if (/^[A-Z]/.test(name)) return found ?? refusingClass(`${wit}#${name}`);
      return (...args: readonly unknown[]): unknown => {
        calls.push(Object.freeze({ service: wit, function: name, args }));
        return typeof found === 'function' ? Reflect.apply(found, target, args) : refuse(`${wit}#${name}`);
      };
    },
  });
}

/** A class that nobody has given: neither it nor its static functions can be called. */
function refusingClass(label: string): unknown {
  // What is called with `new` has to be a function.
  return new Proxy(function () {}, {
    construct: () => refuse(label),
    get: (target, name) => (typeof name === 'symbol' ? Reflect.get(target, name) : () => refuse(`${label}.${name}`)),
  });
}
