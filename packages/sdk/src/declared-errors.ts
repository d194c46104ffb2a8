/** What `@throws` says at run time: the classes by method, in the order in which the decorator names them. */

/** A class of errors. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** By the object that has the methods: a prototype, or a class for its statics. */
const declared = new WeakMap<object, Map<PropertyKey, readonly ErrorClass[]>>();

export function declareErrors(owner: object, key: PropertyKey, classes: readonly ErrorClass[]): void {
  const methods = declared.get(owner) ?? new Map<PropertyKey, readonly ErrorClass[]>();
  methods.set(key, classes);
  declared.set(owner, methods);
}

/**
 * The place of an error's class among those that a method declares; of two that it is an instance of, the derived one's.
 * Undefined where it is none of them.
 */
export function declaredIndex(owner: object, key: PropertyKey, error: unknown): number | undefined {
  let found: number | undefined;
  const classes = classesOf(owner, key);
  for (const [index, one] of classes.entries()) {
    if (!(error instanceof one)) continue;
    const best = found === undefined ? undefined : classes[found];
    if (best === undefined || one.prototype instanceof best) found = index;
  }
  return found;
}

function classesOf(owner: object, key: PropertyKey): readonly ErrorClass[] {
  for (let at: object | null = owner; at !== null; at = Reflect.getPrototypeOf(at)) {
    const found = declared.get(at)?.get(key);
    if (found !== undefined) return found;
  }
  return [];
}
