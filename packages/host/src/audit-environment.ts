import type { AuditLog } from './capabilities/audit/audit-log.ts';
import { LIFECYCLE } from './lifecycle-calls.ts';

/** INVARIANT: what a component gets of an environment is in the audit log by its names, as its host calls are. */
export function auditEnvironment(
  audit: AuditLog,
  env: Readonly<Record<string, string>> = {},
  whose: { readonly component: string; readonly instance: number },
): void {
  for (const resource of Object.keys(env)) {
    if (!audit.wants(true)) continue;
    const what = {
      area: 'environment',
      action: 'read',
      resource,
      allowed: true,
      rule: 'given by the embedder',
    } as const;
    audit.record({ ...whose, ...what, call: 0, operation: 'initialize', hostFunction: `${LIFECYCLE}#initialize` });
  }
}
