import type { KeyValueBackend } from './key-value-backend.ts';

/** Keys that are removed in one step. */
const LOT = 1_000;

/** Removes all that a namespace has below a prefix, a lot at a time: each lot is gone wholly or not at all. */
export async function purgeNamespace(backend: KeyValueBackend, namespace: string, prefix = ''): Promise<void> {
  for (;;) {
    const keys = await backend.list(namespace, prefix, { limit: LOT });
    if (keys.length === 0) return;
    await backend.batch(keys.map((key) => ({ kind: 'delete', namespace, key })));
  }
}
