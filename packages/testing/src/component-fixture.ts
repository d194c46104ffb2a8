import type { ImportedComponent } from './imported-component.ts';
import { mount } from './mount.ts';
import type { MountOptions } from './mount-options.ts';
import type { AnyComponentClass, Mounted, UntypedComponent } from './mounted.ts';
import { ownedByFixture } from './session/cleanup.ts';

/**
 * A fixture for `test.extend(name, options, fixture)` of Vitest. The `context` is Vitest's; what is mounted is disposed by its
 * `onCleanup`.
 */
export type ComponentFixture<C extends AnyComponentClass> = (
  context: object,
  fixture: { readonly onCleanup: (cleanup: () => Promise<void>) => void },
) => Promise<Mounted<C>>;

/**
 * A mounted component as a fixture: mounted for the first test that asks for it, and disposed with what it was mounted for. That is
 * each test, concurrent ones too, or all tests of a file or a worker by Vitest's own `scope`.
 *
 * ```ts
 * const test = base.extend('counter', componentFixture<typeof Counter>('../src/counter.ts', { grants: ['storage'] }));
 * const shared = base.extend('counter', { scope: 'file' }, componentFixture<typeof Counter>('../src/counter.ts'));
 * ```
 *
 * `component` is a path or a URL, as for {@link mount}: where fixtures are in a file of their own, `new URL('../src/counter.ts',
 * import.meta.url)`; or an import of `'../src/counter.ts?component'`.
 */
export function componentFixture<C extends AnyComponentClass = UntypedComponent>(
  component: string | URL | ImportedComponent,
  options?: MountOptions,
): ComponentFixture<C> {
  const path = typeof component === 'function' ? component.file : component;
  // Vitest reads the parameters of a fixture: the first has to be a pattern, and an empty one asks for no other fixture.
  // oxlint-disable-next-line no-empty-pattern
  return async ({}, { onCleanup }) => {
    const mounted = await ownedByFixture(() => mount<C>(path, options));
    onCleanup(() => mounted.$.dispose());
    return mounted;
  };
}
