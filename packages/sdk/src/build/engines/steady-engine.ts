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
import { control, functionBody, i32, i64, local, memory } from '../wasm/instructions.ts';
import { type CodeEdit, editCode } from './edit-code.ts';
import { otherEngine } from './other-engine.ts';

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

/**
 * The engine, in which clocks stand still and seeds are always the same.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ENGINE` where it is not the engine that this was written for.
 */
export function steadyEngine(engine: Uint8Array): Uint8Array {
  const module = readCoreModule(engine);
  const functions = module.imports.filter(({ type }) => type !== undefined);
  const edits: CodeEdit[] = [];
  const added = STEADIED.map(({ name, body, sites }, at): AddedFunction => {
    const index = functions.findIndex((one) => one.name === name);
    const type = functions[index]?.type;
    if (type === undefined) throw otherEngine('componentize-js', `its engine does not import ${name}`);
    for (const { before, after, count } of sites) {
      const calling = (callee: number): readonly number[] => [...before, ...control.call(callee), ...after];
      edits.push({
        from: calling(index),
        to: calling(module.functionTypes.length + at),
        count,
        what: 'reads a clock or a seed',
      });
    }
    return { exports: [], type, body };
  });
  return editCode(addFunctions(module, added), edits);
}
