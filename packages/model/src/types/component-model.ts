/**
 * A component as its author declared it: identity, operations with their types, what it asks for. Made by wit-gen from
 * a class, carried inside the component as its manifest, read by the host and the tools.
 */
import type { Named } from './named.ts';
import type { OperationModel } from './operation.ts';
import type { TypeDefinition } from './type-definition.ts';

/** The interface that a component's operations form. */
export interface InterfaceModel extends Named {
  readonly types: readonly TypeDefinition[];
  readonly operations: readonly OperationModel[];
}

/** An interface that the component calls and did not define. Its types are all its own: what WIT takes from others by `use` is repeated. */
export interface ImportedInterface extends InterfaceModel {
  /** Full WIT name, with the version where the package has one: `acme:rates/exchange@1.2.0`. */
  readonly wit: string;
}

/** The lifecycle hooks of the class, as method names; what is absent has a default in the runtime. */
export interface LifecycleHooks {
  readonly initialize?: string;
  readonly shutdown?: string;
  readonly health?: string;
  readonly message?: string;
  /** Answers HTTP requests. */
  readonly request?: string;
  /** Gives the state for the next instance, and takes over that of the one before. */
  readonly snapshot?: string;
  readonly migrate?: string;
}

export interface ComponentModel {
  /** The WIT package's namespace: kebab-case. */
  readonly namespace: string;
  /** The WIT package's name: kebab-case, 3 to 64 characters. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly description: string;
  readonly author: string;
  /** SPDX expression, or empty. */
  readonly license: string;
  /** Whether the instance keeps state between calls that matters to its callers. */
  readonly stateful: boolean;
  readonly docs?: string;
  /** The class, and the file that declares it (relative to the project, with `/`). */
  readonly className: string;
  /** Under which name its file exports it, such as `default`. Absent: `className`. */
  readonly exportName?: string;
  readonly operations: InterfaceModel;
  /** The interfaces besides the SDK's that its code calls. Absent: none. */
  readonly imports?: readonly ImportedInterface[];
  readonly hooks: LifecycleHooks;
  readonly permissions: readonly PermissionRequest[];
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
  readonly area: PermissionArea | CustomArea;
  /** As WIT's `capabilities` interface has it: `read`, `write`, `list-dir`, `outbound`, `send`, `use` … */
  readonly action: string;
  /** Path, domain, namespace, target or executable pattern; `*` where the area has nothing to choose. */
  readonly pattern: string;
}
