/**
 * What runs of the QuickJS runtime before a script does: its start function, constructors, allocator and what reads the interfaces,
 * one function in eleven.
 *
 * componentize-qjs compiles all of the runtime it is given for every component, and that is most of its time. So it is given one
 * in which the other functions are empty; their code comes back when it has linked and started it. INVARIANT: a function that is
 * left out and runs all the same ends in a trap, never in another component; then the whole runtime is linked.
 */
import { createHash } from 'node:crypto';
import { readCoreModule } from '../wasm/core-module.ts';
import { BinaryReader, encodeU32 } from '../wasm/encoding.ts';
import { control, functionBody } from '../wasm/instructions.ts';
import { mapCoreModules, readSections, withSections } from '../wasm/sections.ts';

/** Of the runtime whose functions are meant. A test finds both, and says what they are now. Another runtime is linked whole. */
export const RUNTIME_SHA256 = '3d5d3ac2cfd326098c5884f27a6cfcb03fab2d5eba4105d42ebe89bba1863cbe';

/**
 * The functions that run for worlds of many kinds, as ranges of their places among the bodies of the runtime with an `init` that
 * evaluates nothing.
 */
export const STARTUP =
  '1-3 14 65 79-80 86 91 106 108 124-125 141-142 144-145 147-153 176-179 183 185 188-192 195-196 209 211 216 228 236-239 355-356 417 421 458-460 462-463 503 521 583-588 592 595-597 600 610 612 616 618 622 624 626-635 638 641 645 648-650 652 654 658-661 663 669-670 701-704 708 710-714 719-722 724 735-736 745-746 751 754-756 761 777-779 786 859-860 970-972 987 1037 1502-1503 1523 1549-1550 1552 1558-1561 1567-1568 1571-1573 1577-1582 1588 1610 1612 1621';

const FUNCTION = 3;
const EXPORT = 7;
const CODE = 10;
/** What tells the runtime from the other core modules of a component. */
const RUNTIME_EXPORT = 'wit_dylib_push_u64';

/** Undefined where it is another runtime than the one whose functions are known. @param startup As {@link STARTUP}. */
export function startupOnly(runtime: Uint8Array, startup: string = STARTUP): Uint8Array | undefined {
  if (createHash('sha256').update(runtime).digest('hex') !== RUNTIME_SHA256) return undefined;
  const runs = new Set(placesIn(startup));
  const empty = Uint8Array.from(functionBody({}, control.unreachable));
  return mapBodies(runtime, (body, at) => (runs.has(at) ? body : empty));
}

/** Whether an error of the linking says that a function was left out. */
export const isLeftOut = (error: unknown): boolean => error instanceof Error && error.message.includes('`unreachable`');

/** The component with all the code of a runtime in place of what it was linked with: their signatures are the same. */
export function withRuntime(component: Uint8Array, runtime: Uint8Array): Uint8Array {
  const own = new Map(readSections(runtime).map(({ id, content }) => [id, content]));
  return mapCoreModules(component, (binary) => {
    if (!readCoreModule(binary).exports.some(({ name }) => name === RUNTIME_EXPORT)) return binary;
    const sections = readSections(binary).map(({ id, content }) => {
      const isReplaced = id === FUNCTION || id === EXPORT || id === CODE;
      return { id, content: (isReplaced ? own.get(id) : undefined) ?? content };
    });
    return withSections(binary, sections);
  });
}

/** The module with other bodies for its functions, which are given without their sizes. */
export function mapBodies(binary: Uint8Array, edit: (body: Uint8Array, at: number) => Uint8Array): Uint8Array {
  const sections = readSections(binary).map(({ id, content }) => {
    if (id !== CODE) return { id, content };
    const reader = new BinaryReader(content);
    const bodies = reader.vector(() => reader.bytes(reader.u32())).map((body, at) => edit(body, at));
    const parts = bodies.flatMap((body) => [Uint8Array.from(encodeU32(body.length)), body]);
    return { id, content: Buffer.concat([Uint8Array.from(encodeU32(bodies.length)), ...parts]) };
  });
  return withSections(binary, sections);
}

function placesIn(ranges: string): readonly number[] {
  return ranges.split(' ').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
