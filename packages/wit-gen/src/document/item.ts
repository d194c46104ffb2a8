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

export interface WitItem extends WitNamed {
  readonly gate?: WitGate;
  /** The text of `@external-id("…")`: what the platform knows it by. */
  readonly externalId?: string;
}

export interface WitField extends WitNamed {
  readonly type: WitType;
}

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

export interface WitRecord extends WitItem {
  readonly kind: 'record';
  readonly fields: readonly WitField[];
}

export interface WitVariant extends WitItem {
  readonly kind: 'variant';
  readonly cases: readonly WitCase[];
}

export interface WitEnum extends WitItem {
  readonly kind: 'enum';
  readonly cases: readonly WitNamed[];
}

export interface WitFlags extends WitItem {
  readonly kind: 'flags';
  readonly flags: readonly WitNamed[];
}

export interface WitResource extends WitItem {
  readonly kind: 'resource';
  /** Constructor, methods and statics, in the source's order. */
  readonly functions: readonly WitResourceFunction[];
}

/** A type with a name, defined or used in an interface or world. */
export type WitTypeItem = WitUse | WitAlias | WitRecord | WitVariant | WitEnum | WitFlags | WitResource;

export interface WitParameter {
  readonly name: string;
  readonly type: WitType;
}

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
  readonly kind: 'constructor' | 'method' | 'static';
}

/** What an interface or a world's inline interface holds. Types and functions share their names. */
export interface WitScope {
  readonly types: readonly WitTypeItem[];
  readonly functions: readonly WitFunction[];
}
