import type { AccessRequest, HostFunction } from '@airssys/host';
import { AirssysError, type PermissionRequest } from '@airssys/model';
import { toldOf } from './create-mocks.ts';
import type { MockCall, Mocks } from './mocks.ts';

/** A mock's function, whatever its client. Its arguments and results are checked where they cross. */
type AnyFunction = (...args: readonly unknown[]) => unknown;

/** A mock's function as the host calls it. */
export interface MockFunction {
  readonly call: AnyFunction;
  /** Whether it stands in for the host's at the moment: one that was told nothing does not. */
  isTold(): boolean;
}

/** The mocks of one mount: finds them, records their calls, and says what they may. */
export class MockSession {
  /** The calls so far, in their order. */
  readonly calls: MockCall[];
  readonly #mocks: Mocks;
  readonly #grants: readonly PermissionRequest[];

  /** @param calls Receives each call. */
  constructor(mocks: Mocks, grants: readonly PermissionRequest[], calls: MockCall[]) {
    this.calls = calls;
    this.#mocks = mocks;
    this.#grants = grants;
  }

  /**
   * The mocked functions of a client, by name; each records its calls.
   *
   * @throws AirssysError `AIRSSYS_TEST_MOUNT` for a name that the client does not have.
   */
  functionsOf(service: keyof Mocks, known: readonly string[]): ReadonlyMap<string, MockFunction> {
    const mock: object = this.#mocks[service] ?? {};
    // Asked for by name, so that mocks may be instances of classes too.
    for (const name of Object.keys(mock))
      if (!known.includes(name) && isFunction(Reflect.get(mock, name))) throw unknownMock(service, name, known);
    return new Map(
      known.flatMap((name): [string, MockFunction][] => {
        const fn: unknown = Reflect.get(mock, name);
        if (!isFunction(fn)) return [];
        const call: AnyFunction = (...args) => this.#call(mock, fn, { service, function: name, args });
        return [[name, { call, isTold: toldOf(fn) }]];
      }),
    );
  }

  /** A mock is its own grant, unless the grants speak of what it does. */
  allows(service: keyof Mocks, name: string): NonNullable<HostFunction['allows']> {
    return ({ area, action }: AccessRequest) => {
      const isGoverned = this.#grants.some((grant) => grant.area === area && grant.action === action);
      return isGoverned ? undefined : `mock ${service}.${name}`;
    };
  }

  #call(mock: object, fn: AnyFunction, call: MockCall): unknown {
    this.calls.push(Object.freeze(call));
    return Reflect.apply(fn, mock, call.args);
  }
}

const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function';

function unknownMock(service: keyof Mocks, name: string, known: readonly string[]): AirssysError {
  return new AirssysError('AIRSSYS_TEST_MOUNT', `${service}.${name} cannot be mocked: the host has no such function`, {
    hint: `Functions of ${service}: ${known.join(', ')}. (getText and readText call get and read.)`,
    data: { service, function: name },
  });
}
