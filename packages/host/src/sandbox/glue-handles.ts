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
  readonly #handles = new Map<number, object>();
  #made = 0;

  constructor(exports: Readonly<Record<string, unknown>>) {
    const scopes = [exports, ...Object.values(exports).filter(isObject)];
    const classes = scopes.flatMap((scope) => Object.entries(scope)).filter(isClass);
    this.#resources = new Map(classes.map(([name, { prototype }]) => [prototype, name]));
  }

  /** How many handles there are outside. */
  get size(): number {
    return this.#handles.size;
  }

  /** A function as it is called from outside: with tokens for handles. `taken` are dropped when it has answered. */
  calling(target: Target, taken: readonly HandleToken[]): Target {
    if (this.#resources.size === 0) return target;
    return async (...args) => {
      const drops = taken.map((token) => this.#handle(token));
      const drop = async (): Promise<void> => {
        for (const handle of drops) await dispose(handle);
        this.#forget();
      };
      try {
        const value = await target(...args.map((arg) => this.#inside(arg)));
        await drop();
        return this.#outside(value);
      } catch (error) {
        // The err of a result is no Error: the function has answered.
        if (error instanceof Error) throw error;
        await drop();
        throw this.#outside(error);
      }
    };
  }

  /** Lets go of the handles that the glue has let go of: dropped, or handed over to the guest. */
  #forget(): void {
    for (const [id, handle] of this.#handles) if (isSpent(handle)) this.#handles.delete(id);
  }

  #handle(token: HandleToken): object {
    const handle = this.#handles.get(token[HANDLE_KEY]);
    if (handle !== undefined && !isSpent(handle)) return handle;
    throw new AirssysError(
      'AIRSSYS_SANDBOX_HANDLE',
      `There is no handle ${token[HANDLE_KEY]} of ${token.resource} any more`,
    );
  }

  #inside(value: unknown): unknown {
    return mapObjects(value, (object) => (isToken(object) ? this.#handle(object) : undefined));
  }

  #outside(value: unknown): unknown {
    return mapObjects(value, (object): HandleToken | undefined => {
      const resource = this.#resources.get(Object.getPrototypeOf(object) as object);
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
