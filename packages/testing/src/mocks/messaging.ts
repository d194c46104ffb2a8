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
    broadcast: { targets: ['broadcast'], demands: ([targets]) => othersOf(targets as readonly RawId[]) }, // lifted by the glue
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

/** What a message to the target needs. */
function accessTo(action: string, target: RawId | undefined): AccessRequest {
  return { area: 'messaging', action, resource: target ? `${target.namespace}:${target.name}` : NOBODY };
}

/** The resource of a broadcast without targets. That of a target has a colon. */
const NOBODY = '';

/** What a broadcast needs besides the access to its first target, which the gate has checked. */
const othersOf = (targets: readonly RawId[]): readonly AccessRequest[] =>
  targets.slice(1).map((target) => accessTo('broadcast', target));

const deny = ({ action, resource }: AccessRequest): WitError =>
  new WitError('delivery-failed', `denied: messaging.${action} to ${resource} is not granted`);

/**
 * WIT `airssys:core/host-messaging@1.0.0` of a host without a bus: permissions are checked as ever, and nobody is reached.
 * The mocks take its place, function by function.
 */
export function messagingStandIn(): HostService {
  const toOne = (action: string): HostFunction => ({
    access: (_caller: Caller, target: RawId) => accessTo(action, target),
    denied: deny,
    call: (_call: HostCall, target: RawId) => {
      throw new WitError('target-not-found', target);
    },
  });
  return {
    interface: 'airssys:core/host-messaging@1.0.0',
    waiting: {
      send: toOne('send'),
      request: toOne('request'),
      // INVARIANT: a broadcast needs the permission for each of its targets, and none where it has no targets.
      broadcast: {
        access: (_caller: Caller, [first]: readonly RawId[]) => accessTo('broadcast', first),
        allows: ({ resource }) => (resource === NOBODY ? 'no target' : undefined),
        denied: deny,
        call: (call: HostCall, targets: readonly RawId[]) => {
          for (const access of othersOf(targets)) call.demand(access);
          if (targets.length > 0) throw new WitError('target-not-found', targets[0]);
        },
      },
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
