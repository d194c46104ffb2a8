/**
 * Waits until files have changed. The system's notices only wake it: whether something has changed it sees by the files
 * themselves, so that editors may write as they like (in place, or beside and renamed), files may go and come, and a file
 * system without notices is merely slower.
 */
import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

export interface FileWatcherOptions {
  /** How long files must have been quiet after a change, in milliseconds. Default 60. */
  readonly settleMs?: number;
  /** How often it looks without a notice, in milliseconds. Default 1,000. */
  readonly pollMs?: number;
}

/** A change that never comes to rest is told all the same after this time. */
const MAX_SETTLE_MS = 2_000;

/** Clocks of file systems tick slower than the program's. */
const CLOCK_TOLERANCE_MS = 20;

export class FileWatcher implements Disposable {
  readonly #settleMs: number;
  readonly #pollMs: number;
  /** What each file was when it was last looked at; '' for one that is not there. */
  #stamps: ReadonlyMap<string, string> = new Map();
  /** Changes that {@link watch} itself has found. */
  #found: readonly string[] = [];
  readonly #directories = new Map<string, { readonly watcher: FSWatcher; readonly ino: number }>();
  #wake: () => void = () => {};

  constructor({ settleMs = 60, pollMs = 1_000 }: FileWatcherOptions = {}) {
    this.#settleMs = settleMs;
    this.#pollMs = pollMs;
  }

  /**
   * Watches these files, there or not, instead of those before. A folder changes when something in it comes or goes.
   *
   * @param sinceMs When the reading of them began (`Date.now()`): one that was changed since then has changed.
   */
  watch(paths: readonly string[], sinceMs: number): void {
    const before = this.#stamps;
    this.#stamps = new Map([...new Set(paths)].map((path) => [path, stampOf(path)]));
    this.#found = [...this.#stamps].flatMap(([path, stamp]) => {
      const known = before.get(path);
      const hasChanged = known === undefined ? isSince(path, sinceMs) : known !== stamp;
      return hasChanged ? [path] : [];
    });
    this.#watchDirectories();
  }

  /** The files that have changed, once they are at rest; none when the signal is aborted. */
  async changed(signal: AbortSignal): Promise<readonly string[]> {
    const before = this.#stamps;
    const found = this.#found;
    this.#found = [];
    let isKnown = found.length > 0;
    while (!signal.aborted) {
      if (!isKnown) await this.#rest(this.#pollMs, signal, true);
      if (!isKnown && this.#look().length === 0) continue;
      isKnown = false;
      await this.#settle(signal);
      this.#watchDirectories();
      const changed = [...this.#stamps].filter(([path, stamp]) => found.includes(path) || before.get(path) !== stamp);
      if (changed.length > 0) return changed.map(([path]) => path);
    }
    return [];
  }

  /** Whether a file has changed that {@link changed} has not told of yet. */
  get hasNews(): boolean {
    return this.#look().length > 0;
  }

  [Symbol.dispose](): void {
    for (const { watcher } of this.#directories.values()) watcher.close();
    this.#directories.clear();
  }

  /** Until nothing changes any more. */
  async #settle(signal: AbortSignal): Promise<void> {
    const until = performance.now() + MAX_SETTLE_MS;
    do {
      this.#stamps = new Map([...this.#stamps.keys()].map((path) => [path, stampOf(path)]));
      await this.#rest(this.#settleMs, signal, false);
    } while (this.#look().length > 0 && performance.now() < until && !signal.aborted);
  }

  #look(): readonly string[] {
    return [...this.#stamps].flatMap(([path, stamp]) => (stampOf(path) === stamp ? [] : [path]));
  }

  async #rest(forMs: number, signal: AbortSignal, mayWake: boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, forMs);
    if (mayWake) this.#wake = resolve;
    const onAbort = (): void => resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    if (!signal.aborted) await promise;
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
    this.#wake = () => {};
  }

  /** The folders of the files; for one that is not there, the nearest that is. A folder made anew is watched anew. */
  #watchDirectories(): void {
    const wanted = new Set([...this.#stamps.keys()].map(nearestDirectory));
    for (const [path, { watcher, ino }] of this.#directories) {
      if (wanted.has(path) && statSync(path, { throwIfNoEntry: false })?.ino === ino) continue;
      watcher.close();
      this.#directories.delete(path);
    }
    for (const path of wanted) {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (this.#directories.has(path) || stat === undefined) continue;
      try {
        const watcher = watch(path, () => this.#wake());
        watcher.on('error', () => this.#wake()); // it is gone; looking now and then goes on
        this.#directories.set(path, { watcher, ino: stat.ino });
      } catch {
        // The system has no more watches to give: looking now and then has to do.
      }
    }
  }
}

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs}:${stat.ctimeMs}:${stat.size}:${stat.ino}`;
}

function isSince(path: string, sinceMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && Math.max(stat.mtimeMs, stat.ctimeMs) >= sinceMs - CLOCK_TOLERANCE_MS;
}

function nearestDirectory(path: string): string {
  let dir = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);
  while (!existsSync(dir) && dirname(dir) !== dir) dir = dirname(dir);
  return dir;
}
