import { mount } from './mount.ts';
import type { MountOptions } from './mount-options.ts';
import type { AnyComponentClass, Mounted, UntypedComponent } from './mounted.ts';

/**
 * A component as `import counter from '../src/counter.ts?component'` gives it: mounts it as {@link mount} does. The path is
 * relative to the file that imports, and is looked for by Vite when the test file is loaded.
 *
 * TypeScript gives one type to all such imports, so the class is named where the component is mounted:
 * `counter<typeof Counter>({ grants: ['storage'] })`.
 */
export interface ImportedComponent {
  <C extends AnyComponentClass = UntypedComponent>(options?: MountOptions): Promise<Mounted<C>>;
  /** Absolute path of the file with the class, or of the `.wasm`. */
  readonly file: string;
}

/** What the module of such an import exports. `file` is absolute. */
export function importedComponent(file: string): ImportedComponent {
  return Object.assign(
    <C extends AnyComponentClass = UntypedComponent>(options?: MountOptions) => mount<C>(file, options),
    { file },
  );
}
