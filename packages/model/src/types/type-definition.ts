import type { Named } from './named.ts';
import type { OperationModel, Parameter } from './operation.ts';
import { Type, type TypeNode } from './type-node.ts';

export interface RecordField extends Named {
  /** The property's name in the author's TypeScript. */
  readonly key: string;
  readonly type: TypeNode;
  /** The property may be absent (`key?: T`); its type is then an option. */
  readonly optional?: boolean;
}

export interface RecordDefinition extends Named {
  readonly kind: 'record';
  /** The type's name in the author's TypeScript. */
  readonly source: string;
  readonly fields: readonly RecordField[];
  /**
   * What the author's code holds. `date`: a `Date`; the definition is {@link INSTANT}. `error`: an instance of the class
   * `source`, which extends `Error`; the first field is `message`. Default: an object with the fields.
   */
  readonly as?: 'date' | 'error';
}

/** What a `Date` is on the wire. */
export const INSTANT: RecordDefinition = /* @__PURE__ */ Object.freeze({
  kind: 'record',
  name: 'instant',
  source: 'Date',
  docs: 'A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds of that second (below 1,000,000,000).',
  as: 'date',
  fields: /* @__PURE__ */ Object.freeze([
    /* @__PURE__ */ Object.freeze({ name: 'seconds', key: 'seconds', type: /* @__PURE__ */ Type.primitive('s64') }),
    /* @__PURE__ */ Object.freeze({
      name: 'nanoseconds',
      key: 'nanoseconds',
      type: /* @__PURE__ */ Type.primitive('u32'),
    }),
  ]),
});

/** The value by which the author's code tells the cases of a union apart. */
export type CaseLiteral = string | number | boolean;

/**
 * What a case carries, and how the author's code spells it beside the discriminant: nothing; the one property `key`; or
 * several properties, which form the record `type` on the wire.
 */
export type CasePayload =
  | { readonly style: 'property'; readonly key: string; readonly type: TypeNode; readonly optional?: boolean }
  | { readonly style: 'properties'; readonly type: TypeNode };

export interface VariantCase extends Named {
  readonly literal: CaseLiteral;
  readonly payload?: CasePayload;
}

export interface VariantDefinition extends Named {
  readonly kind: 'variant';
  readonly source: string;
  /** The property that tells the cases apart, such as `kind`. */
  readonly discriminant: string;
  /**
   * `error`: the author throws one of several classes; each case carries the record of one (`as: 'error'`), its literal is
   * the class's name, and the discriminant is empty. Default: an object with the discriminant.
   */
  readonly as?: 'error';
  readonly cases: readonly VariantCase[];
}

export interface EnumCase extends Named {
  /** The value in the author's code: a string of a union, or a TypeScript `enum` member's value. */
  readonly literal: string | number;
}

export interface EnumDefinition extends Named {
  readonly kind: 'enum';
  readonly source: string;
  readonly cases: readonly EnumCase[];
}

export interface Flag extends Named {
  /** The value in the author's code. */
  readonly literal: string;
}

/** Named switches in any combination. The author's code holds the SDK's `Flags`: a set of the literals that are on. */
export interface FlagsDefinition extends Named {
  readonly kind: 'flags';
  readonly source: string;
  readonly flags: readonly Flag[];
}

/** A class whose objects stay on the side that made them; the other side holds handles and calls their methods. */
export interface ResourceDefinition extends Named {
  readonly kind: 'resource';
  readonly source: string;
  /** The file that exports the author's class, relative to the project with `/`; absent where no class is the author's. */
  readonly module?: string;
  /**
   * Where it is defined, when an imported interface has taken it from another by `use`: `acme:rates/sessions@1.2.0#session`.
   * Its functions are those of that interface, and not repeated.
   */
  readonly from?: string;
  /** How callers make one. Absent: objects come from operations only. */
  readonly create?: ResourceConstructor;
  readonly methods: readonly OperationModel[];
  readonly statics: readonly OperationModel[];
  /**
   * `async-iterable`: the author's code holds an `AsyncIterable`, and the one method is `next`, which returns an option of
   * the element. Default: an object of the class.
   */
  readonly as?: 'async-iterable';
}

export interface ResourceConstructor {
  readonly params: readonly Parameter[];
  readonly docs?: string;
}

/** A type with a name of its own in the interface. */
export type TypeDefinition =
  | RecordDefinition
  | VariantDefinition
  | EnumDefinition
  | FlagsDefinition
  | ResourceDefinition;

export type DefinitionKind = TypeDefinition['kind'];

/** One handler per kind of definition. */
export type DefinitionVisitor<R> = {
  readonly [K in DefinitionKind]: (node: Extract<TypeDefinition, { kind: K }>) => R;
};

export function visitDefinition<R>(node: TypeDefinition, visitor: DefinitionVisitor<R>): R {
  // As in visitType: kind and handler agree by DefinitionVisitor's type.
  const handler = visitor[node.kind] as (node: TypeDefinition) => R;
  return handler(node);
}
