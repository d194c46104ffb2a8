import {
  type AccessRequest,
  type Caller,
  type HostCall,
  type HostFunction,
  type HostService,
  WitError,
} from '@airssys/host';
import { record, string } from './answers.ts';
import type { MockedService } from './mocked-service.ts';

/** WIT's `component-id`. */
interface RawId {
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
}

export const MESSAGING: MockedService = {
  service: 'messaging',
  functions: {
    send: { targets: ['send'] },
    request: {
      targets: ['request'],
      toArgs: ([target, payload, timeoutMs]) => [target, payload, Number(timeoutMs)],
      toResult: string,
    },
    cancelRequest: { targets: ['cancelRequest'] },
    broadcast: { targets: ['broadcast'] },
    selfId: {
      targets: ['selfId'],
      toResult: record({ namespace: string, name: string, instance: (value) => string(value ?? '') }),
    },
  },
  errors: {
    'delivery-failed': (detail) => detail,
    'correlation-timeout': (detail) => detail,
    'invalid-message': (detail) => detail,
    'queue-full': () => undefined,
    'target-not-found': (_detail, [target]) => (Array.isArray(target) ? target[0] : target),
  },
};

/**
 * WIT `airssys:core/host-messaging@1.0.0` of a host without a bus: permissions are checked as ever, and nobody is reached.
 * The mocks take its place, function by function.
 */
export function messagingStandIn(): HostService {
  const on = (action: string, targetOf: (target: never) => RawId | undefined): HostFunction => ({
    access: (_caller: Caller, target: never): AccessRequest => {
      const id = targetOf(target);
      return { area: 'messaging', action, resource: id ? `${id.namespace}:${id.name}` : '*' };
    },
    denied: ({ resource }) =>
      new WitError('delivery-failed', `denied: messaging.${action} to ${resource} is not granted`),
    call: (_call: HostCall, target: never) => {
      throw new WitError('target-not-found', targetOf(target));
    },
  });
  return {
    interface: 'airssys:core/host-messaging@1.0.0',
    waiting: {
      send: on('send', (target: RawId) => target),
      request: on('request', (target: RawId) => target),
      broadcast: on('broadcast', (targets: readonly RawId[]) => targets[0]),
      cancelRequest: { call: () => {} },
    },
    immediate: {
      selfId: {
        call: ({ componentId }: HostCall): RawId => {
          const [namespace = '', name = ''] = componentId.split(':');
          return { namespace, name, instance: '' };
        },
      },
    },
  };
}
