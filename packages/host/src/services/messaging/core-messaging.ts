/** WIT `airssys:core/host-messaging@1.0.0`. */
import { isAirssysError } from '@airssys/model';
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import type { Broker } from '../../messaging/broker.ts';
import type { ComponentAddress } from '../../messaging/message.ts';
import { type Caller, type HostCall, type HostFunction, type HostService, WitError } from '../host-service.ts';
import { accessTo, addressOf, ComponentCall, DAY, milliseconds } from './component-call.ts';

export interface MessagingOptions {
  readonly broker: Broker;
  /** Which of the instances of its component it is. */
  readonly instanceName: string;
}

const deny = ({ action, resource }: AccessRequest): WitError =>
  new WitError('delivery-failed', `denied: messaging.${action} to ${resource} is not granted`);

/**
 * Messages of one instance.
 *
 * INVARIANT: the sender is the caller, as the host knows it; a component has no way to name another.
 */
export function coreMessaging({ broker, instanceName }: MessagingOptions): HostService {
  let own: { readonly componentId: string; readonly address: ComponentAddress } | undefined;
  const self = (call: Caller): ComponentAddress => {
    const { componentId } = call;
    if (own?.componentId !== componentId) own = { componentId, address: Object.freeze(addressOf(call, instanceName)) };
    return own.address;
  };
  const toOne = (action: 'send' | 'request', call: HostFunction['call']): HostFunction => ({
    access: (_caller: Caller, target: ComponentAddress) => accessTo(action, target),
    denied: deny,
    call,
  });
  return {
    interface: 'airssys:core/host-messaging@1.0.0',
    waiting: {
      send: toOne('send', (call: HostCall, target: ComponentAddress, payload: Uint8Array) => {
        const from = self(call);
        return told(target, () => broker.send(from, target, payload, {}, new ComponentCall(call, from)));
      }),
      request: toOne(
        'request',
        async (call: HostCall, target: ComponentAddress, payload: Uint8Array, timeoutMs: bigint) => {
          const from = self(call);
          const options = { timeoutMs: milliseconds(timeoutMs, DAY) };
          return await told(target, () =>
            broker.request(from, target, payload, options, new ComponentCall(call, from)),
          );
        },
      ),
      broadcast: {
        denied: deny,
        // INVARIANT: a broadcast needs the permission for each of its targets; and nobody receives it where one is missing.
        call: async (call: HostCall, targets: readonly ComponentAddress[], payload: Uint8Array) => {
          for (const target of targets) call.demand(accessTo('broadcast', target));
          const from = self(call);
          const missing = targets.find((target) => broker.find(target, from) === undefined);
          await told(missing ?? from, () =>
            broker.broadcast(from, targets, payload, {}, new ComponentCall(call, from)),
          );
        },
      },
      cancelRequest: {
        fallible: true,
        call: (call: HostCall, requestId: string) => {
          try {
            broker.cancel(self(call), requestId);
          } catch (error) {
            if (isAirssysError(error, 'AIRSSYS_MESSAGING_TIMEOUT'))
              throw new WitError('correlation-timeout', requestId);
            throw toWit(error, self(call));
          }
        },
      },
    },
    immediate: { selfId: { call: (call: HostCall) => self(call) } },
  };
}

/** The work's answer; what it fails with as WIT has it. No promise where there is nothing to wait for. */
function told<T>(target: ComponentAddress, work: () => T | Promise<T>): T | Promise<T> {
  try {
    const answer = work();
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error: unknown) => {
      throw toWit(error, target);
    });
  } catch (error) {
    throw toWit(error, target);
  }
}

/** As `messaging-error` has it. */
function toWit(error: unknown, target: ComponentAddress): WitError {
  const said = error instanceof Error ? error.message : String(error);
  if (!isAirssysError(error)) return new WitError('delivery-failed', said);
  switch (error.code) {
    case 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND':
      return new WitError('target-not-found', target);
    case 'AIRSSYS_MESSAGING_QUEUE_FULL':
    case 'AIRSSYS_MESSAGING_TIMEOUT':
      return new WitError('queue-full');
    case 'AIRSSYS_MESSAGING_INVALID':
    case 'AIRSSYS_CONFIG_INVALID':
      return new WitError('invalid-message', said);
    default:
      return new WitError('delivery-failed', said);
  }
}
