import { boolean, optionalBytes, u32 } from './answers.ts';
import type { MockedService } from './mocked-service.ts';

interface RawOptions {
  readonly contentType: string | undefined;
  readonly ttlMs: bigint | undefined;
  readonly messageId: string | undefined;
  readonly guarantee: string | undefined;
}

/** As the author gives them: what was left out is not there. */
function options({ contentType, ttlMs, messageId, guarantee }: RawOptions): Record<string, unknown> {
  return {
    ...(contentType !== undefined && { contentType }),
    ...(ttlMs !== undefined && { ttlMs: Number(ttlMs) }),
    ...(messageId !== undefined && { messageId }),
    ...(guarantee !== undefined && { guarantee }),
  };
}

/** Lifted by the glue. */
const withOptions = ([to, payload, raw]: readonly unknown[]): readonly unknown[] => [
  to,
  payload,
  options(raw as RawOptions),
];

export const BUS: MockedService = {
  service: 'bus',
  functions: {
    publish: { targets: ['publish'], toArgs: withOptions, toResult: u32 },
    subscribe: { targets: ['subscribe'], toResult: boolean },
    unsubscribe: { targets: ['unsubscribe'], toResult: boolean },
    send: { targets: ['sendWith'], toArgs: withOptions },
    ask: {
      targets: ['ask'],
      toArgs: ([target, payload, timeoutMs]) => [target, payload, Number(timeoutMs)],
      toResult: optionalBytes,
    },
  },
  errors: {
    denied: (detail) => detail,
    invalid: (detail) => detail,
    'target-not-found': (_detail, [target]) => target,
    'queue-full': () => undefined,
    timeout: () => undefined,
    deadlock: (detail) => detail,
    failed: (detail) => detail,
  },
};
