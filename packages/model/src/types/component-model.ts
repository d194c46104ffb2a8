/**
 * A component as its author declared it: identity, operations with their types, what it asks for. Made by wit-gen from
 * a class, carried inside the component as its manifest, read by the host and the tools.
 */
import type { Named } from './named.ts';
import type { OperationModel } from './operation.ts';
import type { TypeDefinition } from './type-definition.ts';

/** The interface that a component's operations form. */
export interface InterfaceModel extends Named {
  /** The types that have names. */
  readonly types: readonly TypeDefinition[];
  /** The functions, in the order of the source. */
  readonly operations: readonly OperationModel[];
}

/** An interface that the component calls and did not define. Its types are all its own: what WIT takes from others by `use` is repeated. */
export interface ImportedInterface extends InterfaceModel {
  /** Full WIT name, with the version where the package has one: `acme:rates/exchange@1.2.0`. */
  readonly wit: string;
}

/** The lifecycle hooks of the class, as method names; what is absent has a default in the runtime. */
export interface LifecycleHooks {
  /** Called once, before any operation. */
  readonly initialize?: string;
  /** Called when the instance is stopped. */
  readonly shutdown?: string;
  /** Says how the instance is. */
  readonly health?: string;
  /** Takes the messages of other components. */
  readonly message?: string;
  /** Answers HTTP requests. */
  readonly request?: string;
  /** Gives the state for the next instance, and takes over that of the one before. */
  readonly snapshot?: string;
  /** Takes over the state that the instance before has given. */
  readonly migrate?: string;
}

/**
 * A component as data: who it is, what it offers, and what it needs. Made from the author's class, read by hosts from the
 * manifest.
 */
export interface ComponentModel {
  /** The WIT package's namespace: kebab-case. */
  readonly namespace: string;
  /** The WIT package's name: kebab-case, 3 to 64 characters. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** What it does, in the author's words; may be empty. */
  readonly description: string;
  /** Whom it is by; may be empty. */
  readonly author: string;
  /** SPDX expression, or empty. */
  readonly license: string;
  /** Whether the instance keeps state between calls that matters to its callers. */
  readonly stateful: boolean;
  /** The comment above the class. Absent: it has none. */
  readonly docs?: string;
  /** The class, and the file that declares it (relative to the project, with `/`). */
  readonly className: string;
  /** Under which name its file exports it, such as `default`. Absent: `className`. */
  readonly exportName?: string;
  /** What callers can call, and the types of that. */
  readonly operations: InterfaceModel;
  /** The interfaces besides the SDK's that its code calls. Absent: none. */
  readonly imports?: readonly ImportedInterface[];
  /** What the host calls in its life. */
  readonly hooks: LifecycleHooks;
  /** What it asks to be allowed, in the order of the source. A host grants that, or some of it, or nothing. */
  readonly permissions: readonly PermissionRequest[];
  /** What it asks for in memory, fuel and time; a host may narrow it. */
  readonly limits: RequestedLimits;
}

/** Limits that the author asks for. The host may narrow them. */
export interface RequestedLimits {
  /** Bytes of linear memory, all memories together. */
  readonly maxMemoryBytes: number;
  /** Units of fuel per call. */
  readonly maxFuel?: number;
  /** Milliseconds of wall-clock time per call. */
  readonly timeoutMs?: number;
}

/** The areas that a permission can be asked in. */
export const PERMISSION_AREAS = [
  'filesystem',
  'network',
  'storage',
  'messaging',
  'process',
  'environment',
  'secrets',
  'clock',
  'random',
] as const;

/** An area that airssys itself knows. */
export type PermissionArea = (typeof PERMISSION_AREAS)[number];

/** An area that an embedder defines for interfaces of its own: `acme:billing`. */
export type CustomArea = `${string}:${string}`;

/** One thing that a component asks to be allowed: an action of an area on what a pattern matches. */
export interface PermissionRequest {
  /** What it is about: `storage`, `network` …, or an area of the host's own. */
  readonly area: PermissionArea | CustomArea;
  /** As WIT's `capabilities` interface has it: `read`, `write`, `list-dir`, `outbound`, `send`, `use` … */
  readonly action: string;
  /** Path, domain, namespace, target or executable pattern; `*` where the area has nothing to choose. */
  readonly pattern: string;
}
