/** A table, imported or defined. */
export interface TableType {
  /** The element type as encoded, to declare a parameter of the same type. */
  readonly element: Uint8Array;
  readonly address64: boolean;
  /** Elements at the start. */
  readonly min: number;
  readonly imported: boolean;
}

/** A linear memory, imported or defined. */
export interface MemoryType {
  readonly address64: boolean;
  /** Pages of 64 KiB at the start. */
  readonly min: number;
  readonly imported: boolean;
}

/** A mutable global that the module defines. */
export interface MutableGlobal {
  readonly index: number;
  /** Whether JavaScript can read and write its value: not so for vectors and exception references. */
  readonly isReadable: boolean;
}

/**
 * How many of each thing the original module has. Filled section by section, in the order of the file.
 *
 * INVARIANT: every function, table, global and type index in the module is checked against these counts, and every local's against
 * those of its function. The rewriter appends
 * to the ends of the index spaces, so an index one past the original end would otherwise reach the appended fuel global, and a
 * module that V8 refuses would become one that can refuel itself.
 */
export interface IndexSpaces {
  types: number;
  importedFunctions: number;
  functions: number;
  globals: number;
  tags: number;
  readonly tables: TableType[];
  readonly memories: MemoryType[];
  readonly mutableGlobals: MutableGlobal[];
}
