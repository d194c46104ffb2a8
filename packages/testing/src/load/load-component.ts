import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { LoadedComponent, MeteringMode } from '@airssys/host';
import type { EngineName } from '@airssys/model';
import { buildComponent, type BuildResult, defaultCacheDir } from '@airssys/sdk/build';
import { buildLock, withBuildLock } from './build-lock.ts';
import { type TestHost, testHost } from './test-host.ts';

export interface LoadRequest {
  /** Absolute path: a source to build, or a `.wasm`. */
  readonly file: string;
  readonly engine: EngineName;
  readonly metering: MeteringMode;
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * The component of a file as it is now: built if its sources have changed since its last build, and compiled once per worker.
 *
 * @throws AirssysError as `buildComponent` and `ComponentHost.load` do.
 */
export async function loadComponent(
  request: LoadRequest,
): Promise<{ readonly host: TestHost; readonly component: LoadedComponent }> {
  const { file, engine, metering } = request;
  const cacheDir = defaultCacheDir(dirname(file));
  const host = testHost(cacheDir, metering);
  if (file.endsWith('.wasm')) {
    const bytes = await readFile(file);
    return { host, component: await host.load(sha256(bytes), bytes, basename(file)) };
  }
  const { component, manifest } = await build(file, engine, cacheDir);
  const identity = `${file} ${engine} ${manifest.build.inputHash}`;
  return { host, component: await host.load(identity, component, basename(file)) };
}

const building = new Map<string, Promise<BuildResult>>();

/** Builds, or joins a build of the same file that is under way in this worker; waits for one of another process. */
function build(file: string, engine: EngineName, cacheDir: string): Promise<BuildResult> {
  const key = `${engine} ${file}`;
  const underWay = building.get(key);
  if (underWay) return underWay;
  const lock = buildLock(cacheDir, key);
  const started = withBuildLock(lock, () => buildComponent({ entry: file, engine, outDir: false, cacheDir })).finally(
    () => building.delete(key),
  );
  building.set(key, started);
  return started;
}
