import type { AuditEvent } from '@airssys/host';
import { controlOf, decisionsOf } from '../session/observed.ts';
import { type MatcherState, matchSnapshot, type SnapshotKind } from './snapshots.ts';
import { misuse, settle, show, toPromise, type Verdict } from './verdict.ts';

export async function toMatchAudit(
  state: MatcherState,
  received: unknown,
  decisions?: readonly string[],
): Promise<Verdict> {
  const found = (await auditOf(received)).map(lineOf);
  if (decisions === undefined) return await matchSnapshot(state, AUDIT, found, 'toMatchAudit');
  const pass = state.equals(found, decisions);
  return {
    pass,
    message: () =>
      pass
        ? `expected the gate not to have decided this:\n\n${found.map((line) => `  ${line}`).join('\n')}`
        : `expected the gate to have decided otherwise:\n\n${state.utils.diff(decisions, found) ?? ''}`,
  };
}

const NOTHING = 'nothing was decided';

const AUDIT: SnapshotKind<readonly string[]> = {
  name: 'audit',
  render: (lines) => `\n${lines.length === 0 ? NOTHING : lines.join('\n')}\n`,
  parse: (text) => (text === NOTHING ? [] : text.split('\n')),
  matches: (lines, expected) => lines.join('\n') === expected.join('\n'),
};

async function auditOf(received: unknown): Promise<readonly AuditEvent[]> {
  const control = controlOf(received);
  if (control !== undefined) return control.audit;
  const promise = toPromise(received);
  if (promise === undefined)
    return misuse(`toMatchAudit needs a mounted component or the promise of a call, and was given ${show(received)}`);
  // What was decided is of interest, however the call ended.
  await settle(promise);
  const decisions = decisionsOf(promise);
  if (decisions !== undefined) return decisions;
  return misuse(
    'toMatchAudit knows the promises that a mounted component and mount() return, not ones that were made of them.',
  );
}

const lineOf = ({ allowed, area, action, resource }: AuditEvent): string =>
  `${allowed ? 'allowed' : 'denied'} ${area}.${action} ${resource}`;
