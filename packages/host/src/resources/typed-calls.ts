/** Calls in the values of the author's types: operations, and the functions of resources. */
import { toCamelCase, toPascalCase } from '@airssys/model';
import type { Codecs, OperationCodec, ResourceCodec } from '@airssys/model/codec';
import { rememberUsage } from '../call-usage.ts';
import type {
  CallOptions,
  CallOutcome,
  ExportedFunction,
  HandleToken,
  ResourceMember,
  Sandbox,
} from '../sandbox/sandbox.ts';
import type { Usage } from '../sandbox/usage.ts';
import { asyncIterable } from './async-iterables.ts';
import { CallHandles, type SharedHandles } from './call-handles.ts';
import { demandLive, type Handle, handleOf, type HandleTable, isRefusal } from './handle-table.ts';

/** The answer to a call, with what it has used. */
export interface CallResult {
  /** What the operation returned; undefined where it returns nothing. */
  readonly value: unknown;
  /** What the call has used. */
  readonly usage: Usage;
}

/**
 * A resource of a component, for callers: `new` makes an object, as far as the author's constructor is public, and the
 * class's statics stand beside it by their names. Handles have the class's methods, all of them async, and
 * `[Symbol.asyncDispose]`.
 */
export type ResourceClass = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

export interface TypedCallsOptions {
  readonly sandbox: Sandbox;
  readonly table: HandleTable;
  readonly codecs: Codecs;
  readonly handles: SharedHandles;
  /** Full WIT name of the interface of the operations. */
  readonly interface: string | undefined;
  /** Runs the calls of handles' methods, disposals and resources' functions. */
  readonly around: <T>(call: () => Promise<T>) => Promise<T>;
}

/** A function with what is needed to call it. */
interface Call {
  readonly codec: OperationCodec;
  readonly fn: ExportedFunction;
  readonly label: string;
  /** The handle that a method is called on. */
  readonly self?: Handle;
}

export class TypedCalls {
  readonly #options: TypedCallsOptions;
  /** What the handles of each resource inherit from, by the resource's WIT name. */
  readonly #prototypes = new Map<string, object>();
  /** The operations that have been called: making the names takes a hundredth of a call. */
  readonly #functions = new Map<string, ExportedFunction>();

  constructor(options: TypedCallsOptions) {
    this.#options = options;
  }

