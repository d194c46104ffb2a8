import { AirssysError, type PermissionRequest } from '@airssys/model';
import type { AuditLog } from '../audit/audit-log.ts';
import { CapabilitySet, type Grant } from '../capability-set.ts';
import type { CustomCapabilities } from '../pattern.ts';
import { authorize, demandApproved } from './authorize.ts';
import type { SecurityMode, SecurityPolicy, TrustLevel } from './security-policy.ts';

/** What a host allows components at all. */
export interface SecurityOptions {
  /** Default `strict`. */
  readonly mode?: SecurityMode | undefined;
  /** Decides on what components request, where an instance is given no grants of its own. Default: nothing is granted. */
  readonly policy?: SecurityPolicy | undefined;
  /** Areas that this host's own services demand, by name: `acme:billing`. Default none. */
  readonly capabilities?: CustomCapabilities | undefined;
}

/** How an instance comes to its grants. */
export interface GrantsOptions {
  /**
   * What the instance may do, in the text form of permissions; the host's policy is not asked then. Default: what the policy grants
   * of what the component requests; without a policy, nothing.
   */
  readonly grants?: Iterable<Grant> | undefined;
  /** What the policy is told of the component. Default `unknown`. */
  readonly trust?: TrustLevel | undefined;
  /**
   * The running instance whose place this one is to take. If the component requests more than that one's does, it is held back:
   * AirssysError `AIRSSYS_CAPABILITY_HELD`. `requested` is what its component asks to be allowed.
   */
  readonly replaces?: { readonly requested: readonly PermissionRequest[] } | undefined;
  /** What somebody has approved of what `replaces` would hold back. */
  readonly approved?: Iterable<Grant> | undefined;
}

export interface InstanceGrants {
  readonly options: GrantsOptions;
  readonly security: SecurityOptions;
  readonly audit: AuditLog;
  readonly componentId: string;
  readonly version: string;
  readonly requested: readonly PermissionRequest[];
}

const MODES = ['strict', 'permissive', 'development'] satisfies readonly SecurityMode[];
const TRUST_LEVELS = ['trusted', 'unknown', 'development'] satisfies readonly TrustLevel[];

/** @throws AirssysError `AIRSSYS_CAPABILITY_INVALID`, `AIRSSYS_CAPABILITY_HELD`, `AIRSSYS_CONFIG_INVALID` for an unknown trust level. */
export async function instanceGrants(given: InstanceGrants): Promise<CapabilitySet> {
  const { options, security, audit, componentId, version, requested } = given;
  const { grants, trust = 'unknown', replaces, approved = [] } = options;
  const { mode = 'strict', policy, capabilities: custom } = security;
  demandOneOf('trust', TRUST_LEVELS, trust);
  if (replaces !== undefined) {
    const component = `${componentId} ${version}`.trim();
    demandApproved({ component, requested, before: replaces.requested, approved: [...approved], custom });
  }
  if (grants !== undefined) return CapabilitySet.from(grants, { custom, mode });
  return await authorize({ requested, policy, mode, custom, audit, componentId, version, trust });
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for an unknown mode, and for an area whose name is not `namespace:name`. */
export function demandSecurity({ mode = 'strict', capabilities = {} }: SecurityOptions): void {
  demandOneOf('mode', MODES, mode);
  const wrong = Object.keys(capabilities).find((area) => !/^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/.test(area));
  if (wrong === undefined) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `A host cannot define the area '${wrong}'`, {
    hint: 'Name it namespace:name, each of lower-case letters, digits and dashes.',
  });
}

function demandOneOf(name: string, known: readonly string[], given: string): void {
  if (known.includes(given)) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be '${given}'`, {
    hint: `It is one of ${known.join(', ')}.`,
  });
}
