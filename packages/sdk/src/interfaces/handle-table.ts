/** Handles of imported resources as objects of the generated classes. */
import { type ImportedInterface, toPascalCase } from '@airssys/model';
import { type Handles, refuse } from '@airssys/model/codec';
import { forgetHandle, handleOf, holdHandle } from './held-handles.ts';

/** The generated classes, asked for when the first handle comes: modules may refer to each other. */
export type ResourceClasses = Readonly<Record<string, () => { readonly prototype: object }>>;

type Handle = Parameters<Handles['lift']>[0];

export class HandleTable implements Handles {
  readonly #classes: ResourceClasses;
  /** `interface#resource` of each resource that the interface mentions, by its name there. */
  readonly #identities: ReadonlyMap<string, string>;
  /** The objects among the running call's arguments, and whether it gives them away. */
  #given = new Map<object, Handle['ownership']>();

  constructor(model: ImportedInterface, classes: ResourceClasses) {
    this.#classes = classes;
    this.#identities = new Map(
      model.types
        .filter((type) => type.kind === 'resource')
        .map(({ name, from }) => [name, from ?? `${model.wit}#${name}`]),
    );
  }

  identityOf(resource: string): string {
    return this.#identities.get(resource) ?? resource;
  }

  lift({ resource }: Handle, abi: unknown): unknown {
    const found = Object.hasOwn(this.#classes, resource) ? this.#classes[resource] : undefined;
    if (found === undefined) throw new Error(`the generated module has no class for the resource ${resource}`);
    if (typeof abi !== 'object' || abi === null) return refuse(`a handle of ${resource}`, abi);
    const object: object = Object.create(found().prototype);
    holdHandle(object, { raw: abi, resource: this.identityOf(resource) });
    return object;
  }

  lower({ resource, ownership }: Handle, value: unknown): unknown {
    const handle = handleOf(value);
    const name = toPascalCase(resource);
    if (handle?.resource !== this.identityOf(resource)) {
      return refuse(`an object of the class ${name} that has not been disposed or given away`, value);
    }
    const object = value as object; // handleOf has seen one
    const before = this.#given.get(object);
    if (before !== undefined && (before === 'own' || ownership === 'own')) {
      return refuse(`another ${name} than one that the same call gives away`, value);
    }
    this.#given.set(object, ownership);
    return handle.raw;
  }

  /** A call begins. What an earlier one was about to give away when it failed is still the author's. */
  begin(): void {
    this.#given = new Map();
  }

  /** The call takes place: what it owns is not the author's any more. */
  giveAway(): void {
    for (const [object, ownership] of this.#given) if (ownership === 'own') forgetHandle(object);
    this.#given = new Map();
  }
}
