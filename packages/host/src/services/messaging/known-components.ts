import type { Broker } from '../../messaging/broker.ts';
import { addressText, type ComponentAddress } from '../../messaging/message.ts';
import type { HostCall } from '../host-service.ts';
import type { ComponentInfo, KnownComponents } from '../host-services.ts';
import { accessTo, addressOf } from './component-call.ts';
import type { MessagingOptions } from './core-messaging.ts';

/**
 * INVARIANT: a component learns of itself, and of those attached that it is granted to send to, to ask or to broadcast to. What it may
 * not reach it cannot tell from what is not there.
 */
export function knownComponents({ broker, instanceName }: MessagingOptions): KnownComponents {
  const isSelf = (call: HostCall, address: ComponentAddress): boolean =>
    addressText(address) === addressText(addressOf(call, instanceName));
  const mayReach = (call: HostCall, address: ComponentAddress): boolean =>
    (['send', 'request', 'broadcast'] as const).some((action) => call.permits(accessTo(action, address)));
  return {
    list: (call) => [addressOf(call, instanceName), ...others(broker, call, { isSelf, mayReach })],
    describe(call, id): ComponentInfo | undefined {
      const isOwn = `${id.namespace}:${id.name}` === call.componentId && ['', instanceName].includes(id.instance);
      if (isOwn) return { id: addressOf(call, instanceName), name: id.name, version: call.version, health: 'unknown' };
      const mailbox = broker.find(id, addressOf(call, instanceName));
      if (mailbox === undefined || !mayReach(call, mailbox.address)) return undefined;
      const { version, health } = mailbox.description;
      return { id: mailbox.address, name: id.name, version, health };
    },
  };
}

function others(
  broker: Broker,
  call: HostCall,
  { isSelf, mayReach }: Record<'isSelf' | 'mayReach', (call: HostCall, address: ComponentAddress) => boolean>,
): readonly ComponentAddress[] {
  return broker.mailboxes.flatMap(({ address }) =>
    !isSelf(call, address) && mayReach(call, address) ? [address] : [],
  );
}
