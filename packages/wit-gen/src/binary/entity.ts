/**
 * What the index spaces of a component hold. Types are compared by identity: a name given to a type by an import or export is a
 * new type, which knows the one that it stands for.
 */
import type { PrimitiveName } from '@airssys/model';

/** Where a value stands: a primitive, or a type of the index space. */
export type ValueType =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'error-context' }
  | Type;

export type ValueForm =
  | { readonly form: 'plain'; readonly type: ValueType }
  | { readonly form: 'record'; readonly fields: readonly NamedValue[] }
  | { readonly form: 'variant'; readonly cases: readonly (readonly [name: string, type: ValueType | undefined])[] }
  | { readonly form: 'list'; readonly element: ValueType }
  | { readonly form: 'fixed-list'; readonly element: ValueType; readonly length: number }
  | { readonly form: 'tuple'; readonly items: readonly ValueType[] }
  | { readonly form: 'flags' | 'enum'; readonly names: readonly string[] }
  | { readonly form: 'option'; readonly some: ValueType }
  | { readonly form: 'result'; readonly ok: ValueType | undefined; readonly err: ValueType | undefined }
  | { readonly form: 'own' | 'borrow'; readonly resource: Type }
  | { readonly form: 'stream' | 'future'; readonly element: ValueType | undefined }
  | { readonly form: 'map'; readonly key: ValueType; readonly value: ValueType };

export type NamedValue = readonly [name: string, type: ValueType];

export interface NamedType {
  readonly kind: 'named';
  readonly name: string;
  readonly of: Type;
  /** Id of the interface that exports it, once an import or export of the component has said so. */
  owner: string | undefined;
}

export interface FunctionType {
  readonly kind: 'function';
  readonly async: boolean;
  readonly params: readonly NamedValue[];
  readonly result: ValueType | undefined;
}

export interface InstanceType {
  readonly kind: 'instance';
  readonly exports: Exports;
}

export interface ComponentType {
  readonly kind: 'component';
  readonly imports: Exports;
  readonly exports: Exports;
}

export type Type =
  | NamedType
  | { readonly kind: 'value'; readonly value: ValueForm }
  | { readonly kind: 'resource' }
  | FunctionType
  | InstanceType
  | ComponentType;

/** Something that can be imported, exported or aliased. */
export type Entity =
  | { readonly sort: 'function'; readonly type: FunctionType }
  | { readonly sort: 'type'; readonly type: Type }
  | { readonly sort: 'instance'; readonly exports: Exports; readonly implements?: string }
  | { readonly sort: 'component'; readonly component: Component; readonly declared?: ComponentType }
  /** A core module or a value: nothing that WIT knows. */
  | { readonly sort: 'other' };

/** By name, in their order. */
export type Exports = ReadonlyMap<string, Entity>;

/** What can be instantiated: it is given its imports and answers its exports. */
export type Component = (args: Exports) => Exports;

/** Says of the types of an interface where they come from. The first to say so is right. */
export function own(exports: Exports, id: string): void {
  for (const entity of exports.values()) {
    if (entity.sort === 'type' && entity.type.kind === 'named') entity.type.owner ??= id;
  }
}
