import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { LoadedComponent, MeteringMode } from '@airssys/host';
import { type EngineName, MANIFEST_SECTION, type Manifest } from '@airssys/model';
import { appendCustomSections, buildComponent, type BuildResult, defaultCacheDir } from '@airssys/sdk/build';
import type { MeasuredBuild } from '../coverage/measure.ts';
import { buildLock, withBuildLock } from './build-lock.ts';
import { KeptBuilds } from './kept-builds.ts';
import { demandSameTypes } from './same-types.ts';
import { type TestHost, testHost } from './test-host.ts';

export interface LoadRequest {
  /** Absolute path: a source to build, or a `.wasm`. */
  readonly file: string;
  readonly engine: EngineName;
  readonly metering: MeteringMode;
  /** Whether it is to count what runs. Default false. Not for a `.wasm`. */
  readonly isMeasured?: boolean | undefined;
  /** Absolute path of the source whose class a `.wasm` of another toolchain stands for. */
  readonly like?: string | undefined;
}

export interface TestComponent {
  readonly host: TestHost;
  readonly component: LoadedComponent;
  /** Where it counts what runs. */
  readonly measured?: MeasuredBuild;
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * The component of a file as it is now: built if its sources have changed since its last build, and compiled once per worker.
 *
 * @throws AirssysError as `buildComponent` and `ComponentHost.load` do.
 */
export async function loadComponent(request: LoadRequest): Promise<TestComponent> {
  const { file, engine, metering, isMeasured = false } = request;
  const cacheDir = defaultCacheDir(dirname(file));
  const host = testHost(cacheDir, metering);
  if (file.endsWith('.wasm')) {
    const bytes = await readFile(file);
    const { like } = request;
    if (like === undefined) return { host, component: await host.load(sha256(bytes), bytes, basename(file)) };
    const { manifest, component } = await build(like, engine, cacheDir);
    const described = describedBy(manifest, bytes);
    const hash = sha256(described);
    if (!compared.has(hash)) await demandSameTypes(basename(file), bytes, component, manifest);
    compared.add(hash);
    return { host, component: await host.load(hash, described, basename(file)) };
  }
  const { component, manifest, transformed } = await build(file, engine, cacheDir, isMeasured);
  const identity = `${file} ${engine} ${manifest.build.inputHash}`;
  const loaded = await host.load(identity, component, basename(file));
  return {
    host,
    component: loaded,
    ...(isMeasured && { measured: { identity, files: Object.values(transformed) } }),
  };
}

/** The component of a file as it is now, built if its sources have changed. @throws AirssysError as `buildComponent` does. */
export async function componentBytes(file: string, engine: EngineName): Promise<Uint8Array> {
  if (file.endsWith('.wasm')) return await readFile(file);
  return (await build(file, engine, defaultCacheDir(dirname(file)))).component;
}

/** What was found to have the types of its class. */
const compared = new Set<string>();

const building = new Map<string, Promise<BuildResult>>();
const kept = new KeptBuilds();

/** Builds, or joins a build of the same file that is under way in this worker. */
function build(file: string, engine: EngineName, cacheDir: string, isMeasured = false): Promise<BuildResult> {
  const key = `${engine} ${file}${isMeasured ? ' measured' : ''}`;
  const underWay = building.get(key);
  if (underWay) return underWay;
  const started = findOrBuild(file, engine, cacheDir, isMeasured, key).finally(() => building.delete(key));
  building.set(key, started);
  return started;
}

/** Waits for a build of another process. */
async function findOrBuild(
  entry: string,
  engine: EngineName,
  cacheDir: string,
  isMeasured: boolean,
  key: string,
): Promise<BuildResult> {
  const found = await kept.find(`${cacheDir} ${key}`);
  if (found) return found;
  const startedAt = Date.now();
  const result = await withBuildLock(buildLock(cacheDir, key), async () => {
    // Loaded where it is needed.
    const transform = isMeasured ? (await import('../coverage/instrument.ts')).INSTRUMENT : undefined;
    return await buildComponent({ entry, engine, outDir: false, cacheDir, transform });
  });
  await kept.keep(`${cacheDir} ${key}`, result, startedAt);
  return result;
}

/** A component of the same world as another, with what that one says of its operations: it has the same WIT. */
function describedBy(manifest: Manifest, bytes: Uint8Array): Uint8Array {
  return appendCustomSections(bytes, [[MANIFEST_SECTION, JSON.stringify(manifest)]]);
}
