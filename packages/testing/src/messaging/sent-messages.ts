/** Remembers what a component has sent, of whichever of its clients, whether to a bus or to a mock. */
import type { ComponentAddress, HostCall, HostFunction, HostService } from '@airssys/host';
import { toText } from './addresses.ts';
import { MessagePayload } from './message-payload.ts';

/** A message that was taken from the component. */
export interface SentMessage {
  /** `send` (also with `bus.send`), `request` (also `bus.ask`), `broadcast` or `publish`. */
  readonly kind: 'send' | 'request' | 'broadcast' | 'publish';
  /** `namespace:name`, or the topic. */
  readonly to: string;
  /** What was sent. */
  readonly payload: MessagePayload;
  /** The payload as UTF-8. */
  readonly text: string;
  /** Media type of the payload, as the component gave it. */
  readonly contentType: string | undefined;
}

/** Its first arguments are whom it goes to, and the payload. */
const SENDING: Readonly<Record<string, Readonly<Record<string, SentMessage['kind']>>>> = {
  'airssys:core/host-messaging': { send: 'send', request: 'request', broadcast: 'broadcast' },
  'airssys:ext-messaging/messaging': { publish: 'publish', sendWith: 'send', ask: 'request' },
};

export function withSent(services: readonly HostService[], sent: SentMessage[]): readonly HostService[] {
  return services.map((service) => {
    const [name = ''] = service.interface.split('@');
    const sending = SENDING[name];
    if (sending === undefined || service.waiting === undefined) return service;
    const waiting = Object.entries(service.waiting).map(([fn, real]) => {
      const kind = sending[fn];
      return [fn, kind === undefined ? real : recording(real, kind, sent)] as const;
    });
    return { ...service, waiting: Object.fromEntries(waiting) };
  });
}

function recording(real: HostFunction, kind: SentMessage['kind'], sent: SentMessage[]): HostFunction {
  return {
    ...real,
    call: async (call: HostCall, ...args: readonly unknown[]) => {
      // Lifted by the glue, as the interfaces have them.
      const [to, bytes, options] = args as readonly [Target, Uint8Array, { readonly contentType?: string } | undefined];
      const payload = new MessagePayload(bytes.slice());
      const contentType = typeof options === 'object' ? options.contentType : undefined;
      const answer: unknown = await Reflect.apply(real.call, undefined, [call, ...args]);
      for (const one of targetsOf(to)) {
        sent.push(Object.freeze({ kind, to: one, payload, text: payload.text, contentType }));
      }
      return answer;
    },
  };
}

type Target = string | ComponentAddress | readonly ComponentAddress[];

function targetsOf(to: Target): readonly string[] {
  if (typeof to === 'string') return [to];
  return Array.isArray(to) ? to.map(toText) : [toText(to as ComponentAddress)]; // no list
}
