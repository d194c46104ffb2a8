import { bytes, list, moment, oneOf, record, string, u64 } from './answers.ts';
import type { MockedService } from './mocked-service.ts';

const kind = oneOf('file', 'directory', 'symbolic-link', 'other');
/** Errors carry the path where the mock says nothing. */
const onPath = (detail: string, [path]: readonly unknown[]): string => detail || String(path);

export const FILES: MockedService = {
  service: 'files',
  functions: {
    read: { targets: ['read'], toResult: bytes },
    write: { targets: ['write'] },
    append: { targets: ['append'] },
    delete: { targets: ['delete'] },
    metadata: {
      targets: ['metadata'],
      toResult: record({ kind, size: u64, modifiedMs: moment }, { modifiedMs: 'modified' }),
    },
    list: { targets: ['listDirectory'], toResult: list(record({ name: string, kind })) },
  },
  errors: {
    'not-found': onPath,
    'already-exists': onPath,
    denied: onPath,
    'not-a-directory': onPath,
    'is-a-directory': onPath,
    'directory-not-empty': onPath,
    'invalid-path': onPath,
    'too-large': onPath,
    'io-error': onPath,
  },
};
