/** `airssys wit diff`. */
import type { WitChange, WitComparison } from '@airssys/wit-gen';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import { printJson } from '../../report/json.ts';
import { type Paint, painter } from '../../report/paint.ts';
import { printable, widthOf, wrap } from '../../report/text.ts';
import { loadDocument } from '../../wit/load-document.ts';

export interface WitDiffFlags {
  readonly json?: boolean;
}

/** Answers 1 for a breaking change without the version that it asks for. */
export async function witDiff(io: CommandIo, oldPath: string, newPath: string, flags: WitDiffFlags): Promise<ExitCode> {
  const before = await loadDocument(oldPath, { missing: 'accept' });
  const after = await loadDocument(newPath, { missing: 'accept' });
  const { compareDocuments } = await import('@airssys/wit-gen');
  const comparison = compareDocuments(before.document, after.document, {
    isPartial: before.isComponent || after.isComponent,
  });
  if (flags.json) printJson(io, { old: oldPath, new: newPath, ...comparison });
  else await printComparison(io, comparison);
  return comparison.isBreaking && !comparison.isBumped ? EXIT.failed : EXIT.ok;
}

async function printComparison(io: CommandIo, comparison: WitComparison): Promise<void> {
  const paint = painter(io, io.stdout);
  const width = widthOf(io.stdout);
  for (const change of comparison.changes) {
    for (const line of changeLines(change, paint, width)) io.stdout.write(`${line}\n`);
  }
  if (comparison.changes.length > 0) io.stdout.write('\n');
  io.stdout.write(`${wrap(printable(await summary(comparison)), width, 2)}\n`);
}

const WORDS = { breaking: 'breaking', compatible: 'compatible', documentation: 'docs' } as const;
const COLOURS = { breaking: 'red', compatible: 'green', documentation: 'dim' } as const;

/** The second column begins here. */
const INDENT = 12;

/** Place and change; below, how it was and is, and why that matters. */
function changeLines(change: WitChange, paint: Paint, width: number): readonly string[] {
  const { effect, place, what, why, before, after } = change;
  const head = wrap(printable(`${WORDS[effect].padEnd(INDENT)}${place}: ${what}`), width, INDENT);
  const texts = before === undefined && after === undefined ? [] : [`${before ?? 'nothing'} → ${after ?? 'nothing'}`];
  const details = [...texts, why].flatMap((text) => wrap(printable(text), width - INDENT, 0).split('\n'));
  return [
    head.replace(WORDS[effect], paint[COLOURS[effect]](WORDS[effect])),
    ...details.map((line) => `${' '.repeat(INDENT)}${paint.dim(line)}`),
  ];
}

async function summary({ changes, before, after, asksFor, isBumped }: WitComparison): Promise<string> {
  if (changes.length === 0) return 'No changes.';
  const { bumped } = await import('@airssys/wit-gen');
  const counts = (['breaking', 'compatible', 'documentation'] as const)
    .map((effect) => [changes.filter((change) => change.effect === effect).length, WORDS[effect]] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  const total = `${counts.join(', ')} change${changes.length === 1 ? '' : 's'}`;
  if (before === undefined) return `${total}: ${asksFor}. The package has no version that could tell.`;
  const wanted = `${bumped(before, asksFor)} (${asksFor})`;
  const verdict = isBumped ? `${after} is enough` : after === before ? 'it has not changed' : `${after} is not enough`;
  return `${total}: after ${before} that asks for ${wanted}; ${verdict}.`;
}
