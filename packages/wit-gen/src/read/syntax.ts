/** WIT files as they are written: names are not resolved yet, each knows its place. */
import type { PrimitiveName } from '@airssys/model';
import type { WitGate } from '../document/item.ts';
import type { Span, WitSource } from './source-text.ts';

export interface Ident extends Span {
  readonly name: string;
}

/** What stands before an item. */
export interface Preamble {
  readonly docs: string | undefined;
  readonly gate: GateSyntax | undefined;
  readonly externalId: string | undefined;
}

export interface GateSyntax extends WitGate {
  /** Where `@since` names its version. */
  readonly sinceSpan?: Span;
  readonly deprecatedSpan?: Span;
}

/** `namespace:name@version`. */
export interface PackageNameSyntax extends Span {
  readonly namespace: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** An interface or world: `name` in the same package, or `namespace:package/name@version`. */
export interface PathSyntax extends Span {
  readonly package: PackageNameSyntax | undefined;
  readonly name: Ident;
}

export type TypeSyntax = Span &
  (
    | { readonly kind: 'primitive'; readonly name: PrimitiveName }
    | { readonly kind: 'list'; readonly element: TypeSyntax }
    | { readonly kind: 'fixed-list'; readonly element: TypeSyntax; readonly length: number }
    | { readonly kind: 'option'; readonly some: TypeSyntax }
    | { readonly kind: 'result'; readonly ok: TypeSyntax | undefined; readonly err: TypeSyntax | undefined }
    | { readonly kind: 'tuple'; readonly items: readonly TypeSyntax[] }
    | { readonly kind: 'map'; readonly key: TypeSyntax; readonly value: TypeSyntax }
    | { readonly kind: 'stream' | 'future'; readonly element: TypeSyntax | undefined }
    | { readonly kind: 'error-context' }
    | { readonly kind: 'own' | 'borrow'; readonly resource: Ident }
    | { readonly kind: 'name'; readonly name: Ident }
  );

export interface MemberSyntax {
  readonly name: Ident;
  readonly docs: string | undefined;
  readonly type: TypeSyntax | undefined;
}

export interface TypeItemSyntax extends Preamble {
  readonly kind: 'alias' | 'record' | 'variant' | 'enum' | 'flags' | 'resource';
  readonly name: Ident;
  /** Of an alias. */
  readonly type: TypeSyntax | undefined;
  /** Fields, cases or flags. */
  readonly members: readonly MemberSyntax[];
  /** Of a resource. */
  readonly functions: readonly FunctionSyntax[];
}

export interface UseSyntax extends Preamble {
  readonly kind: 'use';
  readonly from: PathSyntax;
  readonly names: readonly RenameSyntax[];
}

/** `original as name`; both the same where there is no `as`. */
export interface RenameSyntax {
  readonly original: Ident;
  readonly name: Ident;
}

export interface FunctionSyntax extends Preamble {
  readonly kind: 'function' | 'constructor' | 'static';
  readonly name: Ident;
  readonly async: boolean;
  readonly params: readonly { readonly name: Ident; readonly type: TypeSyntax }[];
  readonly result: TypeSyntax | undefined;
}

export type ScopeItemSyntax = UseSyntax | TypeItemSyntax | FunctionSyntax;

export interface InterfaceSyntax extends Preamble {
  readonly kind: 'interface';
  readonly name: Ident;
  readonly items: readonly ScopeItemSyntax[];
}

/** What a world imports or exports. */
export type ExternSyntax =
  | { readonly kind: 'path'; readonly path: PathSyntax; readonly name: Ident | undefined }
  | { readonly kind: 'function'; readonly name: Ident; readonly function: FunctionSyntax }
  | { readonly kind: 'inline'; readonly name: Ident; readonly items: readonly ScopeItemSyntax[] };

export interface PortSyntax extends Preamble {
  readonly kind: 'import' | 'export';
  readonly extern: ExternSyntax;
}

export interface IncludeSyntax extends Preamble {
  readonly kind: 'include';
  readonly from: PathSyntax;
  readonly renames: readonly RenameSyntax[];
}

export type WorldItemSyntax = UseSyntax | TypeItemSyntax | PortSyntax | IncludeSyntax;

export interface WorldSyntax extends Preamble {
  readonly kind: 'world';
  readonly name: Ident;
  readonly items: readonly WorldItemSyntax[];
}

/** `use a:b/c as d;` outside of interfaces and worlds. */
export interface FileUseSyntax {
  readonly kind: 'file-use';
  readonly path: PathSyntax;
  readonly name: Ident;
}

export type FileItemSyntax = InterfaceSyntax | WorldSyntax | FileUseSyntax;

/** What a file or a nested `package … { }` holds. */
export interface PackageSyntax {
  readonly name: PackageNameSyntax | undefined;
  readonly docs: string | undefined;
  readonly items: readonly FileItemSyntax[];
}

export interface FileSyntax extends PackageSyntax {
  readonly source: WitSource;
  readonly nested: readonly (PackageSyntax & { readonly name: PackageNameSyntax })[];
}
