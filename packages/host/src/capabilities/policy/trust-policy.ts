import type { PermissionRequest } from '@airssys/model';
import type { PermissionResult, SecurityContext, SecurityPolicy, TrustLevel } from './security-policy.ts';

/** Grants what is requested. */
export const GRANT_REQUESTED: SecurityPolicy = {
  /** Answers the request as the grant. */
  evaluate: (request: PermissionRequest): PermissionResult => ({ grants: [request], rule: 'granted as requested' }),
};

/** Grants nothing. */
export const GRANT_NOTHING: SecurityPolicy = {
  /** Answers no grant, whatever is requested. */
  evaluate: (): PermissionResult => ({ grants: [], rule: 'nothing is granted' }),
};

/**
 * Chooses a policy by how far a component is trusted. A level that is not named is granted nothing.
 *
 * @example byTrust({ trusted: GRANT_REQUESTED, unknown: new AclPolicy([{ components: '*', allow: ['clock'] }]) })
 */
export function byTrust(policies: Readonly<Partial<Record<TrustLevel, SecurityPolicy>>>): SecurityPolicy {
  return {
    evaluate: (request: PermissionRequest, context: SecurityContext) =>
      (policies[context.trust] ?? GRANT_NOTHING).evaluate(request, context),
  };
}
