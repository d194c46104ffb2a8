import { boolean, list, optionalBytes, record, string, u64 } from './answers.ts';
import type { MockedService } from './mocked-service.ts';

export const STORAGE: MockedService = {
  service: 'storage',
  functions: {
    get: { targets: ['get'], toResult: optionalBytes },
    set: { targets: ['set'] },
    delete: { targets: ['delete'] },
    exists: { targets: ['exists'], toResult: boolean },
    listKeys: { targets: ['listKeys'], toResult: list(string) },
    usage: { targets: ['usage'], toResult: record({ usedBytes: u64, quotaBytes: u64, keyCount: u64 }) },
  },
  errors: {
    'not-found': (detail) => detail,
    'already-exists': (detail) => detail,
    'quota-exceeded': () => undefined,
    'invalid-key': (detail) => detail,
    'io-error': (detail) => detail,
  },
};
