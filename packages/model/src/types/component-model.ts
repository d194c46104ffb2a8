/**
 * A component as its author declared it: identity, operations with their types, what it asks for. Made by wit-gen from
 * a class, carried inside the component as its manifest, read by the host and the tools.
 */
import type { Named, TypeDefinition } from './type-definition.ts';
import type { TypeNode } from './type-node.ts';

export interface Parameter extends Named {
  /** The parameter's name in the author's TypeScript. */
  readonly key: string;
  readonly type: TypeNode;
  /** The caller may leave it out (`x?: T`); its type is then an option. */
  readonly optional?: boolean;
}

export interface OperationModel extends Named {
  /** The method's name in the author's class. */
  readonly key: string;
  readonly params: readonly Parameter[];
  /** Absent for an operation that returns nothing. */
  readonly result?: TypeNode;
}

/** The interface that a component's operations form. */
export interface InterfaceModel extends Named {
  readonly types: readonly TypeDefinition[];
  readonly operations: readonly OperationModel[];
}

/** The lifecycle hooks of the class, as method names; what is absent has a default in the runtime. */
export interface LifecycleHooks {
  readonly initialize?: string;
  readonly shutdown?: string;
  readonly health?: string;
  readonly message?: string;
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
  readonly operations: InterfaceModel;
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
  'clock',
  'random',
] as const;

export type PermissionArea = (typeof PERMISSION_AREAS)[number];

/** One thing that a component asks to be allowed: an action of an area on what a pattern matches. */
export interface PermissionRequest {
  readonly area: PermissionArea;
  /** As WIT's `capabilities` interface has it: `read`, `write`, `list-dir`, `outbound`, `send`, `use` … */
  readonly action: string;
  /** Path, domain, namespace, target or executable pattern; `*` where the area has nothing to choose. */
  readonly pattern: string;
}
