/** The thread of {@link ComponentPreparation}: gets its requests, and answers each when it has done with it. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { ComponentHost } from '@airssys/host';
import { buildComponent, ComponentBuilder, defaultCacheDir } from '@airssys/sdk/build';
import { buildLock, withBuildLock } from './build-lock.ts';
import type { PrepareRequest } from './prepare-component.ts';

/** What a mount without options is built with, and metered by. */
const ENGINE = 'quickjs';
const METERING = 'exact';

const hosts = new Map<string, Promise<ComponentHost>>();
/** Of components that are being written: what stays the same from one build to the next stays in memory. */
const builders = new Map<string, ComponentBuilder>();

async function prepare({ file, isEdited }: PrepareRequest): Promise<void> {
  const cacheDir = defaultCacheDir(dirname(file));
  await withBuildLock(buildLock(cacheDir, ENGINE, file), async () => {
    const component = isEdited ? await builderOf(file, cacheDir).buildIntoCache() : await build(file, cacheDir);
    if (component === undefined) return;
    const host = await hostOf(cacheDir);
    await host.load(component, basename(file));
  });
}

/** Undefined where nothing has changed since an earlier run. */
async function build(entry: string, cacheDir: string): Promise<Uint8Array | undefined> {
  // The bundler and the engine work outside of this thread, and take longer.
  const onAnalyzed = (): void => void hostOf(cacheDir).then((host) => host.warmUp());
  const { component, fromCache } = await buildComponent({ entry, engine: ENGINE, outDir: false, cacheDir, onAnalyzed });
  return fromCache ? undefined : component;
}

function builderOf(entry: string, cacheDir: string): ComponentBuilder {
  let builder = builders.get(entry);
  if (builder === undefined) {
    builder = new ComponentBuilder({ entry, engine: ENGINE, cacheDir });
    builders.set(entry, builder);
  }
  return builder;
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

/** Where nothing was ever built something soon will be, and loading the compiler is a sixth of that. */
async function loadTools(root: string): Promise<void> {
  if (!existsSync(join(defaultCacheDir(root), 'builds'))) await import('@airssys/wit-gen');
}

// Given by ComponentPreparation. What cannot be loaded is missed by the build.
void loadTools(workerData as string).catch(() => {});

parentPort?.on('message', (request: PrepareRequest) => {
  // An error is the mount's to tell, which comes upon the same.
  void prepare(request)
    .catch(() => {})
    .finally(() => parentPort?.postMessage(request.file));
});
