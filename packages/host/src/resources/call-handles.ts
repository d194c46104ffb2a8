/** Handles in the values of one call. */
import { type HandleType, type InterfaceModel, toPascalCase } from '@airssys/model';
import { type Handles, refuse, refuseGiven } from '@airssys/model/codec';
import { isToken } from '../sandbox/glue-handles.ts';
import type { HandleToken } from '../sandbox/sandbox.ts';
import { type Handle, handleOf, type HandleTable } from './handle-table.ts';

/** Makes the caller's object of a handle that the component has returned. */
export type WrapHandle = (token: HandleToken) => unknown;

/** The handles that one call lends and hands over. */
export class CallHandles {
  readonly #table: HandleTable;
  readonly #wrap: WrapHandle;
  readonly #given: Handle[] = [];
  readonly #lent = new Set<Handle>();

  constructor(table: HandleTable, wrap: WrapHandle) {
    this.#table = table;
    this.#wrap = wrap;
  }

  /** The handles that the component takes over. */
  get taken(): readonly HandleToken[] {
    return this.#given.map(({ token }) => token);
  }

  lend(handle: Handle): void {
    this.#lent.add(handle);
  }

  lift({ resource }: HandleType, abi: unknown): unknown {
    const isHandle = typeof abi === 'object' && abi !== null && isToken(abi) && abi.resource === toPascalCase(resource);
    return isHandle ? this.#wrap(abi) : refuse(`a handle of the resource ${resource}`, abi);
  }

  /** What a constructor has made. */
  liftNew(abi: unknown): unknown {
    return typeof abi === 'object' && abi !== null && isToken(abi) ? this.#wrap(abi) : refuse('a new handle', abi);
  }

  lower(name: string, { resource, ownership }: HandleType, value: unknown): unknown {
    const expected = `a handle of ${name}`;
    const handle = handleOf(value);
    if (handle === undefined) return refuse(expected, value);
    const { table, label, status, token } = handle;
    if (token.resource !== toPascalCase(resource)) return refuseGiven(expected, `one of ${label}`);
    if (table !== this.#table) {
      const hint = 'A handle is good for the instance that gave it.';
      return refuseGiven(`${expected} of this instance`, `one of instance ${table.id}`, hint);
    }
    if (status !== 'live') {
      return refuseGiven(
        expected,
        status === 'given' ? 'one that was given to the component' : 'one that was disposed',
      );
    }
    if (ownership === 'own') {
      if (this.#lent.has(handle)) return refuseGiven(expected, 'one that the same call lends');
      this.#table.give(handle);
      this.#given.push(handle);
    } else {
      this.#lent.add(handle);
    }
    return token;
  }

  /** The component has not been called: all is as before. */
  undo(): void {
    for (const handle of this.#given) this.#table.restore(handle);
  }
}

/** The handles of a component's codecs, which are compiled once for all instances: each call says whose they are. */
export class SharedHandles implements Handles {
  readonly #names: ReadonlyMap<string, string>;
  #current: CallHandles | undefined;

  constructor(model: InterfaceModel) {
    this.#names = new Map(model.types.map(({ name, source }) => [name, source]));
  }

  /** Converts values, whose handles belong to this call. */
  within<T>(call: CallHandles, convert: () => T): T {
    this.#current = call;
    try {
      return convert();
    } finally {
      this.#current = undefined;
    }
  }

  lift(type: HandleType, abi: unknown): unknown {
    return this.#current ? this.#current.lift(type, abi) : refuse('a value outside of a call', abi);
  }

  lower(type: HandleType, value: unknown): unknown {
    const name = this.#names.get(type.resource) ?? type.resource;
    return this.#current ? this.#current.lower(name, type, value) : refuse('a value outside of a call', value);
  }
}
