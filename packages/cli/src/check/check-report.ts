/** How checks are told: as text, whose lines an editor's problem matcher can read, or as JSON. */
import type { BuildDiagnostic } from '@airssys/sdk/build';
import type { CommandIo } from '../io.ts';
import { countOf, jsonDiagnostic, printDiagnostics } from '../report/diagnostics.ts';
import { formatMs } from '../report/numbers.ts';
import { painter } from '../report/paint.ts';
import { printable, shownPath } from '../report/text.ts';

/** What one round of checks has found. */
export interface Round {
  readonly diagnostics: readonly BuildDiagnostic[];
  readonly durationMs: number;
}

export interface RoundReport {
  /** @param changed Absolute paths; none for the first round. */
  begin(changed: readonly string[]): void;
  end(round: Round): Promise<void>;
}

/** Lines of text: one that tells the beginning, the diagnostics, one that tells the end. */
export function textRounds(io: CommandIo): RoundReport {
  const paint = painter(io, io.stdout);
  const line = (text: string): void => io.stdout.write(`${paint.dim('[airssys]')} ${text}\n`);
  return {
    begin(changed) {
      const [first, ...more] = changed;
      const why =
        first === undefined ? '' : `: ${shownPath(first)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
      line(`check begins${why}`);
    },
    async end({ diagnostics, durationMs }) {
      await printDiagnostics(diagnostics, io, io.stdout);
      line(`check ends: ${printable(countOf(diagnostics))} in ${formatMs(durationMs)}`);
    },
  };
}

/** One JSON document per line: `begin`, `diagnostics`, `end`. */
export function jsonRounds(io: CommandIo): RoundReport {
  const line = (value: unknown): void => io.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    begin: (changed) => line({ event: 'begin', changed }),
    end({ diagnostics, durationMs }) {
      line({ event: 'diagnostics', diagnostics: diagnostics.map(jsonDiagnostic) });
      line({ event: 'end', ...severities(diagnostics), durationMs });
      return Promise.resolve();
    },
  };
}

/** How many there are of each. */
export function severities(diagnostics: readonly BuildDiagnostic[]): {
  readonly errors: number;
  readonly warnings: number;
} {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}
