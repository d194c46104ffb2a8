/**
 * The author's resources towards the engine. What an engine holds is a handle object of a class made here, one for each
 * handle that callers have; what the author's code holds is the author's object. So an object can be handed out twice, and
 * it is disposed once, with the last handle.
 */
import {
  type EngineName,
  type HandleType,
  type InterfaceModel,
  type ResourceDefinition,
  toCamelCase,
  toPascalCase,
} from '@airssys/model';
import { type Codecs, type Handles, type OperationCodec, refuse } from '@airssys/model/codec';
import { iteration } from './async-iterations.ts';
import { exportedCall } from './exported-call.ts';
import { promises } from './promise/drive.ts';
import { reportError } from './report.ts';

// All that has to be known of a class here.
type AuthorClass = (new (...args: unknown[]) => object) & Readonly<Record<string, unknown>>;
type HandleClass = new (...args: unknown[]) => object;

export interface GuestResourcesOptions {
  readonly model: InterfaceModel;
  readonly engine: EngineName;
  /** The author's classes by the resource's name in WIT. */
  readonly classes: Readonly<Record<string, AuthorClass>>;
}

/** What stands behind one handle. */
interface Held {
  readonly resource: ResourceDefinition;
  readonly object: object;
  /** The handle was dropped, or its object has been given to the component. */
  isGone: boolean;
}

/** A handle of QuickJS, which frees it when it is dropped and tells nobody. */
interface Watched {
  readonly handle: WeakRef<object>;
  readonly held: Held;
}

/**
 * How many of QuickJS's handles are looked at with a call, and where the host says that one was dropped. With more of them
 * alive, it may be a later call that disposes what was dropped.
 */
const WATCHED_PER_CALL = 16;
const WATCHED_PER_DROP = 256;

/** The objects of resources inside of a component: what callers hold of its own, and what it holds of others. */
export class GuestResources implements Handles {
  readonly #options: GuestResourcesOptions;
  readonly #definitions: ReadonlyMap<string, ResourceDefinition>;
  readonly #classes = new Map<string, HandleClass>();
  readonly #held = new WeakMap<object, Held>();
  /** How many handles there are to an object. */
  readonly #counts = new WeakMap<object, number>();
  readonly #disposed = new WeakSet<object>();
  readonly #watched: Watched[] = [];
  #nextWatched = 0;

  /** The options say how the engine makes handles. */
  constructor(options: GuestResourcesOptions) {
    this.#options = options;
    const resources = options.model.types.filter((type) => type.kind === 'resource');
    this.#definitions = new Map(resources.map((definition) => [definition.name, definition]));
  }

