/** WIT `airssys:core/storage@1.0.0`. */
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { type Caller, type HostFunction, type HostService, WitError } from '../host-service.ts';
import type { KeyValueBackend } from './key-value-backend.ts';

export interface StorageOptions {
  readonly backend: KeyValueBackend;
  /** Bytes of keys and values per component. Default 64 MiB. */
  readonly quotaBytes?: number;
}

/** Bytes that a component may store where nothing else is said. */
export const DEFAULT_QUOTA_BYTES: number = 64 * 1024 * 1024;
const MAX_KEY_BYTES = 1024;

/** Storage in a namespace per component, its `namespace:name`: the instances of one component share it. */
export function storageService(options: StorageOptions): HostService {
  const { backend, quotaBytes = DEFAULT_QUOTA_BYTES } = options;

  const on = (action: string, call: HostFunction['call']): HostFunction => ({
    access: ({ componentId }: Caller): AccessRequest => ({ area: 'storage', action, resource: componentId }),
    denied: (request) => new WitError('io-error', `denied: ${request.area}.${request.action} is not granted`),
    call: async (...args) => {
      try {
        // The await keeps a rejected backend within this try.
        return await call(...args);
      } catch (error) {
        throw error instanceof WitError
          ? error
          : new WitError('io-error', error instanceof Error ? error.message : error);
      }
    },
  });

  return {
    interface: 'airssys:core/storage@1.0.0',
    waiting: {
      get: on('read', ({ componentId }, key: string) => backend.get(componentId, validKey(key))),
      exists: on('read', ({ componentId }, key: string) => backend.has(componentId, validKey(key))),
      listKeys: on('read', ({ componentId }, prefix: string | undefined) => backend.list(componentId, prefix ?? '')),
      usage: on('read', async ({ componentId }) => {
        const { usedBytes, keyCount } = await backend.usage(componentId);
        return { usedBytes: BigInt(usedBytes), quotaBytes: BigInt(quotaBytes), keyCount: BigInt(keyCount) };
      }),
      set: on('write', async ({ componentId }, key: string, value: Uint8Array) => {
        const { ok } = await backend.set(componentId, validKey(key), value, { quotaBytes });
        if (!ok) throw new WitError('quota-exceeded');
      }),
      delete: on('delete', async ({ componentId }, key: string) => {
        await backend.delete(componentId, validKey(key));
      }),
    },
  };
}

/** @throws WitError `invalid-key`. */
export function validKey(key: string): string {
  if (key === '') throw new WitError('invalid-key', 'a key is not empty');
  if (key.includes('\0')) throw new WitError('invalid-key', 'a key holds no NUL');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new WitError('invalid-key', `a key has at most ${MAX_KEY_BYTES} bytes`);
  return key;
}
