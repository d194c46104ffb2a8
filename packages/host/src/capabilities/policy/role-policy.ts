import { AirssysError, type PermissionRequest } from '@airssys/model';
import type { Grant } from '../capability-set.ts';
import { AclPolicy, type AclPolicyOptions } from './acl-policy.ts';
import type { PermissionResult, SecurityContext, SecurityPolicy } from './security-policy.ts';

/** Which roles there are, what they may be granted, and who has them. */
export interface RolePolicyOptions extends AclPolicyOptions {
  /** What each role may be granted. */
  readonly roles: Readonly<Record<string, readonly Grant[]>>;
  /** The roles of components, by patterns: `{ 'acme:*': ['reader'], 'acme:billing': ['writer'] }`. All that fit count. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

/** A policy of roles: components have roles, and roles have permissions. */
export class RolePolicy implements SecurityPolicy {
  readonly #acl: AclPolicy;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a role that is not there, and as {@link AclPolicy} does. */
  constructor({ roles, members, ...options }: RolePolicyOptions) {
    const rules = Object.entries(members).flatMap(([components, names]) =>
      names.map((role) => ({ components, allow: permissionsOf(roles, role), name: `role ${role}` })),
    );
    this.#acl = new AclPolicy(rules, options);
  }

  evaluate(request: PermissionRequest, context: SecurityContext): PermissionResult {
    return this.#acl.evaluate(request, context);
  }
}

function permissionsOf(roles: RolePolicyOptions['roles'], role: string): readonly Grant[] {
  const found = Object.hasOwn(roles, role) ? roles[role] : undefined;
  if (found !== undefined) return found;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `There is no role '${role}'`, {
    hint: `Roles: ${Object.keys(roles).join(', ') || 'none'}.`,
    data: { role },
  });
}
