/** What a call of a component's is to the broker. */
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { asHandling, type Handling } from '../../messaging/handling.ts';
import type { SendingCall } from '../../messaging/broker-options.ts';
import { addressText, type ComponentAddress } from '../../messaging/message.ts';
import type { HostCall } from '../host-service.ts';

/** Sends for the component that is calling. It waits itself, and handles nothing meanwhile. */
export class ComponentCall implements SendingCall {
  readonly waiter: string;
  readonly #call: HostCall;

  constructor(call: HostCall, from: ComponentAddress) {
    this.#call = call;
    this.waiter = addressText(from);
  }

  get handling(): Handling | undefined {
    return asHandling(this.#call.context);
  }

  /** Made when it is asked for: most messages never wait. */
  get signal(): AbortSignal {
    return this.#call.signal;
  }
}

/** The address of an instance, by what the host knows of it. */
export function addressOf({ componentId }: { readonly componentId: string }, instance: string): ComponentAddress {
  const colon = componentId.indexOf(':');
  return { namespace: componentId.slice(0, Math.max(colon, 0)), name: componentId.slice(colon + 1), instance };
}

/** What a message to a component needs. */
export const accessTo = (
  action: 'send' | 'request' | 'broadcast',
  { namespace, name }: ComponentAddress,
): AccessRequest => ({ area: 'messaging', action, resource: `${namespace}:${name}` });

const MAX_MS = 2_592_000_000n;

/** A duration as the broker takes it. What is too long for it is its longest; 0 it refuses itself. */
export const milliseconds = (duration: bigint, longest: bigint = MAX_MS): number =>
  Number(duration > longest ? longest : duration);

/** The longest that an answer is waited for. */
export const DAY = 86_400_000n;
