/**
 * Puts counters into a component's sources: Istanbul's instrumentation, whose counters are made to lie in a block of memory that the
 * host can read ({@link readBlocks}) instead of in an object.
 */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import type { SourceTransform, TransformedModule } from '@airssys/sdk/build';
import type { FileCoverageData } from 'istanbul-lib-coverage';
import { createInstrumenter } from 'istanbul-lib-instrument';
import {
  BLOCK_MARK,
  countOf,
  type CounterShape,
  fileId,
  type FileId,
  HEAD_WORDS,
  idKey,
  LEAST_BLOCK_BYTES,
  shapeOf,
} from './counter-block.ts';

/** What is known of an instrumented file: its counters' places in the code that was instrumented, and where that came from. */
export interface InstrumentedFile {
  /** Of its block, as {@link readBlocks} has it. */
  readonly key: string;
  /** Istanbul's map of the file with zeros as counts, and the source map to what the author wrote. */
  readonly coverage: FileCoverageData;
}

/** Of a block's making; part of what a build depends on. */
const LAYOUT = 1;

/** For `BuildOptions.transform`. The data of a module is an {@link InstrumentedFile} as JSON; empty for one that is left as it is. */
export const INSTRUMENT: SourceTransform = {
  id: `coverage ${LAYOUT} istanbul-lib-instrument ${versionOf('istanbul-lib-instrument')}`,
  transform: instrument,
};

/**
 * The function that Istanbul begins a file with: it makes an object of the counts, and has the places of all of them. The brace that
 * closes it stands alone; within strings, lines do not end.
 */
const ISTANBULS_HEAD = /^function (?<name>cov_\w+)\(\) \{\n[\s\S]*?\n\}\n/;

function instrument({ path, code, map }: TransformedModule): ReturnType<SourceTransform['transform']> {
  const inputSourceMap = { ...(JSON.parse(map) as object), sources: [path], file: path };
  const instrumenter = createInstrumenter({ esModules: true, compact: false, produceSourceMap: true });
  // The declared type of maps is another package's; this is esbuild's, of revision 3.
  const counting = instrumenter.instrumentSync(code, path, inputSourceMap as never);
  const [head = '', name] = ISTANBULS_HEAD.exec(counting) ?? [];
  // A file with the hint to ignore it is left as it is.
  if (name === undefined) return { code, map, data: '' };
  const coverage = JSON.parse(JSON.stringify(instrumenter.lastFileCoverage())) as FileCoverageData;
  const id = fileId(path, code);
  const file: InstrumentedFile = { key: idKey(id), coverage };
  const own = counterFunction(name, id, shapeOf(coverage));
  return {
    code: inLinesOf(own, head) + counting.slice(head.length),
    map: JSON.stringify(instrumenter.lastSourceMap()),
    data: JSON.stringify(file),
  };
}

/** INVARIANT: what comes after it stays in its lines, so that the source map stays true. */
function inLinesOf(text: string, replaced: string): string {
  const missing = replaced.split('\n').length - text.split('\n').length;
  if (missing < 0) throw new RangeError(`the head of instrumented code has ${-missing} lines too few`);
  return text + '\n'.repeat(missing);
}

/** The function by which instrumented code gets at its counters. Its first call, which the file begins with, makes the block. */
function counterFunction(name: string, id: FileId, shape: CounterShape): string {
  const count = countOf(shape);
  const bytes = Math.max((HEAD_WORDS + count) * 4, LEAST_BLOCK_BYTES);
  const head = [...BLOCK_MARK, ...id, count].map((word, at) => `head[${at}] = ${word};`);
  const part =
    'const part = (count) => { const from = at * 4; at += count; return new Uint32Array(block, from, count); };';
  const branches = `[${shape.branches.join(', ')}].map(part)`;
  return [
    `function ${name}() {`,
    `const block = new ArrayBuffer(${bytes}); const head = new Uint32Array(block); ${head.join(' ')}`,
    `let at = ${HEAD_WORDS}; ${part}`,
    `const counters = { s: part(${shape.statements}), f: part(${shape.functions}), b: ${branches} };`,
    `${name} = () => counters; return counters; }`,
    '',
  ].join('\n');
}

function versionOf(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  const found: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown';
}
