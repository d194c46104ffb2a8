/**
 * Save, build, swap: one round after the other. Types are looked at when the new version runs: the TypeScript compiler takes longer than
 * all the rest, and what it finds keeps no version from running.
 */
import type { BuildDiagnostic, ComponentBuilder } from '@airssys/sdk/build';
import type { FileWatcher } from '../check/file-watcher.ts';
import type { DevReport } from './dev-report.ts';
import type { DevSession } from './dev-session.ts';

export interface DevLoopOptions {
  readonly builder: ComponentBuilder;
  readonly session: DevSession;
  readonly watcher: FileWatcher;
  readonly report: DevReport;
  readonly signal: AbortSignal;
}

export class DevLoop {
  readonly #options: DevLoopOptions;
  /** What runs, for people. */
  #lastGood: string | undefined;
  /** What the next change may be in. */
  #files: readonly string[];
  #round = 0;
  #checking: Promise<void> = Promise.resolve();

  constructor(options: DevLoopOptions) {
    this.#options = options;
    this.#files = [options.builder.entry];
  }

  /** The first version. */
  async first(): Promise<void> {
    await this.#make([]);
  }

  /** A round for each change, until the signal aborts. */
  async run(): Promise<void> {
    const { watcher, signal } = this.#options;
    while (!signal.aborted) {
      const changed = await watcher.changed(signal);
      if (changed.length > 0) await this.#make(changed);
    }
    await this.#checking;
  }

  async #make(changed: readonly string[]): Promise<void> {
    const { builder, session, watcher, report, signal } = this.#options;
    const round = (this.#round += 1);
    const sinceMs = Date.now();
    const begun = performance.now();
    report.begin(changed);
    try {
      const { built, diagnostics, files } = await builder.build();
      this.#files = files;
      const buildMs = performance.now() - begun;
      if (signal.aborted) return;
      if (built === undefined) {
        await report.diagnostics(diagnostics, 'sources', this.#lastGood);
        return;
      }
      // It may be made half of what was there before a save and half of what is there since: the next round makes it whole.
      if (watcher.hasNews) return;
      const swap = await session.apply(built);
      const totalMs = performance.now() - begun;
      this.#lastGood = `${swap.component} ${swap.version}`;
      report.swapped(swap, { totalMs, buildMs, swapMs: totalMs - buildMs, stages: built.timings });
      if (diagnostics.length > 0) await report.diagnostics(diagnostics, 'sources', this.#lastGood);
      this.#afterwards(round);
    } catch (error) {
      await report.failure(error);
    } finally {
      watcher.watch(this.#files, sinceMs);
    }
  }

  /** What nobody waits for, one at a time: the latest round alone is looked at. */
  #afterwards(round: number): void {
    const before = this.#checking;
    this.#checking = (async () => {
      await before;
      await this.#lookAtTypes(() => round !== this.#round || this.#options.signal.aborted);
    })();
  }

  async #lookAtTypes(isOver: () => boolean): Promise<void> {
    const { builder, session, report } = this.#options;
    if (isOver()) return;
    try {
      await session.tidy();
      if (isOver()) return;
      const found: readonly BuildDiagnostic[] = await builder.checkTypes();
      if (!isOver()) await report.diagnostics(found, 'types', this.#lastGood);
    } catch (error) {
      if (!isOver()) await report.failure(error);
    }
  }
}
