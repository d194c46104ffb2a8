/** `airssys wit add`. */
import { join, resolve } from 'node:path';
import { nearest, WIT_DEPS } from '@airssys/sdk/build';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import { columns } from '../../report/columns.ts';
import { jsonDiagnostic, printDiagnostics } from '../../report/diagnostics.ts';
import { printJson } from '../../report/json.ts';
import { painter } from '../../report/paint.ts';
import { shownPath } from '../../report/text.ts';
import { addModules, type AddedModules } from '../../wit-add/add-modules.ts';
import { type AddedPackage, addPackages, existingPackages } from '../../wit-add/add-packages.ts';
import { readInput } from '../../wit-add/wit-input.ts';

/** Diagnostics that are printed: one missing feature may be used by all functions of a package. */
const SHOWN = 5;

export interface WitAddFlags {
  readonly out?: string;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** Puts a WIT package under `wit/deps` of the project, and makes the modules of its interfaces. */
export async function witAdd(io: CommandIo, named: string, flags: WitAddFlags): Promise<ExitCode> {
  const projectDir = nearest(process.cwd(), 'package.json') ?? process.cwd();
  const deps = join(projectDir, WIT_DEPS);
  const outDir = resolve(flags.out ?? join(projectDir, 'wit/generated'));
  const input = await readInput(
    named,
    existingPackages(deps).map(({ files }) => files),
  );
  const packages = addPackages(deps, input.packages, { replace: flags.replace ?? false });
  const made =
    input.diagnostics.length > 0
      ? { modules: [], removed: [], diagnostics: input.diagnostics }
      : addModules(
          deps,
          outDir,
          packages.map(({ id }) => id),
        );
  // What cannot be used is no error where the rest can be.
  const isUsable = made.modules.length > 0;
  const diagnostics = isUsable
    ? made.diagnostics.map((one) => ({ ...one, severity: 'warning' as const }))
    : made.diagnostics;
  if (flags.json) printJson(io, { packages, ...made, diagnostics: diagnostics.map(jsonDiagnostic) });
  else await printAdded(io, packages, { ...made, diagnostics });
  return !isUsable && diagnostics.length > 0 ? EXIT.sources : EXIT.ok;
}

async function printAdded(io: CommandIo, packages: readonly AddedPackage[], made: AddedModules): Promise<void> {
  const { diagnostics } = made;
  await printDiagnostics(diagnostics.slice(0, SHOWN), io);
  if (diagnostics.length > SHOWN) io.stderr.write(`and ${diagnostics.length - SHOWN} more\n\n`);
  const paint = painter(io, io.stdout);
  for (const { id, change, files } of packages) {
    const what = change === 'unchanged' ? paint.dim(change) : paint.green(change);
    io.stdout.write(`${what} ${paint.bold(id)}\n`);
    for (const line of columns(files.map((path) => [shownPath(path)]))) io.stdout.write(`${line}\n`);
  }
  const rows = made.modules.map(({ interface: id, path, change }) => [shownPath(path), id, change]);
  for (const line of columns([...rows, ...made.removed.map((path) => [shownPath(path), '', 'removed'])])) {
    io.stdout.write(`${line}\n`);
  }
}
