/**
 * The core modules that stand before the lifecycles of several components. The one has the memory in which configuration and errors
 * lie while they are passed; the other calls the components one after the other.
 */
import { type Bytes, list, name, s33, u32 } from './bytes.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const [I32, I64] = [0x7f, 0x7e];

/** `component-config` as the canonical ABI flattens it: two lists, the second optional, two numbers and an optional one. */
const CONFIG = [I32, I32, I32, I32, I32, I64, I64, I32, I64];

/** Bytes of `result<_, component-error>` in memory, rounded up. The results lie at the beginning of the memory. */
const RESULT_BYTES = 32;
const resultAt = (component: number): number => RESULT_BYTES * (component + 1);

const section = (id: number, items: readonly Bytes[]): Bytes => {
  const content = list(items);
  return [id, ...u32(content.length), ...content];
};
const type = (params: Bytes, results: Bytes): Bytes => [
  0x60,
  ...u32(params.length),
  ...params,
  ...u32(results.length),
  ...results,
];
const body = (locals: number, code: Bytes): Bytes => {
  const content = [...(locals === 0 ? [0x00] : [0x01, ...u32(locals), I32]), ...code, OP.end];
  return [...u32(content.length), ...content];
};

const OP = {
  unreachable: 0x00,
  if: 0x04,
  end: 0x0b,
  return: 0x0f,
  call: 0x10,
  localGet: 0x20,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  load8: 0x2d,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32: 0x41,
  eq: 0x46,
  lessUnsigned: 0x49,
  greaterUnsigned: 0x4b,
  add: 0x6a,
  subtract: 0x6b,
  and: 0x71,
  shiftLeft: 0x74,
  shiftRight: 0x76,
  select: 0x1b,
} as const;

const BLOCK = 0x40;
const get = (local: number): Bytes => [OP.localGet, ...u32(local)];
const constant = (value: number): Bytes => [OP.i32, ...s33(value)];
const when = (code: Bytes): Bytes => [OP.if, BLOCK, ...code, OP.end];

/** Memory that is given away from the bottom up and never taken back: the functions that need it are called once each. */
export function memoryModule(components: number): Uint8Array {
  const [old, oldBytes, align, bytes, at] = [0, 1, 2, 3, 4].map(get) as [Bytes, Bytes, Bytes, Bytes, Bytes];
  const top = [OP.globalGet, 0x00];
  const realloc = [
    // at = (top + align - 1) & -align
    ...[...top, ...align, OP.add, ...constant(1), OP.subtract, ...constant(0), ...align, OP.subtract, OP.and],
    ...[OP.localTee, 4, ...bytes, OP.add, OP.globalSet, 0x00],
    ...[...top, ...at, OP.lessUnsigned, ...when([OP.unreachable])],
    // Pages that are missing up to the new top.
    ...[...top, OP.memorySize, 0x00, ...constant(16), OP.shiftLeft, OP.greaterUnsigned],
    ...when([
      ...[...top, OP.memorySize, 0x00, ...constant(16), OP.shiftLeft, OP.subtract],
      ...[...constant(0xffff), OP.add, ...constant(16), OP.shiftRight, OP.memoryGrow, 0x00],
      ...[...constant(-1), OP.eq, ...when([OP.unreachable])],
    ]),
    // memory.copy(at, old, min(oldBytes, bytes))
    ...[...at, ...old, ...oldBytes, ...bytes, ...oldBytes, ...bytes, OP.lessUnsigned, OP.select],
    ...[0xfc, 0x0a, 0x00, 0x00],
    ...at,
  ];
  const start = [I32, 0x01, ...constant(resultAt(components)), OP.end];
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [type([I32, I32, I32, I32], [I32])]),
    ...section(3, [u32(0)]),
    ...section(5, [[0x00, ...u32(1)]]),
    ...section(6, [start]),
    ...section(7, [
      [...name('memory'), 0x02, 0x00],
      [...name('realloc'), 0x00, 0x00],
    ]),
    ...section(10, [body(1, realloc)]),
  ]);
}

/** What a lifecycle has of what is called for every component. */
export const SHARED_FUNCTIONS = ['initialize', 'shutdown', 'health'] as const;

/**
 * Imports the three functions of each component (module `0`, `1` …, in the order in which they are initialized) and exports the same
 * three for all of them.
 */
export function lifecycleModule(components: number): Uint8Array {
  const all = Array.from({ length: components }, (_, at) => at);
  const of = (component: number, at: number): number => 3 * component + at;
  const lastFirst = all.toReversed();
  const initialize = [
    ...all.flatMap((one) => [
      ...CONFIG.flatMap((_, param) => get(param)),
      ...[...constant(resultAt(one)), OP.call, ...u32(of(one, 0))],
      ...[...failedAt(one), ...when([...constant(resultAt(one)), OP.return])],
    ]),
    ...constant(resultAt(0)),
  ];
  // Each is shut down, whether or not another one has failed to be. The first failure is told.
  const shutdown = [
    ...lastFirst.flatMap((one) => [...constant(resultAt(one)), OP.call, ...u32(of(one, 1))]),
    ...lastFirst.flatMap((one) => [...failedAt(one), ...when([...constant(resultAt(one)), OP.return])]),
    ...constant(resultAt(0)),
  ];
  const health = [
    ...lastFirst.flatMap((one) => [
      ...[OP.call, ...u32(of(one, 2)), OP.localTee, 0x00],
      ...when([...get(0), OP.return]),
    ]),
    ...constant(0),
  ];
  const imports = all.flatMap((one) =>
    SHARED_FUNCTIONS.map((id, at) => [...name(String(one)), ...name(id), 0x00, ...u32(at)]),
  );
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [type([...CONFIG, I32], []), type([I32], []), type([], [I32]), type(CONFIG, [I32])]),
    ...section(2, [...imports, [...name('memory'), ...name('memory'), 0x02, 0x00, ...u32(1)]]),
    ...section(3, [u32(3), u32(2), u32(2)]),
    ...section(
      7,
      SHARED_FUNCTIONS.map((id, at) => [...name(id), 0x00, ...u32(3 * components + at)]),
    ),
    ...section(10, [body(0, initialize), body(0, shutdown), body(1, health)]),
  ]);
}

/** The discriminant of a result: not 0 where it is an error. */
const failedAt = (component: number): Bytes => [...constant(resultAt(component)), OP.load8, 0x00, 0x00];
