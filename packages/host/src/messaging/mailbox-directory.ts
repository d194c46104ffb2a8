/** Which mailbox a message goes to. */
import { AirssysError } from '@airssys/model';
import type { Mailbox } from './mailbox.ts';
import { addressText, type ComponentAddress, componentOf, TOPIC_NAMESPACE } from './message.ts';
import { invalidMessage } from './messaging-error.ts';

/** Characters of each part of an address. */
const MAX_PART = 256;

/**
 * INVARIANT: two addresses that differ have texts that differ, so that whoever is granted one of them does not reach another.
 *
 * @throws AirssysError `AIRSSYS_MESSAGING_INVALID`.
 */
export function demandAddress({ namespace, name, instance }: ComponentAddress): void {
  const isLong = namespace.length > MAX_PART || name.length > MAX_PART || instance.length > MAX_PART;
  if (!isLong && name !== '' && !/[:#\0]/.test(namespace) && !/[#\0]/.test(name) && !/[#\0]/.test(instance)) return;
  throw invalidMessage(
    `${JSON.stringify({ namespace, name, instance }).slice(0, 2 * MAX_PART)} is no address`,
    `A name is not empty, no part has # or NUL or more than ${MAX_PART} characters, and a namespace has no colon.`,
  );
}

/** The mailboxes of one component. */
interface Group {
  /** That without an instance in its address. */
  whole: Mailbox | undefined;
  readonly byInstance: Map<string, Mailbox>;
  /** In the order of their instances. */
  sorted: readonly Mailbox[];
}

export class MailboxDirectory {
  readonly #byComponent = new Map<string, Group>();

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` where the address is taken. */
  demandFree(address: ComponentAddress): void {
    if (this.at(address) === undefined) return;
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `There is a mailbox at ${addressText(address)} already`, {
      hint: 'Connect the next receiver to it (Mailbox.connect), or dispose it first.',
    });
  }

  /** @throws As {@link demandFree}. */
  add(mailbox: Mailbox): void {
    const { address } = mailbox;
    this.demandFree(address);
    const component = componentOf(address);
    const group: Group = this.#byComponent.get(component) ?? { whole: undefined, byInstance: new Map(), sorted: [] };
    if (address.instance === '') group.whole = mailbox;
    else group.byInstance.set(address.instance, mailbox);
    this.#sort(group);
    this.#byComponent.set(component, group);
  }

  delete({ address }: Mailbox): void {
    const component = componentOf(address);
    const group = this.#byComponent.get(component);
    if (group === undefined) return;
    if (address.instance === '') group.whole = undefined;
    else group.byInstance.delete(address.instance);
    this.#sort(group);
    if (group.whole === undefined && group.sorted.length === 0) this.#byComponent.delete(component);
  }

  /**
   * Of several instances, a sender reaches the same one as long as they stay the same: its messages keep their order.
   */
  find(target: ComponentAddress, sender: ComponentAddress): Mailbox | undefined {
    const group = this.#byComponent.get(componentOf(target));
    if (group === undefined) return undefined;
    if (target.instance !== '') return group.byInstance.get(target.instance);
    if (group.whole !== undefined || group.sorted.length < 2) return group.whole ?? group.sorted[0];
    return group.sorted[hash(addressText(sender)) % group.sorted.length];
  }

  /** The one at exactly this address. */
  at(address: ComponentAddress): Mailbox | undefined {
    const group = this.#byComponent.get(componentOf(address));
    return address.instance === '' ? group?.whole : group?.byInstance.get(address.instance);
  }

  *[Symbol.iterator](): IterableIterator<Mailbox> {
    for (const { whole, sorted } of this.#byComponent.values()) {
      if (whole !== undefined) yield whole;
      yield* sorted;
    }
  }

  #sort(group: Group): void {
    group.sorted = [...group.byInstance.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for an address that stands for something else. */
export function demandAttachable(address: ComponentAddress): void {
  demandAddress(address);
  if (address.namespace !== TOPIC_NAMESPACE) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `Nobody can be attached in the namespace ${TOPIC_NAMESPACE}`, {
    hint: 'It stands for topics. Choose another namespace.',
  });
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
