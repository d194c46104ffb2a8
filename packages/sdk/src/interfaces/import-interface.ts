import { toCamelCase, toPascalCase } from '@airssys/model';
import { type Codecs, createCodecs, type OperationCodec, type ResourceCodec } from '@airssys/model/codec';
import { type BoundInterface, boundInterface } from './bound-interfaces.ts';
import { callImported } from './call-imported.ts';
import { HandleTable, type ResourceClasses } from './handle-table.ts';
import { heldHandle, holdHandle, releaseHandle } from './held-handles.ts';

/**
 * What a generated module calls: the functions of an interface that the component imports, with the author's values.
 * Arguments are checked before the call; each fault names the function and the path in its value.
 */
export interface InterfaceImport {
  /** Calls a function of the interface by its WIT name, with the arguments in order. Answers what it answers. */
  call<T = void>(name: string, args: readonly unknown[]): T;
  /** Calls a static function of a resource, by the WIT names of both, with the arguments in order. Answers what it answers. */
  callStatic<T = void>(resource: string, name: string, args: readonly unknown[]): T;
  /** Calls a method of an object of a resource, by the WIT names of both, with the arguments in order. Answers what it answers. */
  callMethod<T = void>(object: object, resource: string, name: string, args: readonly unknown[]): T;
  /** Makes the handle behind a new object of a resource's class. The arguments are those of the constructor. */
  construct(object: object, resource: string, args: readonly unknown[]): void;
  /** Gives a handle back. Nothing happens where it has been given away already. The object is not to be used afterwards. */
  dispose(object: object): void;
}

/**
 * The interface with this WIT name, for a module that `airssys wit add` generates: nobody else needs it. Does nothing by
 * itself, so that a module which is not used leaves nothing behind.
 *
 * @param wit Full name: `acme:rates/exchange@1.2.0`. The build reads it off the text: a literal.
 * @param classes Of the resources that the interface mentions, by their WIT names.
 */
export function importInterface(wit: string, classes: ResourceClasses = {}): InterfaceImport {
  let imported: CompiledImport | undefined;
  const compiled = (): CompiledImport => (imported ??= new CompiledImport(boundInterface(wit), classes));
  return {
    call: (name, args) => compiled().call(name, args),
    callStatic: (resource, name, args) => compiled().callStatic(resource, name, args),
    callMethod: (object, resource, name, args) => compiled().callMethod(object, resource, name, args),
    construct: (object, resource, args) => compiled().construct(object, resource, args),
    dispose: (object) => compiled().dispose(object),
  };
}

type Raw = (...args: readonly unknown[]) => unknown;

/** An interface whose codecs are compiled: made with the first call. */
class CompiledImport {
  readonly #wit: string;
  readonly #raw: BoundInterface['raw'];
  readonly #codecs: Codecs;
  readonly #handles: HandleTable;

  constructor({ model, raw, profile }: BoundInterface, classes: ResourceClasses) {
    this.#wit = model.wit;
    this.#raw = raw;
    this.#handles = new HandleTable(model, classes);
    this.#codecs = createCodecs(model, profile, this.#handles);
  }

  call<T>(name: string, args: readonly unknown[]): T {
    const codec = known(this.#codecs.operations.get(name));
    const fn = this.#raw[toCamelCase(codec.model.name)] as Raw; // the engine has what the WIT has
    return this.#invoke(codec, name, args, (lowered) => fn(...lowered));
  }

  callStatic<T>(resource: string, name: string, args: readonly unknown[]): T {
    const codec = known(this.#resource(resource).statics.get(name));
    const owner = this.#class(resource);
    const fn = Reflect.get(owner, toCamelCase(codec.model.name)) as Raw; // as above
    return this.#invoke(codec, `${toPascalCase(resource)}.${name}`, args, (lowered) => fn.apply(owner, [...lowered]));
  }

  callMethod<T>(object: object, resource: string, name: string, args: readonly unknown[]): T {
    const codec = known(this.#resource(resource).methods.get(name));
    const label = `${toPascalCase(resource)}.${name}`;
    const { raw } = heldHandle(object, `${this.#wit}#${label}`);
    const fn = Reflect.get(raw, toCamelCase(codec.model.name)) as Raw; // as above
    return this.#invoke(codec, label, args, (lowered) => fn.apply(raw, [...lowered]));
  }

  construct(object: object, resource: string, args: readonly unknown[]): void {
    const codec = known(this.#resource(resource).create);
    const owner = this.#class(resource) as new (...values: readonly unknown[]) => object; // the engine's class
    this.#invoke(codec, `new ${toPascalCase(resource)}`, args, (lowered) => {
      holdHandle(object, { raw: new owner(...lowered), resource: this.#handles.identityOf(resource) });
    });
  }

  dispose(object: object): void {
    releaseHandle(object);
  }

  #invoke<T>(
    codec: OperationCodec,
    label: string,
    args: readonly unknown[],
    call: (lowered: readonly unknown[]) => unknown,
  ): T {
    this.#handles.begin();
    // The generated module declares T as the type that the codec was made of.
    return callImported(`${this.#wit}#${label}`, codec, args, (lowered) => {
      this.#handles.giveAway();
      return call(lowered);
    }) as T;
  }

  #resource(name: string): ResourceCodec {
    return known(this.#codecs.resources.get(name));
  }

  #class(resource: string): object {
    return this.#raw[toPascalCase(resource)] as object; // the engine has a class for each resource of the WIT
  }
}

/** The generated module and the model are made of one WIT; they differ where the module is an old one. */
function known<T>(found: T | undefined): T {
  if (found !== undefined) return found;
  throw new Error('The generated module is older than the WIT package in wit/deps: run `airssys wit add` again.');
}
