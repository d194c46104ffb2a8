/** `airssys build`. */
import { stat } from 'node:fs/promises';
import { type EngineName, packageName } from '@airssys/model';
import { buildComponent, type BuildResult } from '@airssys/sdk/build';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import type { CommandIo } from '../io.ts';
import { columns } from '../report/columns.ts';
import { jsonDiagnostic, printDiagnostics, repeatWarnings } from '../report/diagnostics.ts';
import { printJson } from '../report/json.ts';
import { formatBytes, formatMs } from '../report/numbers.ts';
import { painter } from '../report/paint.ts';
import { printable, shownPath } from '../report/text.ts';

export interface BuildFlags {
  readonly engine: EngineName;
  readonly outDir?: string;
  readonly cache: boolean;
  readonly lock: boolean;
  readonly allowBreaking?: boolean;
  readonly json?: boolean;
}

export async function build(io: CommandIo, named: string | undefined, flags: BuildFlags): Promise<ExitCode> {
  const startedAt = performance.now();
  const entry = named ?? findEntry(process.cwd());
  const { engine, outDir, cache: useCache, lock, allowBreaking } = flags;
  const result = await buildComponent({ entry, engine, outDir, useCache, lock, allowBreaking });
  const written = await sizes(result.written);
  const durationMs = performance.now() - startedAt;
  if (flags.json) {
    printJson(io, {
      entry,
      id: packageName(result.manifest.component),
      engine,
      unchanged: result.fromCache,
      written,
      lock: result.lock,
      warnings: result.warnings.map(jsonDiagnostic),
      durationMs,
      timings: result.timings,
    });
    return EXIT.ok;
  }
  await printBuild(io, result, { written, durationMs });
  return EXIT.ok;
}

export interface BuildFacts {
  readonly written: readonly WrittenFile[];
  readonly durationMs: number;
}

interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/** Tells of a build: warnings on stderr, the rest on stdout. */
async function printBuild(io: CommandIo, result: BuildResult, { written, durationMs }: BuildFacts): Promise<void> {
  await printWarnings(io, result);
  const { component, build } = result.manifest;
  const paint = painter(io, io.stdout);
  const what = result.fromCache ? paint.dim('unchanged') : paint.green('built');
  io.stdout.write(`${what} ${paint.bold(packageName(component))} with ${build.engine} in ${formatMs(durationMs)}\n`);
  const rows = written.map(({ path, bytes }) => [shownPath(path), formatBytes(bytes)]);
  for (const line of columns(rows)) io.stdout.write(`${line}\n`);
  for (const line of lockLines(result.lock)) io.stdout.write(`${line}\n`);
}

/** What is said of the locked WIT, where it was written. */
function lockLines(lock: BuildResult['lock']): readonly string[] {
  if (lock === undefined || lock.status === 'unchanged') return [];
  const path = shownPath(lock.path);
  if (lock.status === 'created') return [`locked the interface in ${path}: commit it`];
  const breaking = lock.changes.filter(({ effect }) => effect === 'breaking').length;
  const compatible = lock.changes.filter(({ effect }) => effect === 'compatible').length;
  const parts = [
    ...(breaking > 0 ? [`${breaking} breaking`] : []),
    ...(compatible > 0 ? [`${compatible} compatible`] : []),
  ];
  const total = breaking + compatible;
  const what = total === 0 ? '' : `, ${parts.join(' and ')} change${total === 1 ? '' : 's'}`;
  const rows = lock.changes
    .filter(({ effect }) => effect !== 'documentation')
    .map(({ place, what: text }) => [printable(place), printable(text)]);
  return [`updated ${path}${what}: commit it`, ...columns(rows)];
}

/** The warnings of a build: with code frames when they are new. */
export async function printWarnings(io: CommandIo, { fromCache, warnings }: BuildResult): Promise<void> {
  if (warnings.length === 0) return;
  if (fromCache) repeatWarnings(warnings, io);
  else await printDiagnostics(warnings, io);
}

async function sizes(paths: readonly string[]): Promise<readonly WrittenFile[]> {
  return await Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}
