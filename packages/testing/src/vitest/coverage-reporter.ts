/**
 * Brings the coverage of components into Vitest's own report, whichever its provider: when Vitest has put its map together, and before
 * it writes reports and looks at thresholds.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoverageMap, FileCoverageData } from 'istanbul-lib-coverage';
import type { Reporter, TestProject, Vitest } from 'vitest/node';
import { clearRecords } from '../coverage/coverage-records.ts';

const reporters = new WeakMap<Vitest, CoverageReporter>();

/** Lets the workers of a project measure components, if Vitest was asked for coverage. */
export function measureComponents(vitest: Vitest, project: TestProject): void {
  if (!vitest.config.coverage.enabled) return;
  let reporter = reporters.get(vitest);
  if (reporter === undefined) {
    reporters.set(vitest, (reporter = new CoverageReporter(vitest)));
    // The first one, so that those that keep the map keep the whole.
    vitest.config.reporters.unshift(reporter);
  }
  project.provide('airssys:coverage', reporter.dir);
}

class CoverageReporter implements Reporter {
  readonly #vitest: Vitest;
  /** Of the workers' records. */
  readonly dir: string = mkdtempSync(join(tmpdir(), 'airssys-coverage-'));

  constructor(vitest: Vitest) {
    this.#vitest = vitest;
    vitest.onClose(() => rmSync(this.dir, { recursive: true, force: true }));
  }

  onTestRunStart(): void {
    if (this.#vitest.config.coverage.cleanOnRerun) clearRecords(this.dir);
  }

  async onCoverage(coverage: unknown): Promise<void> {
    // Both providers make one of Istanbul's.
    const report = coverage as CoverageMap;
    // Loaded where it is needed.
    const { componentCoverage } = await import('../coverage/component-coverage.ts');
    const components = await componentCoverage(this.dir);
    for (const path of components.files().filter((file) => existsSync(file) && this.#isIncluded(file))) {
      addTo(report, components.fileCoverageFor(path).data);
    }
  }

  /** By the provider's own word, as far as it gives it: `coverage.include` and `exclude`. */
  #isIncluded(path: string): boolean {
    // Vitest keeps it from its types. Both providers have the method from their base class.
    const { coverageProvider } = this.#vitest as { coverageProvider?: { isIncluded?: (path: string) => boolean } };
    return coverageProvider?.isIncluded?.(path) ?? true;
  }
}

/** A file that Vitest has found to be untested gives way: its places are another tool's, and would be there twice. */
function addTo(report: CoverageMap, file: FileCoverageData): void {
  const known = report.files().includes(file.path) ? report.fileCoverageFor(file.path) : undefined;
  if (known !== undefined && !wasRun(known.data)) report.filter((path) => path !== file.path);
  report.addFileCoverage(file);
}

const wasRun = ({ s, f, b }: FileCoverageData): boolean =>
  [...Object.values(s), ...Object.values(f), ...Object.values(b).flat()].some((count) => count > 0);
