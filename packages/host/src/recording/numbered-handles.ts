/** The objects that stand for handles at the gate, as numbers: the host's resources, and those of the embedder. */
import type { HandleNumbers } from './value-coding.ts';

type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export class NumberedHandles implements HandleNumbers {
  /** `interface#Class` by the prototype of the glue's class. */
  readonly #names = new Map<object, string>();
  readonly #prototypes = new Map<string, object>();
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  /** Learns the classes of the glue from what the gate has made of the interfaces. */
  bind(imports: Imports): void {
    for (const [name, members] of Object.entries(imports)) {
      for (const [key, value] of Object.entries(members)) {
        if (typeof value !== 'function' || !/^[A-Z]/.test(key)) continue;
        const prototype = (value as { readonly prototype: object }).prototype; // what is named as a class is called with `new`
        this.#names.set(prototype, `${name}#${key}`);
        this.#prototypes.set(`${name}#${key}`, prototype);
      }
    }
  }

  numberOf(object: object): { readonly number: number; readonly of: string | undefined } | undefined {
    const of = this.#names.get(Object.getPrototypeOf(object) as object);
    const known = this.#numbers.get(object);
    if (known !== undefined) return { number: known, of };
    return of === undefined ? undefined : { number: this.#number(object), of };
  }

  /** Numbers an object that is of no class of the glue: what a constructor of the embedder's has made. */
  adopt(object: object): void {
    if (!this.#numbers.has(object)) this.#number(object);
  }

  /** An object that stands for the handle of a recording. */
  standIn(number: number, of: string | undefined): object {
    const prototype = of === undefined ? undefined : this.#prototypes.get(of);
    const object: object = Object.create(prototype ?? UNKNOWN);
    this.#numbers.set(object, number);
    this.#last = Math.max(this.#last, number);
    return object;
  }

  #number(object: object): number {
    this.#last += 1;
    this.#numbers.set(object, this.#last);
    return this.#last;
  }
}

/** Of objects that the glue does not look at. */
const UNKNOWN: object = Object.freeze(Object.create(null));
