/**
 * Builds a component before it is mounted, in a process that lasts: its tools are loaded and warm, and its work is done while the
 * worker that will mount the component starts. A mount waits for it by the lock, and finds the results in the cache.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ComponentHost } from '@airssys/host';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
import { buildLock, withBuildLock } from './build-lock.ts';

/** What a mount without options is built with, and metered by. */
const ENGINE = 'quickjs';
const METERING = 'exact';

const COMPONENT_CLASS = /^\s*@component\(/m;

export class ComponentPreparation implements AsyncDisposable {
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #hosts = new Map<string, Promise<ComponentHost>>();
  #isDisposed = false;

  /** Builds what a file has, if that is a component and has changed. Never rejects: the mount tells what is wrong with it. */
  prepare(file: string): Promise<void> {
    if (this.#isDisposed) return Promise.resolve();
    const underWay = this.#underWay.get(file);
    if (underWay) return underWay;
    const work = this.#build(file)
      .catch(() => {})
      .finally(() => this.#underWay.delete(file));
    this.#underWay.set(file, work);
    return work;
  }

  async #build(file: string): Promise<void> {
    if (file.endsWith('.wasm') || !COMPONENT_CLASS.test(await readFile(file, 'utf8'))) return;
    const cacheDir = defaultCacheDir(dirname(file));
    await withBuildLock(buildLock(cacheDir, ENGINE, file), async () => {
      const { component, fromCache } = await buildComponent({ entry: file, engine: ENGINE, outDir: false, cacheDir });
      if (fromCache || this.#isDisposed) return;
      const host = await this.#hostOf(cacheDir);
      await host.load(component, basename(file));
    });
  }

  /** Loaded when there is something new to compile. */
  #hostOf(cacheDir: string): Promise<ComponentHost> {
    let host = this.#hosts.get(cacheDir);
    if (host === undefined) {
      host = import('@airssys/host').then(({ ComponentHost }) => new ComponentHost({ cacheDir, metering: METERING }));
      this.#hosts.set(cacheDir, host);
    }
    return host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    await Promise.all(hosts.map(async (host) => await (await host)[Symbol.asyncDispose]()));
  }
}
