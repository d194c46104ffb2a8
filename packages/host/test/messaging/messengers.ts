/** Actors of the messenger, each with a mailbox. */
import { onTestFinished } from 'vitest';
import { ComponentActor } from '../../src/supervision/component-actor.ts';
import type { Broker, ComponentHost, InstanceOptions, Mailbox, MailboxOptions } from '../../src/index.ts';
import { built, type EngineName } from '../components.ts';
import { address } from './receivers.ts';

/** Everything that the messenger asks for. */
export const ALL = [
  'storage',
  'messaging.send:*',
  'messaging.request:*',
  'messaging.broadcast:*',
  'messaging.publish:*',
  'messaging.subscribe:*',
];

export interface Messenger {
  readonly actor: ComponentActor;
  readonly mailbox: Mailbox;
  call(operation: string, ...args: readonly unknown[]): Promise<unknown>;
}

export interface MessengerOptions {
  readonly engine?: EngineName;
  readonly instance?: InstanceOptions;
  readonly mailbox?: MailboxOptions;
}

/** @param name `test:ping`, `test:ping#2`. */
export async function messenger(
  host: ComponentHost,
  name: string,
  { engine = 'quickjs', instance, mailbox }: MessengerOptions = {},
): Promise<Messenger> {
  const actor = await startMessenger(host, name, { engine, ...(instance && { instance }) });
  const attached = attach(host.messaging, name, actor, mailbox);
  return { actor, mailbox: attached, call: async (operation, ...args) => (await actor.invoke(operation, args)).value };
}

export async function startMessenger(
  host: ComponentHost,
  name: string,
  { engine = 'quickjs', instance }: Pick<MessengerOptions, 'engine' | 'instance'> = {},
): Promise<ComponentActor> {
  const { namespace, name: local, instance: instanceName } = address(name);
  const loaded = await host.load(await built('messenger', engine), 'messenger');
  const actor = await ComponentActor.start({
    loaded,
    instance: { id: `${namespace}:${local}`, instanceName, grants: ALL, ...instance },
  });
  onTestFinished(async () => await actor.stop());
  return actor;
}

function attach(broker: Broker, name: string, actor: ComponentActor, options: MailboxOptions = {}): Mailbox {
  const { version = '' } = {};
  return broker.attach(address(name), actor, { describe: () => ({ version, health: 'healthy' }), ...options });
}
