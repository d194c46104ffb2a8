import type { AccessRequest } from '@airssys/host';
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
    broadcast: { targets: ['broadcast'], demands: ([targets]) => each(targets as readonly RawId[]) }, // lifted by the glue
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

/** What a broadcast needs: the permission for each of its targets. */
const each = (targets: readonly RawId[]): readonly AccessRequest[] =>
  targets.map(({ namespace, name }) => ({
    area: 'messaging',
    action: 'broadcast',
    resource: `${namespace}:${name}`,
  }));
