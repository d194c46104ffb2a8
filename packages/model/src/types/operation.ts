/** A function of an interface, as its author declared it. */
import type { Named } from './named.ts';
import type { TypeNode } from './type-node.ts';

/** One parameter of an operation. */
export interface Parameter extends Named {
  /** The parameter's name in the author's TypeScript. */
  readonly key: string;
  /** The type of its argument. */
  readonly type: TypeNode;
  /** The caller may leave it out (`x?: T`); its type is then an option. */
  readonly optional?: boolean;
}

/** A function of an interface: its name, parameters and result. */
export interface OperationModel extends Named {
  /** The method's name in the author's class. */
  readonly key: string;
  /** Its parameters, in the order of the call. */
  readonly params: readonly Parameter[];
  /** Absent for an operation that returns nothing. */
  readonly result?: TypeNode;
  /** The author's method returns a promise of the result. On the wire there is no difference. */
  readonly async?: boolean;
  /**
   * The author's method throws what the result has as `err` (a definition with `as: 'error'`) and returns its `ok`; the
   * result's type is a `result`. Default: a result is returned as the SDK's `Result`.
   */
  readonly throws?: boolean;
}
