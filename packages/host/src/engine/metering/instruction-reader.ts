import { ByteReader } from './byte-reader.ts';
import type { IndexSpaces } from './index-spaces.ts';
import { EFFECTS, prefixedOpcode, SHAPES, Shape, STRIDES, Stride, unfold } from './instruction-table.ts';
import { invalidModule, type MeteringError, unsupported } from './metering-error.ts';
import { isProposedType, unknownOpcode, unknownType } from './proposals.ts';

/**
 * Reads one instruction after the other, and the types between them.
 *
 * {@link next} leaves what the scanners need in fields rather than in an object, since a large component has millions of
 * instructions.
 */
export class InstructionReader extends ByteReader {
  /** Where the current instruction starts. */
  start = 0;
  /** Its opcode in the folded number space of the instruction table. */
  opcode = 0;
  /** Its first index: label, function, table, memory or type. */
  index = 0;
  /** Its second index, of the instructions that have two of a kind. */
  second = 0;
  /** How many locals the current function has, parameters included. */
  locals = 0;
  /** All targets of a `br_table`, or of the catch clauses of a `try_table`. */
  labels: number[] = [];
  readonly spaces: IndexSpaces;

  constructor(bytes: Uint8Array, spaces: IndexSpaces, pos = 0, end: number = bytes.length) {
    super(bytes, pos, end);
    this.spaces = spaces;
  }

  /**
   * Steps over instructions that only fall through, and answers what they cost. Stops before the first that is anything else, or
   * that is cut off, too long or out of bounds: {@link next} deals with it.
   *
   * Nine of ten instructions of a module are read here; so it is one loop over local variables, which is fast before V8 has
   * compiled it well.
   */
  skipPlain(): number {
    const { bytes, end, locals } = this;
    let { pos } = this;
    let cost = 0;
    while (pos < end) {
      const stride = STRIDES[bytes[pos] ?? 0] ?? Stride.no;
      let after = pos + 1;
      if (stride === Stride.local) {
        const first = bytes[after++] ?? 0;
        const index = first < 0x80 ? first : (first & 0x7f) + (bytes[after++] ?? 0x80) * 0x80;
        if (index >= 0x4000 || index >= locals) break;
      } else if (stride === Stride.no) {
        break;
      } else if (stride >= Stride.leb) {
        if (stride === Stride.memarg && (bytes[after++] ?? 0x40) >= 0x40) break;
        let byte = bytes[after++] ?? 0;
        for (const last = after + 4; byte >= 0x80 && after < last;) byte = bytes[after++] ?? 0;
        if (byte >= 0x80) break;
      } else if (stride >= Stride.bytes4) {
        after += stride === Stride.bytes4 ? 4 : 8;
      }
      if (after > end) break;
      pos = after;
      if (stride !== Stride.free) cost++;
    }
    this.pos = pos;
    return cost;
  }

  /** Reads the next instruction and answers its effect. */
  next(): number {
    const start = this.pos;
    if (start >= this.end) throw this.truncated();
    this.start = start;
    this.pos = start + 1;
    let opcode = this.bytes[start] ?? 0;
    if (opcode >= 0xfb) opcode = this.#prefixed(opcode);
    this.opcode = opcode;
    const shape = SHAPES[opcode] ?? Shape.unknown;
    if (shape === Shape.none) return EFFECTS[opcode] ?? 0;
    if (shape === Shape.local) this.#localIndex();
    else if (shape === Shape.u32 || shape === Shape.i32) this.skipLeb(5);
    else if (shape === Shape.memarg) this.#memarg();
    else this.#immediates(shape);
    return EFFECTS[opcode] ?? 0;
  }

