/** `airssys check`. */
import { packageName } from '@airssys/model';
import { ComponentChecker, checkComponents } from '@airssys/sdk/build';
import { jsonRounds, severities, textRounds } from '../check/check-report.ts';
import { watchRounds } from '../check/watch-rounds.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findEntries } from '../find-entry.ts';
import type { CommandIo } from '../io.ts';
import { countOf, jsonDiagnostic, printDiagnostics, unique } from '../report/diagnostics.ts';
import { printJson } from '../report/json.ts';
import { formatMs } from '../report/numbers.ts';
import { painter } from '../report/paint.ts';
import { shownPath } from '../report/text.ts';

export interface CheckFlags {
  readonly watch?: boolean;
  readonly json?: boolean;
}

export async function check(io: CommandIo, named: readonly string[], flags: CheckFlags): Promise<ExitCode> {
  const entries = named.length > 0 ? named : findEntries(process.cwd());
  return flags.watch ? await watchEntries(io, entries, flags) : await checkOnce(io, entries, flags);
}

async function checkOnce(io: CommandIo, entries: readonly string[], { json }: CheckFlags): Promise<ExitCode> {
  const startedAt = performance.now();
  const results = await checkComponents(entries.map((entry) => ({ entry })));
  const diagnostics = unique(results.flatMap((one) => one.diagnostics));
  const durationMs = performance.now() - startedAt;
  const { errors, warnings } = severities(diagnostics);
  if (json) {
    printJson(io, { entries, diagnostics: diagnostics.map(jsonDiagnostic), errors, warnings, durationMs });
  } else {
    await printDiagnostics(diagnostics, io, io.stdout);
    const paint = painter(io, io.stdout);
    const names = results.map(({ model }, at) => (model ? packageName(model) : shownPath(entries[at] ?? '')));
    const mark = errors > 0 ? paint.red('checked') : paint.green('checked');
    io.stdout.write(`${mark} ${names.join(', ')} in ${formatMs(durationMs)}: ${countOf(diagnostics)}\n`);
  }
  return errors > 0 ? EXIT.sources : EXIT.ok;
}

/** Stays until it is told to end, which is no failure. */
async function watchEntries(io: CommandIo, entries: readonly string[], { json }: CheckFlags): Promise<ExitCode> {
  const signal = io.catchInterrupt(['SIGINT', 'SIGTERM']);
  await using checkers = new AsyncDisposableStack();
  const all = entries.map((entry) => checkers.use(new ComponentChecker({ entry })));
  await watchRounds(all, json ? jsonRounds(io) : textRounds(io), signal);
  return EXIT.ok;
}
