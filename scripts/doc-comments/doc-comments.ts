/**
 * `npm run doc-comments`: how many of the symbols that packages export have complete doc comments. Names those that have not with
 * `--list`; fails below the threshold.
 */
import { parseArgs } from 'node:util';
import { SyntaxKind } from 'ts-morph';
import { packageEntries, type PackageEntries } from '../api/entry-points.ts';
import { createPackageProgram, type ExportedSymbol, exportsOf } from '../api/exports.ts';
import { missingDocs } from './completeness.ts';

const THRESHOLD = 0.95;

const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } });

const packages = packageEntries().map((one) => ({ name: one.workspace.name, symbols: ownSymbols(one) }));
const known = new Set(packages.flatMap(({ symbols }) => symbols.map(({ name }) => name)));
let complete = 0;
let total = 0;
for (const { name, symbols } of packages) {
  const missing = symbols.map((one) => missingDocs(one.name, one.declarations, known));
  const whole = missing.filter((one) => one.length === 0).length;
  console.log(`${name}: ${whole} of ${symbols.length} exports have complete doc comments`);
  if (values.list) for (const line of missing.flat()) console.log(`  ${line}`);
  complete += whole;
  total += symbols.length;
}
const share = complete / total;
console.log(`all: ${complete} of ${total}, ${(share * 100).toFixed(1)} %`);
if (share < THRESHOLD) {
  console.error(`Fewer than ${THRESHOLD * 100} %: npm run doc-comments -- --list names what is missing.`);
  process.exitCode = 1;
}

/** Each once, however many entry points have it; without what is passed on of other packages. */
function ownSymbols({ entries }: PackageEntries): readonly ExportedSymbol[] {
  const program = createPackageProgram(entries.map(({ source }) => source));
  const all = entries.flatMap(({ source }) => exportsOf(program, source));
  const isOwn = ({ declarations }: ExportedSymbol): boolean =>
    declarations.length > 0 && declarations.every((one) => one.kind !== SyntaxKind.ExportSpecifier);
  return [...new Map(all.filter(isOwn).map((one) => [one.symbol, one])).values()];
}
