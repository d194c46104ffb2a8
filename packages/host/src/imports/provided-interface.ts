/** An interface that the embedder provides, as a service: values by the codecs of the component's manifest. */
import { AirssysError, type ImportedInterface, toCamelCase, toPascalCase } from '@airssys/model';
import { createCodecs, JCO, type OperationCodec, type ResourceCodec } from '@airssys/model/codec';
import {
  type FunctionLanguage,
  type GatedFunction,
  type HostCall,
  type HostFunction,
  type HostService,
  WitError,
} from '../services/host-service.ts';
import type { AccessRequest } from '../capabilities/capability-set.ts';
import type { ProvidedInterface } from './import-provider.ts';
import { disposeObject, type ProvidedObjects } from './provided-objects.ts';

/** What the audit log says allowed a call. */
const RULE = 'provided by the embedder';

/** @throws AirssysError `AIRSSYS_SANDBOX_IMPORT_MISSING` where a function or class of the interface is not there. */
export function providedInterface(
  model: ImportedInterface,
  provided: ProvidedInterface,
  objects: ProvidedObjects,
): HostService {
  return new Provision(model, provided, objects).service();
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

class Provision {
  readonly #model: ImportedInterface;
  readonly #provided: ProvidedInterface;
  readonly #objects: ProvidedObjects;
  readonly #identities: ReadonlyMap<string, string>;
  readonly #waiting: Record<string, HostFunction> = {};
  readonly #immediate: Record<string, HostFunction> = {};
  readonly #missing: string[] = [];

  constructor(model: ImportedInterface, provided: ProvidedInterface, objects: ProvidedObjects) {
    this.#model = model;
    this.#provided = provided;
    this.#objects = objects;
    this.#identities = new Map(
      model.types
        .filter((type) => type.kind === 'resource')
        .map(({ name, from }) => [name, from ?? `${model.wit}#${name}`]),
    );
  }

  service(): HostService {
    const codecs = createCodecs(this.#model, JCO, this.#objects.handles(this.#identities));
    for (const [key, codec] of codecs.operations) {
      const fn = this.#member(this.#provided, key, key);
      this.#waiting[toCamelCase(codec.model.name)] = this.#function(codec, (args) =>
        Reflect.apply(fn, this.#provided, args),
      );
    }
    const own = [...codecs.resources.values()].filter(({ model }) => model.from === undefined);
    for (const resource of own) this.#resource(resource);
    if (this.#missing.length > 0) throw incomplete(this.#model.wit, this.#missing);
    return {
      interface: this.#model.wit,
      waiting: this.#waiting,
      immediate: this.#immediate,
      assemble: (functions) => this.#assemble(own, functions),
    };
  }

  #resource({ model: { name, source }, create, methods, statics }: ResourceCodec): void {
    const isNeeded = create !== undefined || statics.size > 0;
    const made = isNeeded ? this.#member(this.#provided, source, source) : () => {};
    if (create !== undefined) {
      this.#immediate[`[constructor]${name}`] = this.#guarded((_call, ...args) =>
        Reflect.construct(made, create.liftParams(args)),
      );
    }
    for (const [key, codec] of statics) {
      const fn = this.#member(made, key, `${source}.${key}`);
      this.#waiting[`[static]${name}.${codec.model.name}`] = this.#function(codec, (args) =>
        Reflect.apply(fn, made, args),
      );
    }
    for (const [key, codec] of methods) {
      const call = (args: readonly unknown[], object: object): unknown =>
        Reflect.apply(methodOf(object, key, `${source}.${key}`), object, args);
      this.#waiting[`[method]${name}.${codec.model.name}`] = this.#method(codec, call);
    }
    // The glue calls it when the component drops a handle. No decision is to be taken on that.
    this.#immediate[`[drop]${name}`] = {
      call: (_call: HostCall, instance: object) => {
        const object = this.#objects.take(instance);
        if (object !== undefined) disposeObject(object);
      },
    };
  }

  #member(owner: object, key: string, label: string): AnyFunction {
    const found: unknown = Reflect.get(owner, key);
    if (typeof found === 'function') return found as AnyFunction; // whatever it takes: its arguments are checked by the codec
    this.#missing.push(label);
    return () => {};
  }

  #function(codec: OperationCodec, call: (args: readonly unknown[]) => unknown): HostFunction {
    const fn = this.#guarded(
      async (_call, ...args) => await answer(codec, () => call(codec.liftParams(args))),
      codec.model.result?.kind === 'result',
    );
    return { ...fn, language: languageOf(codec, this.#model) };
  }

  #method(codec: OperationCodec, call: (args: readonly unknown[], object: object) => unknown): HostFunction {
    return this.#guarded(async (_call, instance, ...args) => {
      const object = this.#objects.objectOf(instance);
      if (object === undefined) throw new TypeError('the method was called on no object of the provider');
      return await answer(codec, () => call(codec.liftParams(args), object));
    }, codec.model.result?.kind === 'result');
  }

  #guarded(call: (call: HostCall, ...args: readonly unknown[]) => unknown, fallible = false): HostFunction {
    const access: AccessRequest = { area: 'import', action: 'call', resource: this.#model.wit };
    return { access: () => access, allows: () => RULE, fallible, call };
  }

  /** Functions, and the classes that the glue makes its handles of. */
  #assemble(
    resources: readonly ResourceCodec[],
    functions: Readonly<Record<string, GatedFunction>>,
  ): Readonly<Record<string, unknown>> {
    const plain = Object.entries(functions).filter(([name]) => !name.startsWith('['));
    const assembled: Record<string, unknown> = Object.fromEntries(plain);
    for (const { model, methods, statics } of resources) {
      const { name } = model;
      const gated = (label: string): GatedFunction => functions[label] ?? absent(label);
      const glueClass = this.#objects.defineClass(
        `${this.#model.wit}#${name}`,
        (args) => gated(`[constructor]${name}`)(...args) as object, // Reflect.construct gives an object
      );
      const member = (owner: object, key: PropertyKey, value: AnyFunction): void => {
        Object.defineProperty(owner, key, { value, configurable: true });
      };
      for (const { model: one } of methods.values()) {
        const fn = gated(`[method]${name}.${one.name}`);
        member(glueClass.prototype as object, toCamelCase(one.name), function (this: unknown, ...args) {
          return fn(this, ...args);
        });
      }
      for (const { model: one } of statics.values())
        member(glueClass, toCamelCase(one.name), gated(`[static]${name}.${one.name}`));
      const drop = gated(`[drop]${name}`);
      member(glueClass.prototype as object, Symbol.dispose, function (this: unknown) {
        return drop(this);
      });
      assembled[toPascalCase(name)] = glueClass;
    }
    return assembled;
  }
}

