/**
 * Where an instrumented component counts: for each of its source files one block of 32-bit words in its own memory, which the host
 * finds by its first words. Nothing is called to count or to read, so the counts are there wherever the component was stopped.
 *
 * | words | what                                                                          |
 * | ----- | ----------------------------------------------------------------------------- |
 * | 4     | {@link BLOCK_MARK}                                                            |
 * | 2     | the file, as {@link FileId} has it                                            |
 * | 1     | how many counters follow                                                      |
 * | 1     | zero                                                                          |
 * | n     | statements, functions, then the paths of each branch, in the order of their keys |
 */
import { createHash } from 'node:crypto';
import type { FileCoverageData } from 'istanbul-lib-coverage';

/**
 * Words that stand beside each other nowhere else: the code that writes a block has them one by one, each in an instruction of its
 * own. Below 2³¹, so that they are integers to every engine.
 */
export const BLOCK_MARK: readonly number[] = [0x61_69_72_73, 0x5c_6f_76_00, 0x1f_8a_93_d7, 0x2b_c4_61_e9];
export const HEAD_WORDS = 8;
const ID_AT = 4;
const COUNT_AT = 6;
const WORD_BYTES = 4;
/** Engines may keep small buffers inside of objects, and move them. */
export const LEAST_BLOCK_BYTES = 512;

/** Two words of a hash over a file's path and its code: which counters a block has. */
export type FileId = readonly [number, number];

export function fileId(path: string, code: string): FileId {
  const hash = createHash('sha256').update(`${path}\n${code}`).digest();
  return [hash.readUInt32LE(0) >>> 1, hash.readUInt32LE(4) >>> 1];
}

export const idKey = ([first, second]: FileId): string => `${first}-${second}`;

/** How many counters a file has of each kind; the last by branch. */
export interface CounterShape {
  readonly statements: number;
  readonly functions: number;
  readonly branches: readonly number[];
}

export function shapeOf({ s, f, b }: Pick<FileCoverageData, 's' | 'f' | 'b'>): CounterShape {
  // Keys are whole numbers from 0; a branch without a path has lost its key.
  const branches = Array.from({ length: lengthOf(b) }, (_, key) => b[key]?.length ?? 0);
  return { statements: lengthOf(s), functions: lengthOf(f), branches };
}

const lengthOf = (record: object): number => Math.max(-1, ...Object.keys(record).map(Number)) + 1;

export const countOf = ({ statements, functions, branches }: CounterShape): number =>
  statements + functions + branches.reduce((sum, paths) => sum + paths, 0);

/** The counters of the file with this key, as they stand in its block. */
export interface ReadBlock {
  readonly key: string;
  readonly counters: readonly number[];
}

/** The blocks in a memory. */
export function readBlocks(memory: Uint8Array): readonly ReadBlock[] {
  const bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
  const mark = Buffer.from(Uint32Array.from(BLOCK_MARK).buffer);
  const blocks: ReadBlock[] = [];
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + mark.length)) {
    const word = (index: number): number => bytes.readUInt32LE(at + index * WORD_BYTES);
    if (at + HEAD_WORDS * WORD_BYTES > bytes.length) break;
    const count = word(COUNT_AT);
    if (at + (HEAD_WORDS + count) * WORD_BYTES > bytes.length) continue;
    const key = idKey([word(ID_AT), word(ID_AT + 1)]);
    blocks.push({ key, counters: Array.from({ length: count }, (_, index) => word(HEAD_WORDS + index)) });
  }
  return blocks;
}

/** Counters as Istanbul has them. */
export function toHits(
  counters: readonly number[],
  { statements, functions, branches }: CounterShape,
): Pick<FileCoverageData, 's' | 'f' | 'b'> {
  let at = 0;
  const take = (length: number): readonly number[] => counters.slice(at, (at += length));
  const record = (values: readonly number[]): Record<string, number> => Object.fromEntries(values.entries());
  const [s, f] = [record(take(statements)), record(take(functions))];
  const b: Record<string, number[]> = {};
  for (const [key, paths] of branches.entries()) if (paths > 0) b[key] = [...take(paths)];
  return { s, f, b };
}