  get operations(): readonly string[] {
    return [...this.#options.codecs.operations.keys()];
  }

  /** The resources by the names of their classes. Those that stand for another type of TypeScript are none. */
  get resources(): readonly string[] {
    const { resources } = this.#options.codecs;
    return [...resources.values()].flatMap(({ model }) => (model.as === undefined ? [model.source] : []));
  }

  /** Calls an operation; undefined where there is none of that name. */
  operation(key: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> | undefined {
    const codec = this.#options.codecs.operations.get(key);
    if (codec === undefined) return undefined;
    const fn = this.#functions.get(key) ?? { interface: this.#options.interface, name: toCamelCase(codec.model.name) };
    this.#functions.set(key, fn);
    return this.#call({ codec, fn, label: key }, args, options);
  }

  /** Calls a method of a handle; undefined where the resource has none of that name. */
  method(
    handle: object,
    key: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<CallResult> | undefined {
    const self = handleOf(handle);
    const resource = this.#options.codecs.resources
      .values()
      .find(({ model }) => toPascalCase(model.name) === self?.token.resource);
    const codec = resource?.methods.get(key);
    return self && resource && codec && this.#method(self, resource, codec, args, options);
  }

  /** The functions of a resource; undefined where there is no resource of that name. */
  resource(source: string): ResourceClass | undefined {
    const found = this.#options.codecs.resources
      .values()
      .find(({ model }) => model.source === source && model.as === undefined);
    if (found === undefined) return undefined;
    const { create, statics } = found;
    const functions: Record<string, (...args: readonly unknown[]) => Promise<unknown>> = {};
    for (const [key, codec] of statics) {
      functions[key] = (...args) => this.#static(found, codec, 'static', `${source}.${key}`, args);
    }
    if (create) functions['new'] = (...args) => this.#static(found, create, 'constructor', `new ${source}`, args);
    return Object.freeze(functions);
  }

  async #static(
    { model }: ResourceCodec,
    codec: OperationCodec,
    kind: ResourceMember['kind'],
    label: string,
    args: readonly unknown[],
  ): Promise<unknown> {
    const call: Call = { codec, fn: this.#member(model.name, kind, codec.model.name), label };
    const { value } = await this.#options.around(() => this.#call(call, args));
    return value;
  }

  async #method(
    self: Handle,
    { model }: ResourceCodec,
    codec: OperationCodec,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<CallResult> {
    const label = `${model.source}.${codec.model.key}`;
    return await this.#call(
      { codec, fn: this.#member(model.name, 'method', codec.model.name), label, self },
      args,
      options,
    );
  }

  #member(resource: string, kind: ResourceMember['kind'], name: string): ExportedFunction {
    const of = { resource: toPascalCase(resource), kind };
    return { interface: this.#options.interface, name: toCamelCase(name), of };
  }

  async #call(call: Call, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    const { codec, fn, label, self } = call;
    const { sandbox, table, handles, codecs } = this.#options;
    if (codecs.resources.size === 0 && !sandbox.hasHandles) return await this.#callWithout(call, args, options);
    const scope = new CallHandles(table, (token) => this.#wrap(token));
    if (self) {
      demandLive(self, label);
      scope.lend(self);
    }
    try {
      const values = handles.within(scope, () => codec.lowerParams(args));
      const all = self ? [self.token, ...values] : values;
      const outcome = await sandbox.call(fn, label, all, options, scope.taken);
      return { value: this.#lift(scope, call, outcome), usage: outcome.usage };
    } catch (error) {
      if (isRefusal(error)) scope.undo();
      throw error;
    }
  }

  /** A call in which no handles can be. */
  async #callWithout(
    { codec, fn, label }: Call,
    args: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<CallResult> {
    const outcome = await this.#options.sandbox.call(fn, label, codec.lowerParams(args), options);
    try {
      return { value: codec.liftResult(outcome), usage: outcome.usage };
    } catch (error) {
      rememberUsage(error, outcome.usage);
      throw error;
    }
  }

  #lift(scope: CallHandles, { codec, fn }: Call, outcome: CallOutcome): unknown {
    const isNew = fn.of?.kind === 'constructor' && outcome.ok;
    try {
      return this.#options.handles.within(scope, () =>
        isNew ? scope.liftNew(outcome.value) : codec.liftResult(outcome),
      );
    } catch (error) {
      rememberUsage(error, outcome.usage);
      throw error;
    }
  }

  #wrap(token: HandleToken): unknown {
    const { table, codecs, around } = this.#options;
    const codec = codecs.resources.values().find(({ model }) => toPascalCase(model.name) === token.resource);
    if (codec === undefined) throw new Error(`the manifest has no resource ${token.resource}`);
    const { as, source } = codec.model;
    const handle = table.wrap(token, source, this.#prototype(codec));
    const next = codec.methods.get('next');
    if (as !== 'async-iterable' || next === undefined) return handle;
    const { result } = next.model;
    return asyncIterable(
      result?.kind === 'option' && result.none === 'null' ? null : undefined,
      async () => {
        const own = handleOf(handle);
        return own && (await around(() => this.#method(own, codec, next, []))).value;
      },
      async () => await (handle as AsyncDisposable)[Symbol.asyncDispose](), // its prototype has it
    );
  }

  #prototype(codec: ResourceCodec): object {
    const { name, source } = codec.model;
    const known = this.#prototypes.get(name);
    if (known) return known;
    const prototype: object = Object.create(null, { [Symbol.toStringTag]: { value: source } });
    const define = (key: PropertyKey, value: (this: unknown, ...args: unknown[]) => Promise<unknown>): void => {
      Object.defineProperty(prototype, key, { value });
    };
    const { around, table } = this.#options;
    for (const [key, method] of codec.methods) {
      const call = async (self: Handle, args: readonly unknown[]): Promise<unknown> =>
        (await around(() => this.#method(self, codec, method, args))).value;
      define(key, async function (...args) {
        return await call(selfOf(this, `${source}.${key}`), args);
      });
    }
    define(Symbol.asyncDispose, async function () {
      const self = selfOf(this, `${source}[Symbol.asyncDispose]`);
      await around(() => table.dispose(self));
    });
    this.#prototypes.set(name, prototype);
    return prototype;
  }
}

function selfOf(value: unknown, method: string): Handle {
  const handle = handleOf(value);
  if (handle === undefined) throw new TypeError(`${method} was called on what is no handle`);
  return handle;
}
