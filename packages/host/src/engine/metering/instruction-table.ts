/**
 * Every instruction that V8 runs, as two small tables indexed by opcode: the shape of its immediates and its effect on control
 * flow and fuel.
 *
 * Prefixed opcodes are folded into one number space (see {@link opcode}). What is not listed stays `Shape.unknown` and is refused
 * by name: the tables must be exact, since a wrongly sized immediate would put charges into the middle of an instruction.
 */

/** How the bytes after the opcode are to be read. */
export const Shape = {
  unknown: 0,
  none: 1,
  u32: 2,
  i32: 3,
  i64: 4,
  bytes4: 5,
  bytes8: 6,
  bytes16: 7,
  byte: 8,
  block: 9,
  label: 10,
  brTable: 11,
  tryTable: 12,
  func: 13,
  callIndirect: 14,
  type: 15,
  typeU32: 16,
  typeType: 17,
  valueTypes: 18,
  global: 19,
  table: 20,
  u32Table: 21,
  tableTable: 22,
  memarg: 23,
  memargByte: 24,
  memory: 25,
  u32Memory: 26,
  memoryMemory: 27,
  heapType: 28,
  brOnCast: 29,
  local: 30,
} as const;

/** What the two scanners need to know of an instruction. */
export const Effect = {
  /** Falls through to the next instruction; costs 1. */
  plain: 0,
  /** Generates no code; costs 0. */
  free: 1,
  block: 2,
  loop: 3,
  if: 4,
  else: 5,
  end: 6,
  try: 7,
  catch: 8,
  delegate: 9,
  tryTable: 10,
  br: 11,
  brIf: 12,
  brTable: 13,
  /** `unreachable` and `return`: leaves the function, costs 0. */
  leave: 14,
  throw: 15,
  call: 16,
  /** A call whose target is not known before it runs. */
  callUnknown: 17,
  returnCall: 18,
  returnCallUnknown: 19,
  /** Takes as long as its topmost operand says: `memory.fill`, `array.copy` and their kind. */
  bulk: 20,
  memoryGrow: 21,
  tableGrow: 22,
  /** Changes a table or drops a segment: state that cannot be put back from outside at little cost. */
  lasting: 23,
} as const;

/** Where each prefix starts in the folded number space. */
const PREFIX_BASE: Readonly<Record<number, number>> = { 0xfb: 0x100, 0xfc: 0x200, 0xfd: 0x300, 0xfe: 0x600 };
const TABLE_SIZE = 0x700;

/** Folds a prefix byte and the number after it; undefined where no such opcode can be listed. */
export function prefixedOpcode(prefix: number, sub: number): number | undefined {
  const base = PREFIX_BASE[prefix];
  const room = prefix === 0xfd ? 0x300 : 0x100;
  return base === undefined || sub >= room ? undefined : base + sub;
}

/** A folded opcode as it stands in the file: its prefix, 0 for none, and the number after it. */
export function unfold(opcode: number): { readonly prefix: number; readonly number: number } {
  if (opcode < 0x100) return { prefix: 0, number: opcode };
  const prefix = opcode < 0x200 ? 0xfb : opcode < 0x300 ? 0xfc : opcode < 0x600 ? 0xfd : 0xfe;
  return { prefix, number: opcode - (PREFIX_BASE[prefix] ?? 0) };
}

/** `table.init`, `table.copy`, `table.grow` and `table.fill`. */
export function changesTable(opcode: number): boolean {
  return opcode === 0x20c || opcode === 0x20e || opcode === 0x20f || opcode === 0x211;
}

export const SHAPES: Uint8Array = new Uint8Array(TABLE_SIZE);
export const EFFECTS: Uint8Array = new Uint8Array(TABLE_SIZE);

/**
 * How to step over an instruction that does nothing but fall through, in the innermost loop of the scanner; `no` for all others
 * and for those with rarer immediates. Made of the two tables above.
 */
export const Stride = { no: 0, none: 1, free: 2, local: 3, bytes4: 4, bytes8: 5, leb: 6, memarg: 7 } as const;

