import type { SentMessage } from '../messaging/sent-messages.ts';
import { controlOf } from '../session/observed.ts';
import type { SentPayload } from './component-matchers.ts';
import type { MatcherState } from './snapshots.ts';
import { listed, misuse, show, table, type Verdict } from './verdict.ts';

export function toHaveSent(
  state: MatcherState,
  received: unknown,
  to?: string | RegExp,
  payload?: SentPayload,
): Verdict {
  const control = controlOf(received);
  if (control === undefined) return misuse(`toHaveSent needs a mounted component, and was given ${show(received)}`);
  const { sent } = control;
  const isMeant = (message: SentMessage): boolean =>
    (to === undefined || (typeof to === 'string' ? to === message.to : to.test(message.to))) &&
    (payload === undefined || hasPayload(state, message, payload));
  const matches = sent.filter(isMeant);
  const pass = matches.length > 0;
  const wanted = [
    to === undefined ? 'a message' : `a message to ${String(to)}`,
    ...(payload === undefined ? [] : [`with ${payload instanceof RegExp ? String(payload) : show(payload)}`]),
  ].join(' ');
  return {
    pass,
    message: () =>
      pass
        ? `expected the component not to have sent ${wanted}, but it did:\n\n${table(rowsOf(matches))}`
        : `expected the component to have sent ${wanted}, but it did not.\n\n${summary(sent)}`,
  };
}

function hasPayload({ equals, utils }: MatcherState, { payload, text }: SentMessage, wanted: SentPayload): boolean {
  if (typeof wanted === 'string') return text === wanted;
  if (wanted instanceof RegExp) return wanted.test(text);
  return [() => payload.json, () => payload.value].some((read) => {
    try {
      return equals(read(), wanted, [utils.iterableEquality, utils.subsetEquality]);
    } catch {
      return false; // it is no JSON, or names no codec
    }
  });
}

const summary = (sent: readonly SentMessage[]): string =>
  sent.length === 0 ? 'It has sent nothing.' : listed('It has sent:', rowsOf(sent));

const rowsOf = (sent: readonly SentMessage[]): readonly (readonly string[])[] =>
  sent.map(({ kind, to, text, payload }) => [kind, to, isReadable(text) ? show(text) : show(payload.bytes)]);

const isReadable = (text: string): boolean => !/[\0\uFFFD]/.test(text);
