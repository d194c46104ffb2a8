import { ComponentPreparation } from '../load/prepare-component.ts';
import { sourcesOf } from './mounted-sources.ts';

export interface MountedComponentsOptions {
  /** Whether they are built before they are mounted. */
  readonly isPrepared: boolean;
  /** Absolute path of the project's directory. */
  readonly root: string;
}

/** The components that the tests of a Vitest mount: what belongs to each, and what is to be done early. */
export class MountedComponents implements AsyncDisposable {
  #preparation: ComponentPreparation | undefined;
  /** Components by the files that belong to them. */
  readonly #componentsOf = new Map<string, Set<string>>();

  constructor({ isPrepared, root }: MountedComponentsOptions) {
    this.#preparation = isPrepared ? ComponentPreparation.shared(root) : undefined;
  }

  /** A test file mounts these: they are built while it starts. Answers the files that belong to them. */
  async mounted(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const all = new Set<string>();
    for (const path of paths) {
      for (const source of await sourcesOf([path])) {
        all.add(source);
        const components = this.#componentsOf.get(source) ?? new Set();
        this.#componentsOf.set(source, components.add(path));
      }
      if (all.has(path)) void this.#preparation?.prepare(path);
    }
    return all;
  }

  /** A file has been changed: what it belongs to is built before the tests begin again. */
  changed(file: string): void {
    for (const component of this.#componentsOf.get(file) ?? []) void this.#preparation?.prepare(component, true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const preparation = this.#preparation;
    this.#preparation = undefined; // Vite tells of the end more than once
    await preparation?.[Symbol.asyncDispose]();
  }
}
