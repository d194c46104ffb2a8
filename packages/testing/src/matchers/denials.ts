import type { AuditEvent } from '@airssys/host';
import { isAirssysError } from '@airssys/model';
import { controlOf, decisionsOf } from '../session/observed.ts';
import type { Denial } from './component-matchers.ts';
import { listed, misuse, settle, show, table, toPromise, type Verdict } from './verdict.ts';

export async function toBeDenied(received: unknown, action?: Denial, resource?: string | RegExp): Promise<Verdict> {
  if (controlOf(received) !== undefined) {
    return misuse(
      'toBeDenied is for the promise of one call; for the component and all its calls, use toHaveBeenDenied',
    );
  }
  const promise = toPromise(received);
  if (promise === undefined)
    return misuse(`toBeDenied needs the promise of a call or a mount, and was given ${show(received)}`);
  const end = await settle(promise);
  const decisions = decisionsOf(promise) ?? (end.kind === 'threw' ? denialIn(end.error) : undefined);
  if (decisions === undefined) {
    return misuse(
      'toBeDenied knows the promises that a mounted component and mount() return, not ones that were made of them.\n' +
        'Hand it the call itself, or ask the component: expect(component).toHaveBeenDenied(…)',
    );
  }
  return judge('the call', decisions, action, resource);
}

export function toHaveBeenDenied(received: unknown, action?: Denial, resource?: string | RegExp): Verdict {
  const control = controlOf(received);
  if (control === undefined)
    return misuse(`toHaveBeenDenied needs a mounted component, and was given ${show(received)}`);
  return judge('the component', control.audit, action, resource);
}

/** The denial that a trap was about: all that is known of a promise that was made of another one. */
function denialIn(error: unknown): readonly AuditEvent[] | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!isAirssysError(cause, 'AIRSSYS_CAPABILITY_DENIED')) return undefined;
  // The gate's own error has the request as its data.
  const request = cause.data as unknown as Pick<AuditEvent, 'area' | 'action' | 'resource'>;
  return [
    {
      ...request,
      allowed: false,
      rule: 'no grant',
      sequence: 0,
      timeMs: 0,
      component: '',
      instance: 0,
      call: 0,
      operation: '',
      hostFunction: '',
    },
  ];
}

function judge(who: string, decisions: readonly AuditEvent[], action?: Denial, resource?: string | RegExp): Verdict {
  const matches = decisions.filter((event) => !event.allowed && isOf(event, action, resource));
  const pass = matches.length > 0;
  const wanted = [action ?? 'anything', ...(resource === undefined ? [] : [`on ${String(resource)}`])].join(' ');
  return {
    pass,
    message: () =>
      pass
        ? `expected ${who} not to be denied ${wanted}, but it was:\n\n${table(rowsOf(matches))}`
        : `expected ${who} to be denied ${wanted}, but it was not.\n\n${summary(decisions)}`,
  };
}

function isOf(event: AuditEvent, action: Denial | undefined, resource: string | RegExp | undefined): boolean {
  if (action !== undefined && action !== actionOf(event)) return false;
  if (resource === undefined) return true;
  return typeof resource === 'string' ? resource === event.resource : resource.test(event.resource);
}

const actionOf = ({ area, action }: AuditEvent): string => `${area}.${action}`;

function summary(decisions: readonly AuditEvent[]): string {
  if (decisions.length === 0)
    return 'The gate decided nothing: the component asked for nothing that needs a capability.';
  return listed("The gate's decisions:", rowsOf(decisions));
}

const rowsOf = (decisions: readonly AuditEvent[]): readonly (readonly string[])[] =>
  decisions.map((event) => [
    event.allowed ? 'allowed' : 'denied',
    actionOf(event),
    event.resource,
    event.allowed ? `by ${event.rule}` : event.rule,
    event.operation === '' ? '' : `in ${event.operation}`,
  ]);
