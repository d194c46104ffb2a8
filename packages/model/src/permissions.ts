/**
 * The text form of permissions: `AREA`, `AREA.ACTION` or `AREA.ACTION:PATTERN`, as in `storage`, `clock` or
 * `filesystem.read:/data/**`. It is what `@requires` takes and what messages and reports print. An area of an embedder's own is
 * `namespace:name`, as in `acme:billing.charge:invoices`.
 */
import { AirssysError } from './errors.ts';
import {
  type CustomArea,
  PERMISSION_AREAS,
  type PermissionArea,
  type PermissionRequest,
} from './types/component-model.ts';

/** The actions of each area, and whether the area has something to choose by a pattern. */
export const PERMISSION_ACTIONS: Readonly<
  Record<PermissionArea, { readonly actions: readonly string[]; readonly pattern: 'required' | 'optional' | 'none' }>
> = {
  filesystem: { actions: ['read', 'write', 'delete', 'list-dir', 'metadata'], pattern: 'required' },
  network: { actions: ['outbound', 'inbound', 'resolve'], pattern: 'required' },
  storage: { actions: ['read', 'write', 'delete'], pattern: 'optional' },
  messaging: { actions: ['send', 'request', 'broadcast', 'publish', 'subscribe'], pattern: 'required' },
  process: { actions: ['spawn', 'kill', 'signal'], pattern: 'required' },
  environment: { actions: ['read'], pattern: 'required' },
  secrets: { actions: ['read'], pattern: 'required' },
  clock: { actions: ['read'], pattern: 'none' },
  random: { actions: ['read'], pattern: 'none' },
};

/** `namespace:name`, `.action`, `:pattern`. */
const CUSTOM = /^([a-z][a-z0-9-]*:[a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?(?::(.*))?$/s;

/** Whether it is the name of an area that the framework itself defines: one of {@link PERMISSION_AREAS}. */
export const isPermissionArea = (area: string): area is PermissionArea =>
  PERMISSION_AREAS.some((known) => known === area);

/**
 * Reads a permission's text. An area by itself (`storage`) stands for all its actions.
 *
 * @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` where area, action or pattern are not as they should be.
 */
export function parsePermission(text: string): readonly PermissionRequest[] {
  const colon = text.indexOf(':');
  const head = colon < 0 ? text : text.slice(0, colon);
  const pattern = colon < 0 ? undefined : text.slice(colon + 1);
  const dot = head.indexOf('.');
  const area = dot < 0 ? head : head.slice(0, dot);
  if (!isPermissionArea(area)) return [parseCustom(text, area)];
  const known = PERMISSION_ACTIONS[area];
  const action = dot < 0 ? undefined : head.slice(dot + 1);
  if (action !== undefined && !known.actions.includes(action)) {
    throw invalid(text, `${area} has no action '${action}'`, `Actions of ${area}: ${known.actions.join(', ')}.`);
  }
  if (pattern === '') throw invalid(text, 'the pattern after the colon is empty', `Write ${head}:PATTERN.`);
  if (pattern === undefined && known.pattern === 'required') {
    throw invalid(text, `${area} needs a pattern`, `Say on what: ${area}.${action ?? known.actions[0]}:PATTERN.`);
  }
  if (pattern !== undefined && known.pattern === 'none') {
    throw invalid(text, `${area} has nothing to choose by a pattern`, `Write '${area}'.`);
  }
  const actions = action === undefined ? known.actions : [action];
  return actions.map((one) => Object.freeze({ area, action: one, pattern: pattern ?? '*' }));
}

/** A permission of an embedder's own: which actions there are is known where it is granted. */
function parseCustom(text: string, area: string): PermissionRequest {
  const [, custom, action, pattern] = CUSTOM.exec(text) ?? [];
  if (custom === undefined) {
    const hint = `Areas: ${PERMISSION_AREAS.join(', ')}; or one of the host's own, as namespace:name.action.`;
    throw invalid(text, `there is no area '${area}'`, hint);
  }
  if (action === undefined) throw invalid(text, `${custom} needs an action`, `Say which: ${custom}.ACTION.`);
  if (pattern === '') throw invalid(text, 'the pattern after the colon is empty', `Write ${custom}.${action}:PATTERN.`);
  return Object.freeze({ area: custom as CustomArea, action, pattern: pattern ?? '*' }); // the expression has the colon
}

/** The inverse of {@link parsePermission}, for one action. */
export function formatPermission(permission: PermissionRequest): string {
  const { area, action, pattern } = permission;
  const isRequired = isPermissionArea(area) && PERMISSION_ACTIONS[area].pattern === 'required';
  return isRequired || pattern !== '*' ? `${area}.${action}:${pattern}` : `${area}.${action}`;
}

function invalid(text: string, what: string, hint: string): AirssysError {
  return new AirssysError('AIRSSYS_CAPABILITY_INVALID', `'${text}' is not a permission: ${what}`, {
    hint,
    data: { text },
  });
}
