/** From what a component requests to what it is granted. */
import { AirssysError, formatPermission, type PermissionRequest } from '@airssys/model';
import type { AuditLog } from '../audit/audit-log.ts';
import { CapabilitySet, type Grant } from '../capability-set.ts';
import type { CustomCapabilities } from '../pattern.ts';
import type { SecurityContext, SecurityMode, SecurityPolicy } from './security-policy.ts';
import { GRANT_NOTHING, GRANT_REQUESTED } from './trust-policy.ts';

export interface AuthorizeOptions extends SecurityContext {
  readonly requested: readonly PermissionRequest[];
  readonly policy: SecurityPolicy | undefined;
  readonly mode: SecurityMode;
  readonly custom: CustomCapabilities | undefined;
  readonly audit: AuditLog;
}

/** Asks the policy for each request, and records what it has answered. */
export async function authorize(options: AuthorizeOptions): Promise<CapabilitySet> {
  const { requested, mode, custom, componentId, version, trust } = options;
  const policy = mode === 'development' ? GRANT_REQUESTED : (options.policy ?? GRANT_NOTHING);
  const granted = new CapabilitySet({ custom, mode });
  for (const request of requested) {
    const result = await policy.evaluate(request, { componentId, version, trust });
    const { forbids = [], rule, expiresAtMs } = result;
    // INVARIANT: whatever a policy answers, a component is granted no more than it has requested.
    const grants = [...CapabilitySet.from([request], { custom }).intersect(result.grants)];
    for (const grant of grants) granted.grant(grant, { expiresAtMs });
    for (const grant of forbids) granted.forbid(grant);
    record(options, request, grants, rule);
  }
  return granted;
}

function record(
  { audit, componentId, version }: AuthorizeOptions,
  { area, action, pattern }: PermissionRequest,
  grants: readonly PermissionRequest[],
  rule: string,
): void {
  const allowed = grants.length > 0;
  if (!audit.wants(allowed)) return;
  const isNarrowed = allowed && !grants.some((grant) => grant.pattern === pattern);
  const to = isNarrowed ? `; narrowed to ${grants.map(formatPermission).join(', ')}` : '';
  audit.record({
    component: version === '' ? componentId : `${componentId}@${version}`,
    instance: 0,
    call: 0,
    operation: 'instantiate',
    hostFunction: 'policy',
    area,
    action,
    resource: pattern,
    allowed,
    rule: `${rule}${to}`,
  });
}

export interface UpdateRequest {
  /** For messages: `acme:shop 1.1.0`. */
  readonly component: string;
  readonly requested: readonly PermissionRequest[];
  /** What the version that is replaced requests. */
  readonly before: readonly PermissionRequest[];
  /** What somebody has approved of the rest. */
  readonly approved: readonly Grant[];
  readonly custom: CustomCapabilities | undefined;
}

/**
 * Holds back an update that asks for more than the version before it.
 *
 * @throws AirssysError `AIRSSYS_CAPABILITY_HELD`, whose `data.additional` are the permissions to approve, in their text form.
 */
export function demandApproved({ component, requested, before, approved, custom }: UpdateRequest): void {
  const known = CapabilitySet.from([...before, ...approved], { custom });
  const additional = requested.filter((request) => !known.covers(request)).map(formatPermission);
  if (additional.length === 0) return;
  throw new AirssysError(
    'AIRSSYS_CAPABILITY_HELD',
    `${component} asks for more than the version that it replaces: ${additional.join(', ')}`,
    {
      hint: 'Approve them, if it may: instantiate({ replaces, approved: […] }). The running version goes on meanwhile.',
      data: { component, additional },
    },
  );
}
