import { isAirssysError } from '@airssys/model';
import { type CheckResult, type ComponentChecker } from '@airssys/sdk/build';
import { unique } from '../report/diagnostics.ts';
import type { RoundReport } from './check-report.ts';
import { FileWatcher } from './file-watcher.ts';

/** Checks again and again, whenever a file that a check depends on has changed, until the signal is aborted. */
export async function watchRounds(
  checkers: readonly ComponentChecker[],
  report: RoundReport,
  signal: AbortSignal,
): Promise<void> {
  using watcher = new FileWatcher();
  const results = new Map<ComponentChecker, CheckResult>();
  let changed: readonly string[] = [];
  while (!signal.aborted) {
    const startedAt = performance.now();
    const sinceMs = Date.now();
    report.begin(changed);
    for (const checker of checkers) {
      const last = results.get(checker);
      if (last !== undefined && !pathsOf(last).some((path) => changed.includes(path))) continue;
      results.set(checker, await checkAgain(checker, last));
      if (signal.aborted) return;
    }
    const all = [...results.values()];
    const diagnostics = unique(all.flatMap((one) => one.diagnostics));
    await report.end({ diagnostics, durationMs: performance.now() - startedAt });
    watcher.watch(all.flatMap(pathsOf), sinceMs);
    changed = await watcher.changed(signal);
  }
}

/** A check that cannot be made, such as while packages are being installed, is an error of its entry until the next one. */
async function checkAgain(checker: ComponentChecker, last: CheckResult | undefined): Promise<CheckResult> {
  try {
    return await checker.check();
  } catch (error) {
    if (!isAirssysError(error)) throw error;
    const { code, message, hint } = error;
    const place = { file: checker.entry, line: 1, column: 1, length: 1 };
    const diagnostic = { code, severity: 'error', message, ...(hint !== undefined && { hint }), ...place } as const;
    return { files: [checker.entry], missing: [], timings: {}, ...last, diagnostics: [diagnostic] };
  }
}

const pathsOf = ({ files, missing }: CheckResult): readonly string[] => [...files, ...missing];
