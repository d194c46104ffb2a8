/**
 * The glue's handles of one instance. Outside of the sandbox there are tokens in their place: data, which also another thread
 * or process can hold.
 */
import { AirssysError } from '@airssys/model';
import { dispose, type Target } from './glue-exports.ts';
import { HANDLE_KEY, type HandleToken } from './sandbox.ts';

export class GlueHandles {
  /** The names of the resources' classes, by their prototypes. */
  readonly #resources: ReadonlyMap<object, string>;
  /** Prototypes of all handles that the glue has made, also of resources whose classes it does not export; where it makes any. */
  readonly #handedOut: ReadonlySet<object> | undefined;
  readonly #handles = new Map<number, object>();
  #made = 0;

  constructor(exports: Readonly<Record<string, unknown>>, handedOut?: ReadonlySet<object>) {
    this.#handedOut = handedOut;
    const scopes = [exports, ...Object.values(exports).filter(isObject)];
    const classes = scopes.flatMap((scope) => Object.entries(scope)).filter(isClass);
    this.#resources = new Map(classes.map(([name, { prototype }]) => [prototype, name]));
  }

  /** Whether there can be handles among the values of calls. */
  get areUsed(): boolean {
    return this.#resources.size > 0 || this.#handedOut !== undefined;
  }

  /** How many handles there are outside. */
  get size(): number {
    return this.#handles.size;
  }

  /**
   * A call with the glue's handles for tokens, and the other way round for its answer. `taken` are dropped when it has answered.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_HANDLE` where a token stands for nothing any more. Nothing has been called then.
   */
  calling(target: Target, args: readonly unknown[], taken: readonly HandleToken[]): () => Promise<unknown> {
    if (!this.areUsed) return () => target(...args);
    const used = new Map<number, object>();
    const inside = (token: HandleToken): object => {
      const handle = this.#handle(token);
      used.set(token[HANDLE_KEY], handle);
      return handle;
    };
    const values = args.map((arg) => mapObjects(arg, (object) => (isToken(object) ? inside(object) : undefined)));
    const drops = taken.map(inside);
    const finish = async (): Promise<void> => {
      for (const handle of drops) await dispose(handle);
      // The glue has let go of those that were dropped, or handed over to the guest.
      for (const [id, handle] of used) if (isSpent(handle)) this.#handles.delete(id);
    };
    return async () => {
      try {
        const value = await target(...values);
        await finish();
        return this.#outside(value);
      } catch (error) {
        // The err of a result is no Error: the function has answered.
        if (error instanceof Error) throw error;
        await finish();
        throw this.#outside(error);
      }
    };
  }

  #handle(token: HandleToken): object {
    const handle = this.#handles.get(token[HANDLE_KEY]);
    if (handle !== undefined && !isSpent(handle)) return handle;
    throw new AirssysError('AIRSSYS_SANDBOX_HANDLE', `This handle of ${token.resource} was given up before`, {
      hint: 'Ask the component for a new one.',
      data: { resource: token.resource },
    });
  }

  #outside(value: unknown): unknown {
    return mapObjects(value, (object): HandleToken | undefined => {
      const prototype = Object.getPrototypeOf(object) as object;
      const isUnnamed = this.#handedOut?.has(prototype) === true;
      const resource = this.#resources.get(prototype) ?? (isUnnamed ? object.constructor.name : undefined);
      if (resource === undefined) return undefined;
      const id = (this.#made += 1);
      this.#handles.set(id, object);
      return { [HANDLE_KEY]: id, resource };
    });
  }
}

export function isToken(value: object): value is HandleToken {
  return Object.hasOwn(value, HANDLE_KEY);
}

/** A value with some of the objects in it replaced; the others are looked into, and copied where something changes. */
export function mapObjects(value: unknown, replace: (object: object) => unknown): unknown {
  if (!isObject(value) || ArrayBuffer.isView(value)) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) {
    const items = value.map((item) => mapObjects(item, replace));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, mapObjects(item, replace)]);
  return entries.some(([key, item]) => item !== Reflect.get(value, key)) ? Object.fromEntries(entries) : value;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isClass = (entry: [string, unknown]): entry is [string, { readonly prototype: object }] =>
  typeof entry[1] === 'function' && /^class\b/.test(Function.prototype.toString.call(entry[1]));

/** The glue marks a handle by a symbol of its own, and clears it when the handle has been dropped or handed over. */
function isSpent(handle: object): boolean {
  const marks = Object.getOwnPropertySymbols(handle).filter((key) => key.description === 'handle');
  return marks.length > 0 && marks.every((key) => Reflect.get(handle, key) === undefined);
}
