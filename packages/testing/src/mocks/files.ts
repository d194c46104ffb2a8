import type { AccessRequest } from '@airssys/host';
import { bytes, list, moment, oneOf, record, string, u64 } from './answers.ts';
import type { MockedService } from './mocked-service.ts';

const kind = oneOf('file', 'directory', 'symbolic-link', 'other');
const access = (action: string, path: unknown): AccessRequest => ({
  area: 'filesystem',
  action,
  resource: String(path),
});

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
    createDirectory: { targets: ['createDirectory'] },
    removeDirectory: { targets: ['removeDirectory'] },
    truncate: { targets: ['truncate'], toArgs: ([path, size]) => [path, Number(size)] },
    setModified: { targets: ['setModified'], toArgs: ([path, ms]) => [path, new Date(Number(ms))] },
    readLink: { targets: ['readLink'], toResult: string },
    createLink: { targets: ['createLink'] },
    rename: { targets: ['rename'], demands: ([from, to]) => [access('read', from), access('write', to)] },
    copy: { targets: ['copy'], demands: ([, to]) => [access('write', to)] },
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
