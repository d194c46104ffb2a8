/** What on the command line would help a call that failed, where that is known better than the host knows it. */
import { type AccessRequest, type AuditEvent, CapabilitySet, type TrapError } from '@airssys/host';
import { type ErrorCode, formatPermission, isAirssysError, type PermissionRequest } from '@airssys/model';
import type { AccessFacts } from './access-facts.ts';

/** What is known of a call. */
export interface RunFacts {
  readonly access: AccessFacts;
  /** What the component requests. */
  readonly requested: readonly PermissionRequest[];
  readonly mounts: Readonly<Record<string, string>>;
}

/** By the error's code. */
const HINTS: Partial<Readonly<Record<ErrorCode, string>>> = {
  AIRSSYS_TRAP_OUT_OF_FUEL: 'Raise it with --max-fuel, or look for a loop that does not end.',
  AIRSSYS_TRAP_DEADLINE: 'Raise it with --timeout, or look for a loop or a wait that does not end.',
  AIRSSYS_TRAP_STARTUP_DEADLINE: 'Raise it with --startup-timeout, or do less before the component is ready.',
  AIRSSYS_TRAP_BYTES_IN_LIMIT: 'Raise it with --max-bytes-in, or hand the data over in parts.',
  AIRSSYS_TRAP_BYTES_OUT_LIMIT: 'Raise it with --max-bytes-out, or answer in parts.',
  AIRSSYS_TRAP_MEMORY_LIMIT: 'Raise it with --max-memory, or process the data in parts.',
};

/** A hint instead of the error's own, or undefined. */
export function hintFor(error: unknown, { access, requested, mounts }: RunFacts): string | undefined {
  if (!isAirssysError(error)) return undefined;
  if (error.code === 'AIRSSYS_SANDBOX_IMPORT_MISSING') {
    return `This command provides ${String(error.data['offered']).replaceAll(',', ', ')}. A host of your own can provide more: see @airssys/host.`;
  }
  // A component that was denied something and went on to fail, failed of that, whatever its own error says.
  const wasDenied = access.last?.allowed === false && !Object.hasOwn(HINTS, error.code);
  if (wasDenied) return denialHint(access.denied, requested);
  const isMissing =
    isAirssysError(error, 'AIRSSYS_TRAP_GUEST_ERROR') && (error as TrapError).guestError?.code === 'not-found';
  return isMissing ? mountHint(access.firstFile, mounts) : HINTS[error.code];
}

/** A hint on what was denied, or undefined where nothing was. */
function denialHint(denied: readonly AuditEvent[], requested: readonly PermissionRequest[]): string | undefined {
  const [first] = denied;
  if (first === undefined) return undefined;
  const grants = [...new Set(denied.flatMap((event) => grantFor(event, requested) ?? []))];
  const what = `${first.area}.${first.action} on ${first.resource} is not granted.`;
  if (grants.length === 0) return what;
  const areRequested = grants.every((grant) => requested.some((one) => formatPermission(one) === grant));
  const flags = grants.map((grant) => `--allow ${shellWord(grant)}`).join(' ');
  return `${what} If it may, add\n${flags}${areRequested ? '\nor --allow-requested for all that it requests' : ''}`;
}

/**
 * What the component requests where that covers it, else the resource itself.
 *
 * INVARIANT: a resource is never proposed where it would be read as a pattern: the component chose its name.
 */
function grantFor({ area, action, resource }: AuditEvent, requested: readonly PermissionRequest[]): string | undefined {
  const covering = requested.find((one) => covers(one, { area, action, resource }));
  if (covering) return formatPermission(covering);
  if (area === 'import' || (resource !== '*' && resource.includes('*'))) return undefined;
  // A resource that no pattern matches is one that cannot be meant, such as a URL that is none.
  const exact = { area, action, pattern: resource };
  return covers(exact, { area, action, resource }) ? formatPermission(exact) : undefined;
}

function covers(request: PermissionRequest, access: AccessRequest): boolean {
  try {
    return CapabilitySet.from([request]).decide(access).allowed;
  } catch (error) {
    // The component's own words: a pattern that cannot be granted covers nothing.
    if (isAirssysError(error, 'AIRSSYS_CAPABILITY_INVALID')) return false;
    throw error;
  }
}

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A hint for a component that looks for files where none are mounted. */
function mountHint(looked: AuditEvent | undefined, mounts: Readonly<Record<string, string>>): string | undefined {
  if (looked === undefined || Object.keys(mounts).length > 0) return undefined;
  return `Nothing is mounted, so there is no ${looked.resource}. Let it see a directory:\n--mount /data=./data`;
}
