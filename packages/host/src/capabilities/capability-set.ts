import { formatPermission, parsePermission, type PermissionArea, type PermissionRequest } from '@airssys/model';
import { matchesPattern, validatePattern } from './pattern.ts';

/** Something that a component is about to do. */
export interface AccessRequest {
  /** `import`: the call of an interface that the embedder provides, which is a grant by itself; no permission speaks of it. */
  readonly area: PermissionArea | 'import';
  readonly action: string;
  /** The resource itself, never a pattern: a normalized path, a `name:port`, `*` where there is nothing to choose. */
  readonly resource: string;
}

/** The answer to an {@link AccessRequest}, and the rule that gave it. */
export interface Decision {
  readonly allowed: boolean;
  /** The grant that covers the request, as text; `no grant` where none does. */
  readonly rule: string;
}

/** A grant in its text form (`filesystem.read:/data/**`) or as data. */
export type Grant = string | PermissionRequest;

const DENIED: Decision = Object.freeze({ allowed: false, rule: 'no grant' });

/**
 * What one component may do. Whatever no grant covers is denied.
 *
 * INVARIANT: a decision depends on the grants at the moment of the request; nothing is remembered across a revocation.
 */
export class CapabilitySet implements Iterable<PermissionRequest> {
  readonly #grants = new Map<string, PermissionRequest>();

  /** @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a grant that cannot be read, or whose pattern matches nothing. */
  static from(grants: Iterable<Grant>): CapabilitySet {
    const set = new CapabilitySet();
    for (const grant of grants) set.grant(grant);
    return set;
  }

  get size(): number {
    return this.#grants.size;
  }

  grant(grant: Grant): void {
    for (const one of toPermissions(grant)) {
      validatePattern(one);
      this.#grants.set(formatPermission(one), one);
    }
  }

  /** Takes a grant back, with effect from the next request on. */
  revoke(grant: Grant): void {
    for (const one of toPermissions(grant)) this.#grants.delete(formatPermission(one));
  }

  /** Whether exactly this grant is in the set. */
  has(grant: Grant): boolean {
    return toPermissions(grant).every((one) => this.#grants.has(formatPermission(one)));
  }

  decide({ area, action, resource }: AccessRequest): Decision {
    for (const [rule, grant] of this.#grants) {
      if (grant.area === area && grant.action === action && matchesPattern(area, grant.pattern, resource)) {
        return { allowed: true, rule };
      }
    }
    return DENIED;
  }

  [Symbol.iterator](): IterableIterator<PermissionRequest> {
    return this.#grants.values();
  }
}

const toPermissions = (grant: Grant): readonly PermissionRequest[] =>
  typeof grant === 'string' ? parsePermission(grant) : [grant];
