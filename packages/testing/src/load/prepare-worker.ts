/** The thread of {@link ComponentPreparation}: gets absolute paths, and answers each when it has done with it. */
import { basename, dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { ComponentHost } from '@airssys/host';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
import { buildLock, withBuildLock } from './build-lock.ts';

/** What a mount without options is built with, and metered by. */
const ENGINE = 'quickjs';
const METERING = 'exact';

const hosts = new Map<string, Promise<ComponentHost>>();

async function prepare(file: string): Promise<void> {
  const cacheDir = defaultCacheDir(dirname(file));
  await withBuildLock(buildLock(cacheDir, ENGINE, file), async () => {
    const { component, fromCache } = await buildComponent({ entry: file, engine: ENGINE, outDir: false, cacheDir });
    if (fromCache) return;
    const host = await hostOf(cacheDir);
    await host.load(component, basename(file));
  });
}

/** Loaded when there is something new to compile. */
function hostOf(cacheDir: string): Promise<ComponentHost> {
  let host = hosts.get(cacheDir);
  if (host === undefined) {
    host = import('@airssys/host').then(({ ComponentHost }) => new ComponentHost({ cacheDir, metering: METERING }));
    hosts.set(cacheDir, host);
  }
  return host;
}

parentPort?.on('message', (file: string) => {
  // An error is the mount's to tell, which comes upon the same.
  void prepare(file)
    .catch(() => {})
    .finally(() => parentPort?.postMessage(file));
});
