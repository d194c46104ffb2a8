/**
 * The embedder's objects that a component holds handles of. The glue knows classes of its own, made for one instance; their
 * instances stand for the embedder's objects, which the component never reaches.
 *
 * INVARIANT: what is handed over with an owned handle is disposed once: when the component drops it, or when its instance is
 * given up. What the component gives back in an owned handle is its receiver's again.
 */
import { toPascalCase } from '@airssys/model';
import { type Handles, refuse } from '@airssys/model/codec';

type Handle = Parameters<Handles['lift']>[0];

/** Says that a new instance of a glue's class is to stand for a given object. */
class Adopted {
  readonly object: object;

  constructor(object: object) {
    this.object = object;
  }
}

type GlueClass = new (...args: readonly unknown[]) => object;

export class ProvidedObjects {
  /** The glue's classes by `interface#resource`. */
  readonly #classes = new Map<string, GlueClass>();
  readonly #objects = new WeakMap<object, object>();
  /** What is owed a disposal: the glue's instance with the embedder's object. */
  readonly #owned = new Map<object, object>();

  /**
   * The glue's class of a resource.
   *
   * @param construct Makes the embedder's object from the constructor's arguments.
   */
  defineClass(identity: string, construct: (args: readonly unknown[]) => object): GlueClass {
    const stand = (instance: object, args: readonly unknown[]): void => {
      const [first] = args;
      const object = first instanceof Adopted ? first.object : construct(args);
      this.#objects.set(instance, object);
      this.#owned.set(instance, object);
    };
    // A function that the glue calls with `new`: TypeScript knows classes only as such.
    const glueClass = function (this: object, ...args: readonly unknown[]): void {
      stand(this, args);
    } as unknown as GlueClass;
    this.#classes.set(identity, glueClass);
    return glueClass;
  }

  /** The embedder's object behind an instance of a glue's class. */
  objectOf(instance: unknown): object | undefined {
    return typeof instance === 'object' && instance !== null ? this.#objects.get(instance) : undefined;
  }

  /** Handles of one interface. `identities` are those of the resources by their names in its model. */
  handles(identities: ReadonlyMap<string, string>): Handles {
    return {
      lift: ({ resource, ownership }: Handle, abi: unknown) => {
        const object = this.objectOf(abi);
        if (object === undefined) return refuse(`a handle of ${resource}`, abi);
        if (ownership === 'own') this.#owned.delete(abi as object); // objectOf has seen an object
        return object;
      },
      lower: ({ resource }: Handle, value: unknown) => {
        const glueClass = this.#classes.get(identities.get(resource) ?? resource);
        if (typeof value !== 'object' || value === null) return refuse(`an object (${toPascalCase(resource)})`, value);
        if (glueClass === undefined) return refuse(`no ${toPascalCase(resource)}: nobody provides the resource`, value);
        return new glueClass(new Adopted(value));
      },
    };
  }

  /** The component has dropped its handle: the embedder's object, if it was the component's. */
  take(instance: object): object | undefined {
    const object = this.#owned.get(instance);
    this.#owned.delete(instance);
    return object;
  }

  /** How many objects are owed a disposal. */
  get size(): number {
    return this.#owned.size;
  }

  /** Disposes what the component has not given back. All of them, also where one throws; then it throws what was thrown first. */
  disposeAll(): void {
    const errors: unknown[] = [];
    for (const [instance, object] of this.#owned) {
      this.#owned.delete(instance);
      try {
        disposeObject(object);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

/** Disposes an embedder's object that can be. */
export function disposeObject(object: object): void {
  const dispose: unknown = Reflect.get(object, Symbol.dispose);
  if (typeof dispose === 'function') Reflect.apply(dispose, object, []);
}