  /** The classes that the engine is given, by the names under which it looks for them. */
  exports({ resources }: Codecs): Readonly<Record<string, HandleClass>> {
    for (const [name, codec] of resources) {
      const { model, create, methods, statics } = codec;
      const handleClass = this.#handleClass(model, create);
      this.#classes.set(name, handleClass);
      for (const one of methods.values()) this.#define(handleClass.prototype, model, one, (self) => this.#target(self));
      for (const one of statics.values()) this.#define(handleClass, model, one, () => this.#authorClass(model));
    }
    return Object.fromEntries([...this.#classes].map(([name, handleClass]) => [toPascalCase(name), handleClass]));
  }

  /** The author's object that a handle of the ABI stands for. */
  lift({ resource, ownership }: HandleType, abi: unknown): unknown {
    const held = this.#heldBy(abi);
    if (held?.resource.name !== resource) return refuse(`a handle of the resource ${resource}`, abi);
    if (held.isGone) return refuse(`a handle that was not given to the component before (${resource})`, abi);
    if (ownership === 'own') this.#release(held, false);
    return held.object;
  }

  /** The handle for an object that the author's code gives away; the value is refused where it is none of the resource. */
  lower({ resource: name }: HandleType, value: unknown): unknown {
    const resource = this.#definitions.get(name);
    const handleClass = this.#classes.get(name);
    if (resource === undefined || handleClass === undefined) return refuse(`a resource ${name}`, value);
    const handle: object = Object.create(handleClass.prototype);
    this.#adopt(handle, resource, this.#objectOf(resource, value));
    return handle;
  }

  /** Disposes what has lost its last handle without anybody saying so. Called with every call, and after a drop. */
  collect(isAfterDrop = false): void {
    const all = this.#watched;
    const most = isAfterDrop ? WATCHED_PER_DROP : WATCHED_PER_CALL;
    for (let left = Math.min(all.length, most); left > 0; left -= 1) {
      if (this.#nextWatched >= all.length) this.#nextWatched = 0;
      const watched = all[this.#nextWatched];
      if (watched === undefined || watched.handle.deref() !== undefined) {
        this.#nextWatched += 1;
        continue;
      }
      // Order means nothing here: the last one takes the place.
      const last = all.pop();
      if (last !== undefined && last !== watched) all[this.#nextWatched] = last;
      this.#release(watched.held, true);
    }
  }

  #handleClass(resource: ResourceDefinition, create: OperationCodec | undefined): HandleClass {
    const adopt = (handle: object, object: object): void => this.#adopt(handle, resource, object);
    const release = (handle: object): void => {
      const held = this.#heldBy(handle);
      if (held) this.#release(held, true);
    };
    const construct = this.#construct(resource, create);
    return class {
      constructor(...args: unknown[]) {
        adopt(this, construct(args));
      }
      /** Called by StarlingMonkey when the handle is dropped. */
      [Symbol.dispose](): void {
        release(this);
      }
    };
  }

  #construct(resource: ResourceDefinition, create: OperationCodec | undefined): (args: unknown[]) => object {
    return (args) => {
      this.collect();
      try {
        if (create === undefined) throw new TypeError(`${resource.source} has no constructor for callers`);
        return new (this.#authorClass(resource))(...create.liftParams(args));
      } catch (error) {
        reportError(error, `new ${resource.source}`, true);
        throw error;
      }
    };
  }

  #define(
    owner: object,
    { source }: ResourceDefinition,
    codec: OperationCodec,
    target: (self: unknown) => object,
  ): void {
    const { key, name } = codec.model;
    const onEnter = (): void => this.collect();
    const value = exportedCall({ codec, label: `${source}.${key}`, target, promises, onEnter });
    // A static may have the name of a property that functions have, such as `name`.
    Object.defineProperty(owner, toCamelCase(name), { value, configurable: true, writable: true });
  }

  #target(handle: unknown): object {
    const held = this.#heldBy(handle);
    if (held === undefined) throw new TypeError('a method was called on what is no handle');
    if (!held.isGone) return held.object;
    throw new TypeError(`this handle of ${held.resource.source} was given to the component before`);
  }

  #heldBy(handle: unknown): Held | undefined {
    return typeof handle === 'object' && handle !== null ? this.#held.get(handle) : undefined;
  }

  /** What the handle stands for: the author's object, or the run of the author's iterable. */
  #objectOf(resource: ResourceDefinition, value: unknown): object {
    if (resource.as === 'async-iterable') return iteration(resource, value);
    const authorClass = this.#authorClass(resource);
    return value instanceof authorClass ? value : refuse(`an object of the class ${resource.source}`, value);
  }

  #authorClass({ name, source }: ResourceDefinition): AuthorClass {
    const found = this.#options.classes[name];
    if (found === undefined) throw new Error(`no class for the resource ${source}`);
    return found;
  }

  #adopt(handle: object, resource: ResourceDefinition, object: object): void {
    const held: Held = { resource, object, isGone: false };
    this.#held.set(handle, held);
    this.#counts.set(object, (this.#counts.get(object) ?? 0) + 1);
    if (this.#options.engine === 'quickjs' && typeof disposerOf(object) === 'function') {
      this.#watched.push({ handle: new WeakRef(handle), held });
    }
  }

  #release(held: Held, dispose: boolean): void {
    if (held.isGone) return;
    held.isGone = true;
    const { object, resource } = held;
    const count = (this.#counts.get(object) ?? 1) - 1;
    this.#counts.set(object, count);
    if (!dispose || count > 0 || this.#disposed.has(object)) return;
    this.#disposed.add(object);
    try {
      disposerOf(object)?.call(object);
    } catch (error) {
      reportError(error, `${resource.source}[Symbol.dispose]`, true);
      throw error;
    }
  }
}

function disposerOf(object: object): (() => void) | undefined {
  return (object as Partial<Disposable>)[Symbol.dispose];
}
