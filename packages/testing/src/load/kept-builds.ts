/**
 * The builds that a worker has had, for as long as nobody touches a file of theirs: of thirty mounts, one reads the component and
 * compares its sources' hashes.
 */
import { stat } from 'node:fs/promises';
import type { BuildResult } from '@airssys/sdk/build';

interface KeptBuild {
  readonly result: BuildResult;
  /** By path of an input. */
  readonly stamps: ReadonlyMap<string, string>;
}

const MS_TO_NS = 1_000_000n;

export class KeptBuilds {
  readonly #builds = new Map<string, KeptBuild>();

  async find(key: string): Promise<BuildResult | undefined> {
    const kept = this.#builds.get(key);
    if (kept === undefined) return undefined;
    const untouched = await Promise.all(
      [...kept.stamps].map(async ([path, stamp]) => (await fileTimes(path))?.stamp === stamp),
    );
    if (untouched.every(Boolean)) return kept.result;
    this.#builds.delete(key);
    return undefined;
  }

  /** Keeps a result, unless one of its files was touched after `startedAt` (ms): it may have been read before that. */
  async keep(key: string, result: BuildResult, startedAt: number): Promise<void> {
    const stamps = new Map<string, string>();
    for (const path of result.inputs) {
      const times = await fileTimes(path);
      if (times === undefined || times.changedNs >= BigInt(startedAt) * MS_TO_NS) return;
      stamps.set(path, times.stamp);
    }
    this.#builds.set(key, { result, stamps });
  }
}

/** Undefined where the file is not there. A file's time of change cannot be set, unlike that of its content. */
async function fileTimes(path: string): Promise<{ readonly stamp: string; readonly changedNs: bigint } | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return undefined;
  const { ino, size, mtimeNs, ctimeNs } = found;
  return { stamp: `${ino} ${size} ${mtimeNs} ${ctimeNs}`, changedNs: ctimeNs };
}
