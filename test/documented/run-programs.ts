/** `run-programs.ts REPORT FILE…`: imports programs one after the other, each in its own folder, and writes what each has printed as one line of JSON. */
import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

/** What is told of a program. */
export interface ProgramReport {
  readonly file: string;
  /** What it gave to `console.log`, a line each. */
  readonly printed: readonly string[];
  /** What it threw. */
  readonly error?: string;
}

const [report = '', ...files] = process.argv.slice(2);
for (const file of files) {
  const printed: string[] = [];
  console.log = (...values: unknown[]) => void printed.push(values.map(shown).join(' '));
  process.chdir(dirname(file));
  const error = await import(pathToFileURL(file).href).then(
    () => undefined,
    (reason: unknown) => inspect(reason),
  );
  appendFileSync(report, `${JSON.stringify({ file, printed, error })}\n`);
}
// Hosts that a snippet leaves open would keep the process.
process.exit();

function shown(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
