/** WIT's types as a generated module spells them. */
import type { PrimitiveName } from '@airssys/model';
import { visitWitType, type WitType } from '../document/wit-type.ts';
import type { BoundScope } from './bound-scope.ts';
import { typeNames } from './names.ts';
import { isByte, optionIn } from './type-questions.ts';

const PRIMITIVES: Partial<Readonly<Record<PrimitiveName, string>>> = { bool: 'boolean', string: 'string' };

/** Prints the types of one scope, and remembers what it took from the SDK. */
export class TypeText {
  /** Names of the SDK's types. */
  readonly sdk: Set<string> = new Set();
  readonly #scope: BoundScope;
  readonly #names: ReadonlyMap<string, string>;

  constructor(scope: BoundScope) {
    this.#scope = scope;
    this.#names = typeNames(scope.scope);
  }

  nameOf(name: string): string {
    const found = this.#names.get(name);
    if (found === undefined) throw new RangeError(`there is no type ${name} in ${this.#scope.id}`);
    return found;
  }

  print(type: WitType): string {
    return visitWitType<string>(type, {
      primitive: ({ name }) => PRIMITIVES[name] ?? this.ofSdk(name),
      list: ({ element }) =>
        isByte(this.#scope, element) ? 'Uint8Array' : `readonly ${operand(this.print(element))}[]`,
      option: ({ some }) => this.#option(some),
      result: ({ ok, err }) =>
        `${this.ofSdk('Result')}<${ok ? this.print(ok) : 'void'}, ${err ? this.print(err) : 'void'}>`,
      tuple: ({ items }) => `readonly [${items.map((item) => this.print(item)).join(', ')}]`,
      own: ({ resource }) => this.nameOf(resource),
      borrow: ({ resource }) => this.nameOf(resource),
      reference: ({ name }) => this.nameOf(name),
      'fixed-list': unbound,
      map: unbound,
      stream: unbound,
      future: unbound,
      'error-context': unbound,
    });
  }

  /** The name of a type or function of the SDK, which the module then imports. */
  ofSdk(name: string): string {
    this.sdk.add(name);
    return name;
  }

  #option(some: WitType): string {
    // What an alias stands for is `T | undefined` by its name; directly inside of an option it has to be null.
    const inner = optionIn(this.#scope, some);
    if (inner === undefined) return `${this.print(some)} | undefined`;
    const text = some.kind === 'option' ? this.print(some.some) : `Exclude<${this.print(some)}, undefined>`;
    return `${text} | null | undefined`;
  }
}

const operand = (text: string): string => (/^readonly | \| /.test(text) ? `(${text})` : text);

/** `unsupported.ts` has refused it before anything is printed. */
function unbound({ kind }: WitType): never {
  throw new Error(`${kind} has no spelling`);
}
