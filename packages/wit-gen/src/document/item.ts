/** What an interface holds: types with a name, and functions. */
import type { WitType } from './wit-type.ts';

/** Since when, or under which feature, something holds: `@since`, `@unstable`, `@deprecated`. */
export interface WitGate {
  /** Version of the package in which it became stable. */
  readonly since?: string;
  /** The feature without which it is not there. */
  readonly unstable?: string;
  /** Version of the package in which it was deprecated. */
  readonly deprecated?: string;
}

/** What every thing with a name has. */
export interface WitNamed {
  /** As WIT has it, without the `%` of an escaped keyword. */
  readonly name: string;
  /** Documentation in Markdown, without the comment's marks. */
  readonly docs?: string;
}

/** What has a name in a package, an interface or a world. */
export interface WitItem extends WitNamed {
  /** Since when it is there, or that it may go away. Absent: nothing is said. */
  readonly gate?: WitGate;
  /** The text of `@external-id("…")`: what the platform knows it by. */
  readonly externalId?: string;
}

/** A field of a record. */
export interface WitField extends WitNamed {
  /** The type of its value. */
  readonly type: WitType;
}

/** A case of a variant. */
export interface WitCase extends WitNamed {
  /** What the case carries. */
  readonly type?: WitType;
}

/** `use other.{original as name}`: a type of another interface under a name here. */
export interface WitUse extends WitItem {
  readonly kind: 'use';
  /** Id of the interface that it comes from, such as `wasi:io/streams@0.2.0`. */
  readonly from: string;
  /** Its name there. */
  readonly original: string;
}

/** `type name = …`. Where `type` is a reference to a resource, the alias is that resource. */
export interface WitAlias extends WitItem {
  readonly kind: 'alias';
  readonly type: WitType;
}

/** Named values that belong together. */
export interface WitRecord extends WitItem {
  readonly kind: 'record';
  /** Its fields, in their order. */
  readonly fields: readonly WitField[];
}

/** A choice of cases, each of which may carry something. */
export interface WitVariant extends WitItem {
  readonly kind: 'variant';
  /** The cases, in their order. */
  readonly cases: readonly WitCase[];
}

/** A choice of names. */
export interface WitEnum extends WitItem {
  readonly kind: 'enum';
  /** The names, in their order. */
  readonly cases: readonly WitNamed[];
}

/** Named switches, in any combination. */
export interface WitFlags extends WitItem {
  readonly kind: 'flags';
  /** The switches, in their order. */
  readonly flags: readonly WitNamed[];
}

/** A kind of object that stays on one side, with the functions that the other calls. */
export interface WitResource extends WitItem {
  readonly kind: 'resource';
  /** Constructor, methods and statics, in the source's order. */
  readonly functions: readonly WitResourceFunction[];
}

/** A type with a name, defined or used in an interface or world. */
export type WitTypeItem = WitUse | WitAlias | WitRecord | WitVariant | WitEnum | WitFlags | WitResource;

/** A parameter of a function. */
export interface WitParameter {
  /** Its name, in kebab-case. */
  readonly name: string;
  /** The type of its argument. */
  readonly type: WitType;
}

/** A function with its parameters and result. */
export interface WitFunction extends WitItem {
  /** `async func`. */
  readonly async: boolean;
  /** Without a method's `self`. */
  readonly params: readonly WitParameter[];
  /** Absent where nothing is returned. */
  readonly result?: WitType;
}

/**
 * A function of a resource. A constructor is named `constructor` and has a result only if it can fail: then
 * `result<own<resource>, E>`, with or without E.
 */
export interface WitResourceFunction extends WitFunction {
  /** What it is called on: nothing yet, an object, or the resource itself. */
  readonly kind: 'constructor' | 'method' | 'static';
}

/** What an interface or a world's inline interface holds. Types and functions share their names. */
export interface WitScope {
  /** Its types, in the source's order. */
  readonly types: readonly WitTypeItem[];
  /** Its functions, in the source's order. */
  readonly functions: readonly WitFunction[];
}
