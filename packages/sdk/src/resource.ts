// Gives an author the type of Symbol.dispose, whatever `lib` their project is compiled with.
/// <reference lib="esnext.disposable" preserve="true" />
declare const wit: unique symbol;

/** A decorator for classes, of both decorator kinds; also for those whose constructor is private. */
export interface ResourceMark {
  (target: { readonly prototype: object }, context?: { readonly kind: 'class' }): void;
}

/**
 * Makes an exported class a resource: its objects stay in the component, and callers hold handles to them, whose methods
 * are the class's public ones. Use the class as a type in operations; it needs no registration.
 *
 * What is `#private`, `private` or `protected` is not offered; a constructor that is not public leaves the making of objects to the component. A method `[Symbol.dispose]()` runs once, when the last
 * handle to the object has been given up.
 *
 * @example
 * @resource()
 * export class Session {
 *   #entries = new Map<string, string>();
 *   read(key: string): string | undefined { return this.#entries.get(key); }
 *   [Symbol.dispose](): void { this.#entries.clear(); }
 * }
 */
export function resource(): ResourceMark {
  return () => {};
}

/**
 * A resource that changes hands. As a parameter, the caller gives its handle up, and the component answers for the object
 * from then on: the runtime does not dispose it unless it is handed out again. As a result it is what the bare class is.
 */
export type Own<T extends object> = T & { readonly [wit]?: { readonly own: true } };

/** A resource that is lent for the time of the call, which is what the bare class means as a parameter. Never a result. */
export type Borrow<T extends object> = T & { readonly [wit]?: { readonly borrow: true } };
