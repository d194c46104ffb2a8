/** The commands of `wast2json`, as far as the suite uses them. */

/** A typed value. Integers and floats are given as the decimal text of their bits, vectors as one text per lane. */
export interface SpecValue {
  readonly type: string;
  readonly lane_type?: string;
  readonly value?: string | readonly string[];
}

export interface Action {
  readonly type: 'invoke' | 'get';
  readonly module?: string;
  readonly field: string;
  readonly args?: readonly SpecValue[];
}

export interface Command {
  readonly type: string;
  readonly line: number;
  readonly name?: string;
  readonly as?: string;
  readonly filename?: string;
  readonly action?: Action;
  readonly expected?: readonly SpecValue[];
}
