import type { ChildInfo } from './child.ts';
import { ComponentActor } from './component-actor.ts';
import type { Supervised } from './supervised.ts';
import { Supervisor } from './supervisor.ts';

/** Characters of what is told of an end. */
const MAX_WORDS = 100;

/**
 * Draws a supervisor and all beneath it, a line for each, for a terminal. Answers the drawing as one text.
 *
 * ```
 * shop · one-for-one
 * ├─ cart-1 · ready · 12 calls
 * ├─ cart-2 · restarting · 3 restarts · last: cart-2 threw TypeError: no such order
 * └─ stock · rest-for-one
 *    └─ ledger-1 · ready
 * ```
 */
export function formatTree(supervisor: Supervisor): string {
  return [head(supervisor), ...lines(supervisor, '')].join('\n');
}

const head = (supervisor: Supervisor): string =>
  joined([supervisor.name, supervisor.strategy, ...unusual(supervisor.state)]);

function lines(supervisor: Supervisor, indent: string): readonly string[] {
  const children = supervisor.whichChildren();
  return children.flatMap((child, at) => {
    const isLast = at === children.length - 1;
    const beneath = child.supervised instanceof Supervisor ? child.supervised : undefined;
    return [
      `${indent}${isLast ? '└─' : '├─'} ${line(child)}`,
      ...(beneath === undefined ? [] : lines(beneath, `${indent}${isLast ? '   ' : '│  '}`)),
    ];
  });
}

function line({ id, status, supervised, restarts, lastEnd }: ChildInfo): string {
  const facts = [id];
  if (supervised instanceof Supervisor) facts.push(supervised.strategy, ...unusual(supervised.state));
  else facts.push(stateOf(supervised) ?? status);
  if (supervised instanceof ComponentActor) facts.push(...counted(supervised.counters.calls, 'call'));
  if (supervised instanceof ComponentActor) facts.push(...counted(supervised.counters.messages, 'message'));
  facts.push(...counted(restarts, 'restart'));
  if (lastEnd?.kind === 'failed') facts.push(`last: ${words(lastEnd.error)}`);
  return joined(facts);
}

const stateOf = (supervised: Supervised | undefined): string | undefined =>
  supervised instanceof ComponentActor ? supervised.state : undefined;

const unusual = (state: string): readonly string[] => (state === 'running' ? [] : [state]);

const counted = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`];

const joined = (facts: readonly string[]): string => facts.map(plain).join(' · ');

function words(error: unknown): string {
  const text = plain(error instanceof Error ? error.message : String(error));
  return text.length <= MAX_WORDS ? text : `${text.slice(0, MAX_WORDS)}…`;
}

/** INVARIANT: what a component says moves no cursor and changes no colour. One line stays one line. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
