/** WIT `airssys:ext-messaging/messaging@1.0.0`. */
import { isAirssysError } from '@airssys/model';
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import type { SendOptions } from '../../messaging/broker-options.ts';
import type { ComponentAddress } from '../../messaging/message.ts';
import { demandTopic, demandTopicPattern } from '../../messaging/topics.ts';
import type { DeliveryGuarantee } from '../../messaging/mailbox-options.ts';
import { type Caller, type HostCall, type HostService, WitError } from '../host-service.ts';
import { accessTo, addressOf, ComponentCall, DAY, milliseconds } from './component-call.ts';
import type { MessagingOptions } from './core-messaging.ts';

interface RawSendOptions {
  readonly contentType: string | undefined;
  readonly ttlMs: bigint | undefined;
  readonly messageId: string | undefined;
  readonly guarantee: DeliveryGuarantee | undefined;
}

const deny = ({ action, resource }: AccessRequest): WitError =>
  new WitError('denied', `messaging.${action} on ${resource} is not granted`);

const onTopic = (action: 'publish' | 'subscribe', resource: string): AccessRequest => ({
  area: 'messaging',
  action,
  resource,
});

const toOptions = ({ contentType, ttlMs, messageId, guarantee }: RawSendOptions): SendOptions => ({
  contentType,
  ttlMs: ttlMs === undefined ? undefined : milliseconds(ttlMs),
  id: messageId,
  guarantee,
});

/** Topics, messages with options, and requests that wait, of one instance. */
export function extMessaging({ broker, instanceName }: MessagingOptions): HostService {
  const self = (call: Caller): ComponentAddress => addressOf(call, instanceName);
  let address: ComponentAddress | undefined;
  return {
    interface: 'airssys:ext-messaging/messaging@1.0.0',
    waiting: {
      publish: {
        access: (_caller: Caller, topic: string) => onTopic('publish', topic),
        denied: deny,
        call: async (call: HostCall, topic: string, payload: Uint8Array, options: RawSendOptions) => {
          const from = self(call);
          return await told(undefined, async () => {
            demandTopic(topic);
            return await broker.publish(from, topic, payload, toOptions(options), new ComponentCall(call, from));
          });
        },
      },
      subscribe: {
        // INVARIANT: all topics of the pattern are granted, when it is subscribed to and for each message that comes of it.
        access: (_caller: Caller, pattern: string) => onTopic('subscribe', pattern),
        denied: deny,
        call: async (call: HostCall, pattern: string) => {
          address = self(call);
          const own = address;
          return await told(undefined, () => {
            demandTopicPattern(pattern);
            return broker.subscribe(own, pattern, () => call.permits(onTopic('subscribe', pattern)));
          });
        },
      },
      unsubscribe: {
        fallible: true,
        call: (call: HostCall, pattern: string) => broker.unsubscribe(self(call), pattern),
      },
      sendWith: {
        access: (_caller: Caller, target: ComponentAddress) => accessTo('send', target),
        denied: deny,
        call: async (call: HostCall, target: ComponentAddress, payload: Uint8Array, options: RawSendOptions) => {
          const from = self(call);
          await told(target, () =>
            broker.send(from, target, payload, toOptions(options), new ComponentCall(call, from)),
          );
        },
      },
      ask: {
        access: (_caller: Caller, target: ComponentAddress) => accessTo('request', target),
        denied: deny,
        call: async (call: HostCall, target: ComponentAddress, payload: Uint8Array, timeoutMs: bigint) => {
          const from = self(call);
          const options = { timeoutMs: milliseconds(timeoutMs, DAY) };
          return await told(target, () => broker.ask(from, target, payload, options, new ComponentCall(call, from)));
        },
      },
    },
    // What it had subscribed to while it started, if it never came to have a mailbox.
    dispose: () => {
      if (address !== undefined) broker.forget(address);
    },
  };
}

async function told<T>(target: ComponentAddress | undefined, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toWit(error, target);
  }
}

/** As `messaging-error` has it. */
function toWit(error: unknown, target: ComponentAddress | undefined): WitError {
  const said = error instanceof Error ? error.message : String(error);
  if (!isAirssysError(error)) return new WitError('failed', said);
  switch (error.code) {
    case 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND':
      return target === undefined ? new WitError('failed', said) : new WitError('target-not-found', target);
    case 'AIRSSYS_MESSAGING_QUEUE_FULL':
      return new WitError('queue-full');
    case 'AIRSSYS_MESSAGING_TIMEOUT':
      return new WitError('timeout');
    case 'AIRSSYS_MESSAGING_DEADLOCK':
      return new WitError('deadlock', (error.data['cycle'] as readonly string[]).join(' → ')); // as `deadlock` has it
    case 'AIRSSYS_MESSAGING_INVALID':
    case 'AIRSSYS_CONFIG_INVALID':
      return new WitError('invalid', said);
    default:
      return new WitError('failed', said);
  }
}
