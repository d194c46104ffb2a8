/**
 * The engine's handles behind the objects of imported resources. They stand beside the objects, not in them: nothing of the
 * engine is reachable from what the author holds.
 */
export interface HeldHandle {
  /** The engine's object. */
  readonly raw: object;
  /** Which resource it is of: `interface#resource`. */
  readonly resource: string;
}

const held = new WeakMap<object, HeldHandle>();

export function holdHandle(object: object, handle: HeldHandle): void {
  held.set(object, handle);
}

export function handleOf(object: unknown): HeldHandle | undefined {
  return typeof object === 'object' && object !== null ? held.get(object) : undefined;
}

/** The handle of an object that a method is called on. */
export function heldHandle(object: object, method: string): HeldHandle {
  const found = held.get(object);
  if (found !== undefined) return found;
  throw new Error(`${method} was called on an object that has been disposed or given away`);
}

/** The object's handle belongs to another now. */
export function forgetHandle(object: object): void {
  held.delete(object);
}

/**
 * Gives the handle back. StarlingMonkey does so at once; QuickJS when nothing refers to it any more, which is at the end of the
 * call at the latest.
 */
export function releaseHandle(object: object): void {
  const found = held.get(object);
  held.delete(object);
  const dispose: unknown = found && Reflect.get(found.raw, Symbol.dispose);
  if (found && typeof dispose === 'function') Reflect.apply(dispose, found.raw, []);
}
