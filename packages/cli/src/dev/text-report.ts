import { isAirssysError, parsePermission } from '@airssys/model';
import type { CommandIo } from '../io.ts';
import { countOf, printDiagnostics } from '../report/diagnostics.ts';
import { reportFailure } from '../report/failure.ts';
import { formatBytes, formatMs, formatUsage } from '../report/numbers.ts';
import { painter } from '../report/paint.ts';
import { permissionSentence } from '../report/permission-sentence.ts';
import { printable, shownPath, widthOf, wrap } from '../report/text.ts';
import { logPrinter } from '../run/log-printer.ts';
import { type DevReport, whyNot } from './dev-report.ts';

const CLEAR_SCREEN = '\u001B[2J\u001B[3J\u001B[H';

/** Lines of text. On a terminal, errors have the screen to themselves. */
export function textReport(io: CommandIo): DevReport {
  const paint = painter(io, io.stdout);
  const say = (text: string): void =>
    io.stdout.write(`${paint.dim('[airssys]')} ${wrap(printable(text), widthOf(io.stdout) - 10, 10)}\n`);
  const log = logPrinter(io);
  return {
    begin(changed) {
      const [first, ...more] = changed;
      const files = `${first && shownPath(first)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
      say(first === undefined ? 'building, which takes longest the first time' : files);
    },
    swapped({ component, version, kind, handedOver, denied, newRequests, url }, { totalMs, buildMs, swapMs }) {
      const what = { started: 'runs', swapped: 'runs anew', unchanged: 'is what runs already' }[kind];
      const took = `in ${formatMs(totalMs)} (build ${formatMs(buildMs)}, swap ${formatMs(swapMs)})`;
      const state = kind === 'swapped' ? (handedOver ? '; its state was handed over' : '; what it stores is kept') : '';
      say(`${component} ${version} ${what} ${took}${state}`);
      if (url !== undefined && kind !== 'unchanged') say(`answers at ${url}`);
      for (const one of newRequests) say(`it now asks to ${sentence(one)} (${one})`);
      for (const one of denied) say(`denied: to ${sentence(one)}. If it may, start again with --allow ${one}`);
    },
    async diagnostics(found, what, lastGood) {
      if (found.length === 0) return;
      const isError = found.some(({ severity }) => severity === 'error');
      if (isError && io.stdout.isTerminal) io.stdout.write(CLEAR_SCREEN);
      await printDiagnostics(found, io, io.stdout);
      const count = countOf(found);
      if (!isError) say(count);
      else if (what === 'types') say(`${count} of types; the version with them is the one that runs`);
      else say(`${count}; ${lastGood === undefined ? 'nothing runs yet' : `${lastGood} goes on as it was`}`);
    },
    async failure(error, hint) {
      await reportFailure(error, { ...io, stderr: io.stdout }, { json: false, ...(hint !== undefined && { hint }) });
    },
    result(_operation, { value, usage, failed }) {
      const text = printable(JSON.stringify(value, null, 2) ?? 'null');
      io.stdout.write(`${failed ? paint.red(text) : text}\n${paint.dim(`used: ${formatUsage(usage)}`)}\n`);
    },
    log,
    request({ method, path, status, durationMs, bytes, error }) {
      const facts = `${status ?? '---'} ${formatMs(durationMs)} ${formatBytes(bytes)}`;
      const why = error === undefined ? '' : `: ${whyNot(error)}`;
      say(`${method} ${path} ${facts}${isAirssysError(error) ? ` ${error.code}` : ''}${why}`);
    },
    lines(_name, _values, text) {
      for (const line of text) io.stdout.write(`${printable(line)}\n`);
    },
    ended: () => say('ended'),
  };
}

/** What a permission lets a component do: `read stored values and store values`. */
const sentence = (permission: string): string => parsePermission(permission).map(permissionSentence).join(' and ');