const STRIDE_OF_SHAPE: Readonly<Record<number, number>> = {
  [Shape.none]: Stride.none,
  [Shape.local]: Stride.local,
  [Shape.u32]: Stride.leb,
  [Shape.i32]: Stride.leb,
  [Shape.i64]: Stride.leb,
  [Shape.memarg]: Stride.memarg,
  [Shape.bytes4]: Stride.bytes4,
  [Shape.bytes8]: Stride.bytes8,
};

/** By the first byte of the instruction. */
export const STRIDES: Uint8Array = new Uint8Array(0x100);

function defineStrides(): void {
  for (let opcode = 0; opcode < STRIDES.length; opcode++) {
    const stride = STRIDE_OF_SHAPE[SHAPES[opcode] ?? Shape.unknown] ?? Stride.no;
    if (EFFECTS[opcode] === Effect.plain) STRIDES[opcode] = stride;
    else if (EFFECTS[opcode] === Effect.free && stride === Stride.none) STRIDES[opcode] = Stride.free;
  }
}

function define(from: number, to: number, shape: number, effect: number = Effect.plain): void {
  SHAPES.fill(shape, from, to + 1);
  EFFECTS.fill(effect, from, to + 1);
}

function defineControl(): void {
  define(0x00, 0x00, Shape.none, Effect.leave); // unreachable
  define(0x01, 0x01, Shape.none, Effect.free); // nop
  define(0x02, 0x02, Shape.block, Effect.block);
  define(0x03, 0x03, Shape.block, Effect.loop);
  define(0x04, 0x04, Shape.block, Effect.if);
  define(0x05, 0x05, Shape.none, Effect.else);
  define(0x06, 0x06, Shape.block, Effect.try); // try, the older exception handling
  define(0x07, 0x07, Shape.u32, Effect.catch);
  define(0x08, 0x08, Shape.u32, Effect.throw);
  define(0x09, 0x09, Shape.label, Effect.throw); // rethrow
  define(0x0a, 0x0a, Shape.none, Effect.throw); // throw_ref
  define(0x0b, 0x0b, Shape.none, Effect.end);
  define(0x0c, 0x0c, Shape.label, Effect.br);
  define(0x0d, 0x0d, Shape.label, Effect.brIf);
  define(0x0e, 0x0e, Shape.brTable, Effect.brTable);
  define(0x0f, 0x0f, Shape.none, Effect.leave); // return
  define(0x10, 0x10, Shape.func, Effect.call);
  define(0x11, 0x11, Shape.callIndirect, Effect.callUnknown);
  define(0x12, 0x12, Shape.func, Effect.returnCall);
  define(0x13, 0x13, Shape.callIndirect, Effect.returnCallUnknown);
  define(0x14, 0x14, Shape.type, Effect.callUnknown); // call_ref
  define(0x15, 0x15, Shape.type, Effect.returnCallUnknown); // return_call_ref
  define(0x18, 0x18, Shape.label, Effect.delegate);
  define(0x19, 0x19, Shape.none, Effect.catch); // catch_all
  define(0x1f, 0x1f, Shape.tryTable, Effect.tryTable);
}

function defineBasic(): void {
  define(0x1a, 0x1a, Shape.none, Effect.free); // drop
  define(0x1b, 0x1b, Shape.none); // select
  define(0x1c, 0x1c, Shape.valueTypes); // select t
  define(0x20, 0x22, Shape.local); // local.get, .set, .tee
  define(0x23, 0x24, Shape.global);
  define(0x25, 0x25, Shape.table); // table.get
  define(0x26, 0x26, Shape.table, Effect.lasting); // table.set
  define(0x28, 0x3e, Shape.memarg); // loads and stores
  define(0x3f, 0x3f, Shape.memory); // memory.size
  define(0x40, 0x40, Shape.memory, Effect.memoryGrow);
  define(0x41, 0x41, Shape.i32);
  define(0x42, 0x42, Shape.i64);
  define(0x43, 0x43, Shape.bytes4);
  define(0x44, 0x44, Shape.bytes8);
  define(0x45, 0xc4, Shape.none); // numeric, sign extension
  define(0xd0, 0xd0, Shape.heapType); // ref.null
  define(0xd1, 0xd1, Shape.none); // ref.is_null
  define(0xd2, 0xd2, Shape.func); // ref.func
  define(0xd3, 0xd4, Shape.none); // ref.eq, ref.as_non_null
  define(0xd5, 0xd6, Shape.label, Effect.brIf); // br_on_null, br_on_non_null
}

