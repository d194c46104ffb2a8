/**
 * The StarlingMonkey engine with a heap that is collected in time (docs/decisions/0041-heap-in-time.md). As it comes, SpiderMonkey
 * first collects garbage when its heap has 27 MB and more, each megabyte of which takes two of the component's memory, and lets what
 * was just made have up to 64 MB besides. That is far beyond the memory that a component has by default, so an instance that was
 * called often enough ended by its limit, with nothing but garbage in it.
 *
 * The sizes are constants, which one function of the engine writes in pairs.
 */
import { i64 } from '../wasm/instructions.ts';
import { type CodeEdit, editCode } from './edit-code.ts';

const KB = 1_024;
const MB = 1_024 * KB;

/** Two sizes that lie beside each other. */
type Pair = readonly [first: number, second: number];

/** By their names in SpiderMonkey (`js/src/gc/Scheduling.h`): what it has, and what it is to have. */
const SIZES: readonly { readonly from: Pair; readonly to: Pair }[] = [
  // GCMinNurseryBytes and GCMaxNurseryBytes.
  { from: [256 * KB, 64 * MB], to: [256 * KB, 4 * MB] },
  // GCZoneAllocThresholdBase and SmallHeapSizeMaxBytes.
  { from: [27 * MB, 100 * MB], to: [4 * MB, 100 * MB] },
  // MallocThresholdBase, and one that stays.
  { from: [38 * MB, MB], to: [4 * MB, MB] },
];

const writing = ([first, second]: Pair): readonly number[] => i64.const(BigInt(first) | (BigInt(second) << 32n));

const EDITS: readonly CodeEdit[] = SIZES.map(({ from, to }) => ({
  from: writing(from),
  to: writing(to),
  count: 1,
  what: 'sets sizes of its heap',
}));

/**
 * The engine, which collects garbage before a component has the memory that it has by default.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ENGINE` where it is not the engine that this was written for.
 */
export function frugalEngine(engine: Uint8Array): Uint8Array {
  return editCode(engine, EDITS);
}
