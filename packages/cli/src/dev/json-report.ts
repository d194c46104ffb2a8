import { isAirssysError } from '@airssys/model';
import type { CommandIo } from '../io.ts';
import { jsonDiagnostic } from '../report/diagnostics.ts';
import { failureDocument } from '../report/failure.ts';
import { type DevReport, whyNot } from './dev-report.ts';

/** One JSON document per line. */
export function jsonReport(io: CommandIo): DevReport {
  const line = (event: string, members: Readonly<Record<string, unknown>>): void =>
    io.stdout.write(
      `${JSON.stringify({ event, ...members }, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}\n`,
    );
  return {
    begin: (changed) => line('begin', { changed }),
    swapped: (swap, times) => line('swapped', { ...swap, ...times }),
    diagnostics(found, what, lastGood) {
      const diagnostics = found.map(jsonDiagnostic);
      line('diagnostics', { what, diagnostics, ...(lastGood !== undefined && { served: lastGood }) });
      return Promise.resolve();
    },
    failure(error, hint) {
      line('failed', { error: failureDocument(error, hint) });
      return Promise.resolve();
    },
    result: (operation, { value, usage, failed }) => line('result', { operation, value, failed, usage }),
    log: (entry) => line('log', { ...entry }),
    request: ({ error, ...request }) =>
      line('request', {
        ...request,
        ...(error !== undefined && {
          error: {
            ...(isAirssysError(error) && { code: error.code }),
            message: whyNot(error),
          },
        }),
      }),
    lines: (name, values) => line(name, { [name]: values }),
    ended: () => line('ended', {}),
  };
}
