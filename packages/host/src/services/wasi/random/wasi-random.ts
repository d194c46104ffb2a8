/**
 * WIT `wasi:random` (0.2). What is called insecure there comes from the same source: whoever may have no randomness is not to
 * find it there.
 */
import type { HostFunction, HostService } from '../../host-service.ts';
import { filled, RANDOM_ACCESS, randomBytes, type Randomness } from '../../random.ts';
import { WASI } from '../io/wasi-io.ts';

export function wasiRandom(fill: Randomness): readonly HostService[] {
  const u64 = (): bigint => new DataView(filled(fill, 8).buffer).getBigUint64(0);
  const reading = (call: HostFunction['call']): HostFunction => ({ access: () => RANDOM_ACCESS, call });
  return [
    {
      interface: `wasi:random/random@${WASI}`,
      immediate: { getRandomBytes: randomBytes(fill), getRandomU64: reading(u64) },
    },
    {
      interface: `wasi:random/insecure@${WASI}`,
      immediate: { getInsecureRandomBytes: randomBytes(fill), getInsecureRandomU64: reading(u64) },
    },
    {
      interface: `wasi:random/insecure-seed@${WASI}`,
      immediate: { insecureSeed: reading(() => [u64(), u64()]) },
    },
  ];
}
