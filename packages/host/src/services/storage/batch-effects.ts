import type { StorageChange, Write } from './key-value-backend.ts';

/** By how many bytes the writes, all of one namespace, make it larger. `lengthOf` knows the values that are there. */
export function growthOf(writes: readonly Write[], lengthOf: (key: string) => number | undefined): number {
  const sizes = new Map<string, number>();
  let growth = 0;
  for (const write of writes) {
    if (write.kind === 'check') continue;
    const keyBytes = Buffer.byteLength(write.key);
    const before = lengthOf(write.key);
    const size = sizes.get(write.key) ?? (before === undefined ? 0 : keyBytes + before);
    const after = write.kind === 'set' ? keyBytes + write.value.length : 0;
    sizes.set(write.key, after);
    growth += after - size;
  }
  return growth;
}

/** What a batch that was done has changed. A deletion of what was not there is told of, too. */
export function changesOf(writes: readonly Write[], version: number): readonly StorageChange[] {
  return writes.flatMap(({ kind, namespace, key }): StorageChange[] =>
    kind === 'check' ? [] : [{ kind: kind === 'set' ? 'set' : 'deleted', namespace, key, version }],
  );
}
