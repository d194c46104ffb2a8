import type { Named } from './named.ts';
import type { OperationModel, Parameter } from './operation.ts';
import { Type, type TypeNode } from './type-node.ts';

/** One field of a record. */
export interface RecordField extends Named {
  /** The property's name in the author's TypeScript. */
  readonly key: string;
  /** The type of its value. */
  readonly type: TypeNode;
  /** The property may be absent (`key?: T`); its type is then an option. */
  readonly optional?: boolean;
}

/** Named values that belong together. */
export interface RecordDefinition extends Named {
  readonly kind: 'record';
  /** The type's name in the author's TypeScript. */
  readonly source: string;
  /** Its fields, in the order of the ABI. */
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
 * What a case carries, and how the author's code spells it beside the discriminant: nothing; the one property `key`; or several
 * properties, which form the record `type` on the wire. Its `type` is that of what is carried; `optional`, by default false,
 * says that the property may be absent.
 */
export type CasePayload =
  | { readonly style: 'property'; readonly key: string; readonly type: TypeNode; readonly optional?: boolean }
  | { readonly style: 'properties'; readonly type: TypeNode };

/** One of the shapes that a variant's value may have. */
export interface VariantCase extends Named {
  /** The discriminant's value that stands for it. */
  readonly literal: CaseLiteral;
  /** What it carries. Absent: nothing. */
  readonly payload?: CasePayload;
}

/** A choice of cases, each of which may carry something of its own. */
export interface VariantDefinition extends Named {
  readonly kind: 'variant';
  /** The type's name in the author's TypeScript. */
  readonly source: string;
  /** The property that tells the cases apart, such as `kind`. */
  readonly discriminant: string;
  /**
   * `error`: the author throws one of several classes; each case carries the record of one (`as: 'error'`), its literal is
   * the class's name, and the discriminant is empty. Default: an object with the discriminant.
   */
  readonly as?: 'error';
  /** The cases, in the order that the ABI counts them in. */
  readonly cases: readonly VariantCase[];
}

/** One value of an enum. */
export interface EnumCase extends Named {
  /** The value in the author's code: a string of a union, or a TypeScript `enum` member's value. */
  readonly literal: string | number;
}

/** A choice of values that carry nothing. */
export interface EnumDefinition extends Named {
  readonly kind: 'enum';
  /** The type's name in the author's TypeScript. */
  readonly source: string;
  /** The values, in the order that the ABI counts them in. */
  readonly cases: readonly EnumCase[];
}

/** One switch of a type of flags. */
export interface Flag extends Named {
  /** The value in the author's code. */
  readonly literal: string;
}

/** Named switches in any combination. The author's code holds the SDK's `Flags`: a set of the literals that are on. */
export interface FlagsDefinition extends Named {
  readonly kind: 'flags';
  /** The type's name in the author's TypeScript. */
  readonly source: string;
  /** The switches, in the order of their bits. */
  readonly flags: readonly Flag[];
}

/** A class whose objects stay on the side that made them; the other side holds handles and calls their methods. */
export interface ResourceDefinition extends Named {
  readonly kind: 'resource';
  /** The class's name in the author's TypeScript. */
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
  /** Functions of an object. */
  readonly methods: readonly OperationModel[];
  /** Functions of the class itself. */
  readonly statics: readonly OperationModel[];
  /**
   * `async-iterable`: the author's code holds an `AsyncIterable`, and the one method is `next`, which returns an option of
   * the element. Default: an object of the class.
   */
  readonly as?: 'async-iterable';
}

/** How callers make an object of a resource. */
export interface ResourceConstructor {
  /** What they give to it, in the order of the call. */
  readonly params: readonly Parameter[];
  /** The comment above it. Absent: it has none. */
  readonly docs?: string;
}

/** A type with a name of its own in the interface. */
export type TypeDefinition =
  | RecordDefinition
  | VariantDefinition
  | EnumDefinition
  | FlagsDefinition
  | ResourceDefinition;

/** The kinds of types that have a name: what {@link visitDefinition} asks handlers for. */
export type DefinitionKind = TypeDefinition['kind'];

/** One handler per kind of definition. */
export type DefinitionVisitor<R> = {
  readonly [K in DefinitionKind]: (node: Extract<TypeDefinition, { kind: K }>) => R;
};

/** Calls the visitor's handler for this node's kind. Answers what the handler does. */
export function visitDefinition<R>(node: TypeDefinition, visitor: DefinitionVisitor<R>): R {
  // As in visitType: kind and handler agree by DefinitionVisitor's type.
  const handler = visitor[node.kind] as (node: TypeDefinition) => R;
  return handler(node);
}
