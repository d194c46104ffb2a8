/**
 * A process that makes and disposes instances, and tells its parent what is left. It ends by itself when the host lets it.
 * Run with --expose-gc.
 */
import { readFileSync } from 'node:fs';
import { ComponentHost } from '../../src/index.ts';

const [cacheDir = '', file = '', count = '0'] = process.argv.slice(2);
const tell = (message: object): Promise<void> => new Promise((sent) => process.send?.(message, () => sent()));

const settled = async (): Promise<{ handles: string; heapMb: number }> => {
  for (let i = 0; i < 3; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc?.();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const handles = process
    .getActiveResourcesInfo()
    .filter((name) => name !== 'Timeout')
    .sort()
    .join();
  return { handles, heapMb: (heapUsed + external + arrayBuffers) / 2 ** 20 };
};

const host = new ComponentHost({ cacheDir });
const loaded = await host.load(readFileSync(file));

async function cycle(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const instance = await loaded.instantiate({ limits: { timeoutMs: 5_000 } });
    await instance.callExport('test:guest/ops@1.0.0', 'run', []);
    if (i % 2 === 0) await instance[Symbol.asyncDispose]();
    else await instance.callExport('test:guest/ops@1.0.0', 'trap', []).catch(() => {});
  }
}

await cycle(100);
const before = await settled();
await cycle(Number(count));
await tell({ before, after: await settled() });
await host[Symbol.asyncDispose]();
process.disconnect?.();