  #prefixed(prefix: number): number {
    const sub = this.u32();
    const opcode = prefixedOpcode(prefix, sub);
    if (opcode !== undefined) return opcode;
    throw unsupported(unknownOpcode(prefix, sub), this.start);
  }

  #unknown(): MeteringError {
    const { prefix, number } = unfold(this.opcode);
    return unsupported(unknownOpcode(prefix, number), this.start);
  }

  #immediates(shape: number): void {
    switch (shape) {
      case Shape.i64:
        return this.skipLeb(10);
      case Shape.bytes4:
        return this.skip(4);
      case Shape.bytes8:
        return this.skip(8);
      case Shape.bytes16:
        return this.skip(16);
      case Shape.byte:
        return this.skip(1);
      case Shape.block:
        return this.#blockType();
      case Shape.label:
        this.index = this.u32();
        return;
      case Shape.brTable:
        return this.#brTable();
      case Shape.tryTable:
        return this.#tryTable();
      case Shape.func:
        this.index = this.functionIndex();
        return;
      case Shape.callIndirect:
        this.typeIndex();
        this.index = this.tableIndex();
        return;
      case Shape.type:
        this.index = this.typeIndex();
        return;
      case Shape.typeU32:
        this.typeIndex();
        return this.skipLeb(5);
      case Shape.typeType:
        this.typeIndex();
        this.typeIndex();
        return;
      case Shape.valueTypes:
        return this.#valueTypes();
      case Shape.global:
        this.globalIndex();
        return;
      case Shape.table:
        this.index = this.tableIndex();
        return;
      case Shape.u32Table:
        this.skipLeb(5);
        this.index = this.tableIndex();
        return;
      case Shape.tableTable:
        this.index = this.tableIndex();
        this.second = this.tableIndex();
        return;
      case Shape.memargByte:
        this.#memarg();
        return this.skip(1);
      case Shape.memory:
        this.index = this.memoryIndex();
        return;
      case Shape.u32Memory:
        this.skipLeb(5);
        this.index = this.memoryIndex();
        return;
      case Shape.memoryMemory:
        this.index = this.memoryIndex();
        this.second = this.memoryIndex();
        return;
      case Shape.heapType:
        return this.heapType();
      case Shape.brOnCast:
        return this.#brOnCast();
      default:
        throw this.#unknown();
    }
  }

  /** INVARIANT: no code names a local past the function's own. The one behind them may come to hold the fuel. */
  #localIndex(): void {
    if (this.u32() >= this.locals) throw invalidModule('unknown local', this.start);
  }

  functionIndex(): number {
    return this.#checked('function', this.spaces.functions);
  }

  globalIndex(): number {
    return this.#checked('global', this.spaces.globals);
  }

  tableIndex(): number {
    return this.#checked('table', this.spaces.tables.length);
  }

  memoryIndex(): number {
    return this.#checked('memory', this.spaces.memories.length);
  }

  typeIndex(): number {
    return this.#checked('type', this.spaces.types);
  }

  #checked(kind: string, count: number): number {
    const at = this.pos;
    const index = this.u32();
    if (index >= count) throw invalidModule(`unknown ${kind} ${index}`, at);
    return index;
  }

  /** A value type, or a storage type, which shares its encodings. */
  valueType(): void {
    const at = this.pos;
    const byte = this.u8();
    if (byte === 0x63 || byte === 0x64) return this.heapType();
    if ((byte >= 0x7b && byte <= 0x7f) || (byte >= 0x69 && byte <= 0x78)) return;
    throw unsupported(unknownType('value type', byte), at);
  }

  heapType(): void {
    const at = this.pos;
    const first = this.peek();
    if (isProposedType(first)) throw unsupported(unknownType('heap type', first), at);
    const value = this.s33();
    if (value >= this.spaces.types) throw invalidModule(`unknown type ${value}`, at);
  }

  #blockType(): void {
    const first = this.peek();
    if (first === 0x40) this.pos++;
    else if (first >= 0x63 && first < 0x80) this.valueType();
    else this.heapType(); // a type index has the same encoding as in a heap type
  }

  #memarg(): void {
    const flags = this.u32();
    if (flags & 0x40) this.memoryIndex();
    this.skipLeb(10);
  }

  #brTable(): void {
    const labels: number[] = [];
    const count = this.u32();
    for (let read = 0; read <= count; read++) labels.push(this.u32());
    this.labels = labels;
  }

  #tryTable(): void {
    this.#blockType();
    const labels: number[] = [];
    const count = this.u32();
    for (let read = 0; read < count; read++) {
      const at = this.pos;
      const kind = this.u8();
      if (kind > 3) throw unsupported(`catch clause 0x${kind.toString(16)}`, at);
      if (kind < 2) this.skipLeb(5); // catch, catch_ref: the tag
      labels.push(this.u32());
    }
    this.labels = labels;
  }

  #valueTypes(): void {
    const count = this.u32();
    for (let read = 0; read < count; read++) this.valueType();
  }

  #brOnCast(): void {
    this.skip(1);
    this.index = this.u32();
    this.heapType();
    this.heapType();
  }
}
