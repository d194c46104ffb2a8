/**
 * A resource that the host offers to one instance: what stands for the host's objects in the glue, and the objects that the
 * component holds. See resource-service.ts.
 *
 * INVARIANT: the component never reaches an object, only a stand-in that its own glue has a handle of. A number that is no handle
 * stands for nothing: the function that gets it ends the call and touches nothing.
 * INVARIANT: what the component holds is disposed once: when it drops the handle, or when its instance ends.
 */
import { toCamelCase, toPascalCase } from '@airssys/model';
import { type GatedFunction, GuestFault, type HostCall, type HostFunction } from './host-service.ts';

/** Stands for one object. The glue makes some of its own, for handles that do not exist: they have no private field. */
class StandIn {
  #object: object | undefined;

  constructor(object: object) {
    this.#object = object;
  }

  static objectOf(value: unknown): object | undefined {
    return typeof value === 'object' && value !== null && #object in value ? value.#object : undefined;
  }

  static take(value: StandIn): object | undefined {
    if (!(#object in value)) return undefined;
    const object = value.#object;
    value.#object = undefined;
    return object;
  }
}

type StandInClass = new (object: object) => StandIn;

/** A function on an object: what it needs can depend on the object. Otherwise as {@link HostFunction}. */
export interface MethodOf<T> extends Pick<HostFunction, 'denied' | 'fallible'> {
  readonly call: (call: HostCall, object: T, ...args: never[]) => unknown;
}

export class GuestResource<T extends object> {
  /** WIT's name: `input-stream`. */
  readonly name: string;
  /** Its glue's class has the methods as the gate has wrapped them, as soon as the instance's interface is put together. */
  readonly glueClass: StandInClass;
  readonly #type: abstract new (...args: never[]) => T;
  readonly #dispose: ((object: T) => void) | undefined;
  /** How many handles the component has of each. */
  readonly #held = new Map<T, number>();

  /** @param dispose Closes an object that the component has dropped, or left behind. */
  constructor(name: string, type: abstract new (...args: never[]) => T, dispose?: (object: T) => void) {
    this.name = name;
    this.#type = type;
    this.#dispose = dispose;
    this.glueClass = class extends StandIn {};
    const release = (standIn: StandIn): void => this.#release(StandIn.take(standIn));
    Object.defineProperty(this.glueClass.prototype, Symbol.dispose, {
      value(this: StandIn): void {
        release(this);
      },
    });
  }

  /** How many objects the component holds. */
  get size(): number {
    return this.#held.size;
  }

  /**
   * What a function answers, so that the component gets a handle of the object. The object is disposed with the last of its
   * handles.
   */
  give(object: T): object {
    this.keep(object);
    return new this.glueClass(object);
  }

  /** Keeps an object for the component until its instance ends, whatever handles of it are dropped. */
  keep(object: T): void {
    this.#held.set(object, (this.#held.get(object) ?? 0) + 1);
  }

  /**
   * The object behind an argument.
   *
   * @throws GuestFault `invalid-handle`
   */
  objectOf(handle: unknown): T {
    const object = StandIn.objectOf(handle);
    if (object instanceof this.#type) return object;
    throw new GuestFault('invalid-handle', `The component used a handle of ${this.name} that it does not have`);
  }

  /**
   * The object behind an argument whose handle the component has given away with it: it is the caller's, who disposes it.
   *
   * @throws GuestFault `invalid-handle`
   */
  take(handle: unknown): T {
    const object = this.objectOf(handle);
    StandIn.take(handle as StandIn); // objectOf has found one
    this.#letGo(object);
    return object;
  }

  /** A method as a host function: it gets the object in the place of the handle. */
  method({ call, ...rest }: MethodOf<T>): HostFunction {
    return {
      ...rest,
      call: (host: HostCall, handle: unknown, ...args: never[]) => call(host, this.objectOf(handle), ...args),
    };
  }

  /** Disposes what the component still holds. All of it, also where something throws; then it throws what was thrown first. */
  disposeAll(): void {
    const errors: unknown[] = [];
    for (const object of this.#held.keys()) {
      this.#held.delete(object);
      try {
        this.#dispose?.(object);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** The glue's class with its methods, constructor and statics, which are called as WIT names them. */
  assemble(functions: Readonly<Record<string, GatedFunction>>): readonly [name: string, glueClass: unknown] {
    const construct = functions[`[constructor]${this.name}`];
    const glueClass = construct === undefined ? this.glueClass : constructedBy(construct, this.glueClass);
    const define = (owner: object, name: string, value: (...args: never[]) => unknown): void => {
      Object.defineProperty(owner, toCamelCase(name), { value, configurable: true, writable: true });
    };
    const [ofClass, ofObject] = [`[static]${this.name}.`, `[method]${this.name}.`];
    for (const [label, fn] of Object.entries(functions)) {
      if (label.startsWith(ofClass)) define(glueClass, label.slice(ofClass.length), fn);
      if (!label.startsWith(ofObject)) continue;
      const name = label.slice(ofObject.length);
      define(this.glueClass.prototype as object, name, function (this: unknown, ...args: readonly unknown[]) {
        return fn(this, ...args);
      });
    }
    return [toPascalCase(this.name), glueClass];
  }

  #release(object: object | undefined): void {
    // One that was given away is not the component's any more.
    if (object instanceof this.#type && this.#letGo(object)) this.#dispose?.(object);
  }

  /** Answers whether that was the last handle of it. */
  #letGo(object: T): boolean {
    const handles = this.#held.get(object);
    if (handles === undefined) return false;
    if (handles > 1) this.#held.set(object, handles - 1);
    else this.#held.delete(object);
    return handles === 1;
  }
}

/** What the glue calls with `new`: the gated function has answered with a stand-in. */
function constructedBy(construct: GatedFunction, glueClass: StandInClass): object {
  const made = function (...args: readonly unknown[]): unknown {
    return construct(...args);
  };
  made.prototype = glueClass.prototype;
  return made;
}
