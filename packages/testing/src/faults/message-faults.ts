/** Messages that get lost, and messages that arrive twice. */
import type { InterceptedCall } from '@airssys/host';

/** What the sender of a message that is lost is answered: as if it had been taken. */
export const LOSSES: Readonly<Record<string, (call: InterceptedCall) => unknown>> = {
  'messaging.send': () => undefined,
  'messaging.broadcast': () => undefined,
  /** A correlation id for which no answer ever comes. */
  'messaging.request': ({ instance, call }) => `lost-${instance}-${call}`,
  'bus.send': () => undefined,
  /** To nobody. */
  'bus.publish': () => 0,
};

/** The sender is answered as for the first one. */
export async function duplicated(proceed: () => unknown): Promise<unknown> {
  const answer = await proceed();
  await proceed();
  return answer;
}
