import type { PermissionRequest } from '@airssys/model';
import type { Grant } from '../capability-set.ts';

/**
 * How a host treats what no grant covers.
 *
 * - `strict`: it is denied.
 * - `permissive`: it is allowed, and the audit log says that `strict` would have denied it. For finding out what a component
 *   needs. What is forbidden stays denied.
 * - `development`: a component is granted what it requests, whatever the policy; all else is denied.
 */
export type SecurityMode = 'strict' | 'permissive' | 'development';

/** How far the operator trusts a component: `trusted` is one whose author is known and answerable. */
export type TrustLevel = 'trusted' | 'unknown' | 'development';

/** Who asks for permissions. */
export interface SecurityContext {
  /** `namespace:name`, as the operator names it, else as the component does. */
  readonly componentId: string;
  /** Empty where the component does not tell. */
  readonly version: string;
  /** What the operator thinks of it. */
  readonly trust: TrustLevel;
}

/** What becomes of one request. */
export interface PermissionResult {
  /** What is granted instead of the request; the request itself is one of them where it is granted whole. Empty: refused. */
  readonly grants: readonly Grant[];
  /** What stays denied within the grants. Default nothing. */
  readonly forbids?: readonly Grant[] | undefined;
  /** The rule of the policy, for the audit log: `acl rule 3`. */
  readonly rule: string;
  /** Milliseconds since 1970-01-01T00:00:00Z from which on the grants hold no more. Default: they hold. */
  readonly expiresAtMs?: number | undefined;
}

/**
 * Decides what a component may do of what it requests, when it is instantiated.
 *
 * INVARIANT: whatever a policy answers, a component is granted no more than it has requested.
 */
export interface SecurityPolicy {
  /** What it throws, or rejects with, keeps the component from being instantiated. */
  evaluate(request: PermissionRequest, context: SecurityContext): PermissionResult | Promise<PermissionResult>;
}