function defineGc(): void {
  const base = 0x100;
  define(base + 0, base + 1, Shape.type); // struct.new, .new_default
  define(base + 2, base + 5, Shape.typeU32); // struct.get*, .set
  define(base + 6, base + 7, Shape.type, Effect.bulk); // array.new, .new_default
  define(base + 8, base + 8, Shape.typeU32); // array.new_fixed: its operands are pushed one by one
  define(base + 9, base + 10, Shape.typeU32, Effect.bulk); // array.new_data, .new_elem
  define(base + 11, base + 14, Shape.type); // array.get*, .set
  define(base + 15, base + 15, Shape.none); // array.len
  define(base + 16, base + 16, Shape.type, Effect.bulk); // array.fill
  define(base + 17, base + 17, Shape.typeType, Effect.bulk); // array.copy
  define(base + 18, base + 19, Shape.typeU32, Effect.bulk); // array.init_data, .init_elem
  define(base + 20, base + 23, Shape.heapType); // ref.test, ref.cast
  define(base + 24, base + 25, Shape.brOnCast, Effect.brIf);
  define(base + 26, base + 30, Shape.none); // any.convert_extern … i31.get_u
}

function defineBulk(): void {
  const base = 0x200;
  define(base + 0, base + 7, Shape.none); // saturating truncation
  define(base + 8, base + 8, Shape.u32Memory, Effect.bulk); // memory.init
  define(base + 9, base + 9, Shape.u32, Effect.lasting); // data.drop
  define(base + 10, base + 10, Shape.memoryMemory, Effect.bulk); // memory.copy
  define(base + 11, base + 11, Shape.memory, Effect.bulk); // memory.fill
  define(base + 12, base + 12, Shape.u32Table, Effect.bulk); // table.init
  define(base + 13, base + 13, Shape.u32, Effect.lasting); // elem.drop
  define(base + 14, base + 14, Shape.tableTable, Effect.bulk); // table.copy
  define(base + 15, base + 15, Shape.table, Effect.tableGrow);
  define(base + 16, base + 16, Shape.table); // table.size
  define(base + 17, base + 17, Shape.table, Effect.bulk); // table.fill
}

/** Numbers between the vector instructions that were never given to one. */
const SIMD_HOLES = [
  0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2,
  0xee,
];

function defineSimd(): void {
  const base = 0x300;
  define(base + 0x00, base + 0x113, Shape.none); // up to the relaxed instructions
  define(base + 0x00, base + 0x0b, Shape.memarg); // loads, v128.store
  define(base + 0x0c, base + 0x0d, Shape.bytes16); // v128.const, i8x16.shuffle
  define(base + 0x15, base + 0x22, Shape.byte); // extract_lane, replace_lane
  define(base + 0x54, base + 0x5b, Shape.memargByte); // load_lane, store_lane
  define(base + 0x5c, base + 0x5d, Shape.memarg); // load32_zero, load64_zero
  for (const hole of SIMD_HOLES) define(base + hole, base + hole, Shape.unknown);
}

function defineAtomics(): void {
  const base = 0x600;
  define(base + 0x00, base + 0x02, Shape.memarg); // notify, wait
  define(base + 0x03, base + 0x03, Shape.byte); // fence
  define(base + 0x10, base + 0x4e, Shape.memarg);
}

defineControl();
defineBasic();
defineGc();
defineBulk();
defineSimd();
defineAtomics();
defineStrides();
