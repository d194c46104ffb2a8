/**
 * The StarlingMonkey engine without time and chance (docs/decisions/0029-equal-bytes.md). While a script is evaluated, the engine
 * reads clocks and seeds of the machine, and what it has read is part of the component. Here the calls that read them lead to
 * functions that answer the same in every build, as those of the QuickJS runtime do.
 *
 * The engine is a linked module: its functions are numbered, and no import can be taken away without numbering all of them anew. So
 * the functions are added at the end, and the few places that call the imports are found by the instructions around them. How many
 * there are is known of the engine in use; another number is another engine.
 */
import { type AddedFunction, addFunctions, readCoreModule } from '../wasm/core-module.ts';
import { BinaryReader, encodeU32 } from '../wasm/encoding.ts';
import { control, functionBody, i32, i64, local, memory } from '../wasm/instructions.ts';
import { readSections, type Section, withSections } from '../wasm/sections.ts';
import { otherEngine } from './other-engine.ts';

const CODE = 10;

/** The low 16 bits of what a function of WASI answers. */
const ERROR_NUMBER = [...i32.const(0xffff), ...i32.and];

/** Where an import is called: the instructions before and after. */
interface CallSite {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** How often the engine has it. */
  readonly count: number;
}

interface Steadied {
  readonly name: string;
  readonly body: readonly number[];
  readonly sites: readonly CallSite[];
}

const STEADIED: readonly Steadied[] = [
  {
    name: 'wasi_snapshot_preview1.clock_time_get', // clock, precision, address
    body: functionBody({}, local.get(2), i64.const(0n), i64.store(0), i32.const(0)),
    sites: [
      { before: local.get(1), after: ERROR_NUMBER, count: 1 },
      { before: [...i32.const(8), ...i32.add], after: control.drop, count: 2 },
    ],
  },
  {
    name: 'wasi_snapshot_preview1.random_get', // address, length
    // Not zeros: the engine draws until a seed is something else.
    body: functionBody({}, local.get(0), i32.const(1), local.get(1), memory.fill, i32.const(0)),
    sites: [
      { before: local.get(1), after: ERROR_NUMBER, count: 1 },
      { before: [...i32.const(12), ...i32.add, ...i32.const(4)], after: local.set(0), count: 1 },
    ],
  },
];

/** A piece of code that is to become another one. */
interface Replacement {
  readonly from: Buffer;
  readonly to: Buffer;
  readonly expected: number;
}

/**
 * The engine, in which clocks stand still and seeds are always the same.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ENGINE` where it is not the engine that this was written for.
 */
export function steadyEngine(engine: Uint8Array): Uint8Array {
  const module = readCoreModule(engine);
  const functions = module.imports.filter(({ type }) => type !== undefined);
  const replacements: Replacement[] = [];
  const added = STEADIED.map(({ name, body, sites }, at): AddedFunction => {
    const index = functions.findIndex((one) => one.name === name);
    const type = functions[index]?.type;
    if (type === undefined) throw otherEngine('componentize-js', `its engine does not import ${name}`);
    for (const { before, after, count } of sites) {
      const calling = (callee: number): Buffer => Buffer.from([...before, ...control.call(callee), ...after]);
      replacements.push({ from: calling(index), to: calling(module.functionTypes.length + at), expected: count });
    }
    return { exports: [], type, body };
  });
  return replaceInCode(addFunctions(module, added), replacements);
}

function replaceInCode(binary: Uint8Array, replacements: readonly Replacement[]): Uint8Array {
  const counts = replacements.map(() => 0);
  const edit = (body: Uint8Array): Uint8Array =>
    replacements.reduce(
      (code, { from, to }, which) => {
        const at = code.indexOf(from);
        if (at < 0) return code;
        counts[which] = (counts[which] ?? 0) + 1;
        return Buffer.concat([code.subarray(0, at), to, code.subarray(at + from.length)]);
      },
      Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    );
  const sections = readSections(binary).map((section): Section => {
    if (section.id !== CODE) return section;
    const reader = new BinaryReader(section.content);
    const bodies = reader.vector(() => edit(reader.bytes(reader.u32())));
    const parts = bodies.flatMap((body) => [Uint8Array.from(encodeU32(body.length)), body]);
    return { id: CODE, content: Buffer.concat([Uint8Array.from(encodeU32(bodies.length)), ...parts]) };
  });
  const wrong = replacements.findIndex(({ expected }, which) => counts[which] !== expected);
  if (wrong >= 0) {
    const found = `it reads a clock or a seed at ${counts[wrong]} places of one kind, not ${replacements[wrong]?.expected}`;
    throw otherEngine('componentize-js', found);
  }
  return withSections(binary, sections);
}
