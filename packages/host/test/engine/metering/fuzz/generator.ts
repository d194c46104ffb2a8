/**
 * Makes valid modules of random code that always ends: every function and loop first counts a global down and is left when it is
 * used up, so that unmetered code ends by itself.
 */
import { u32, utf8 } from '../../../../src/engine/metering/encoding.ts';
import { BodyGenerator, IMPORTED, type Context, type Signature } from './body-generator.ts';
import { constant, I32, type NumberType, PUBLIC_TYPES } from './operations.ts';
import type { Random } from './random.ts';

const FUNCREF = 0x70;
/** How many entries and loop iterations a module may run in one call; the global `g0` holds what is left. */
export const STEPS = 300;
/** The types that exist whatever the functions are. */
const TAG_TYPE = 0;
const IMPORT_TYPE = 1;

const vector = (entries: readonly (readonly number[])[]): number[] => [...u32(entries.length), ...entries.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...u32(content.length), ...content];
const functionType = ({ params, results }: Signature): number[] => [
  ...[0x60, ...u32(params.length), ...params],
  ...[...u32(results.length), ...results],
];

/** What a module takes from a neighbour instead of having its own. */
export interface Shared {
  /** Imported as `i.m`. */
  readonly memory?: boolean;
  /** Imported as `i.t`. */
  readonly table?: boolean;
  /** `f0` takes an `i32` and answers one, so that a neighbour can import it as its `i.f`. */
  readonly callable?: boolean;
  /** Without exceptions. */
  readonly quiet?: boolean;
}

/** Functions are exported as `f0`, `f1`, …, the memory as `m`, the table as `t`, globals as `g0`, …; `i.f` is imported. */
export function generateModule(random: Random, shared: Shared = {}): Uint8Array<ArrayBuffer> {
  const signatures = Array.from({ length: 1 + random.below(6) }, (): Signature => ({
    params: Array.from({ length: random.below(4) }, () => random.of(PUBLIC_TYPES)),
    results: Array.from({ length: random.below(3) }, () => random.of(PUBLIC_TYPES)),
  }));
  if (shared.callable === true) signatures[0] = { params: [I32], results: [I32] };
  const globals = Array.from({ length: random.below(4) }, () => random.of(PUBLIC_TYPES));
  const exceptions = shared.quiet === true ? 'none' : random.of(['none', 'none', 'new', 'old'] as const);
  const context: Context = { signatures, globals, exceptions, random };
  const bodies = signatures.map((signature) => new BodyGenerator(context, signature).body());
  const indices = signatures.map((_, index) => index + IMPORTED);
  const hasStart = random.once(4) && signatures.some(({ params, results }) => params.length + results.length === 0);
  const start = signatures.findIndex(({ params, results }) => params.length + results.length === 0) + IMPORTED;
  const memoryLimits = random.once(3) ? [1, 1, 3] : [0, 1];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([[0x60, 1, I32, 0], [0x60, 1, I32, 1, I32], ...signatures.map(functionType)])),
    ...section(
      2,
      vector([
        [...utf8('i'), ...utf8('f'), 0, IMPORT_TYPE],
        ...(shared.memory === true ? [[...utf8('i'), ...utf8('m'), 2, 0, 1]] : []),
        ...(shared.table === true ? [[...utf8('i'), ...utf8('t'), 1, FUNCREF, 0, 0]] : []),
      ]),
    ),
    ...section(3, vector(signatures.map((_, index) => u32(index + 2)))),
    ...(shared.table === true ? [] : section(4, vector([[FUNCREF, 0, ...u32(indices.length + 2)]]))),
    ...(shared.memory === true ? [] : section(5, vector([memoryLimits]))),
    ...(exceptions === 'none' ? [] : section(13, vector([[0, TAG_TYPE]]))),
    ...section(
      6,
      vector([
        [I32, 1, 0x41, ...[(STEPS & 0x7f) | 0x80, STEPS >> 7], 0x0b],
        ...globals.map((type) => globalEntry(type, random)),
      ]),
    ),
    ...section(7, vector(exportEntries(signatures.length, globals.length))),
    ...(hasStart ? section(8, u32(start)) : []),
    ...section(9, vector([[0, 0x41, 1, 0x0b, ...vector(indices.map((index) => u32(index)))]])),
    ...section(12, [1]),
    ...section(10, vector(bodies.map((body) => [...u32(body.length), ...body]))),
    ...section(11, vector([[1, ...u32(16), ...Array.from({ length: 16 }, () => random.below(256))]])),
  ]);
}

function globalEntry(type: NumberType, random: Random): number[] {
  return [type, 1, ...constant(type, random), 0x0b];
}

function exportEntries(functions: number, globals: number): number[][] {
  return [
    ...Array.from({ length: functions }, (_, index) => [...utf8(`f${index}`), 0, ...u32(index + IMPORTED)]),
    ...Array.from({ length: globals + 1 }, (_, index) => [...utf8(`g${index}`), 3, ...u32(index)]),
    [...utf8('m'), 2, 0],
    [...utf8('t'), 1, 0],
  ];
}