function languageOf(codec: OperationCodec, { types }: ImportedInterface): FunctionLanguage {
  const keepsObjects = types.some(({ kind }) => kind === 'resource');
  return {
    ...(!keepsObjects && { args: (given) => codec.liftParams(given) }),
    ...(codec.model.result?.kind === 'result' && { err: (error) => errOf(codec, error) }),
  };
}

function errOf(codec: OperationCodec, error: unknown): WitError {
  const outcome = codec.lowerResult({ ok: false, error });
  if (outcome.ok) throw new TypeError(`${codec.model.name} has no errors`);
  return WitError.withPayload(outcome.error);
}

/** What the provider answers, as the glue takes it. */
async function answer(codec: OperationCodec, call: () => unknown): Promise<unknown> {
  const outcome = codec.lowerResult(await resultOf(codec, call));
  if (outcome.ok) return outcome.value;
  throw WitError.withPayload(outcome.error);
}

/** What is thrown and no `Error` is the error of a result. */
async function resultOf({ model }: OperationCodec, call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (model.result?.kind !== 'result' || error instanceof Error) throw error;
    return { ok: false, error };
  }
}

function methodOf(object: object, key: string, label: string): AnyFunction {
  const found: unknown = Reflect.get(object, key);
  if (typeof found === 'function') return found as AnyFunction; // as in #member
  throw new TypeError(`the provider's object has no method ${label}`);
}

function absent(label: string): never {
  throw new Error(`the gate has no function ${label}`);
}

function incomplete(wit: string, missing: readonly string[]): AirssysError {
  const names = missing.map((name) => `${wit}#${name}`);
  return new AirssysError('AIRSSYS_SANDBOX_IMPORT_MISSING', `The provider of ${wit} lacks ${missing.join(', ')}`, {
    hint: 'Give it a function for each function of the interface, and a class for each resource that can be made.',
    data: { missing: names },
  });
}
