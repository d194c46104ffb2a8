/** Where something that a core module imports comes from, as the glue joins it. */
export type ImportSource =
  /** A function of the glue's: the expression by which it gives it. */
  | { readonly from: 'glue'; readonly expression: string }
  /** What another core module exports, of those that are instantiated before. */
  | { readonly from: 'part'; readonly export: PartExport };

/** An export of one of the core modules that are joined. */
export interface PartExport {
  /** Its place in the order of instantiation. */
  readonly part: number;
  readonly name: string;
}

/** A core module that is to become a part of one. */
export interface LinkPart {
  readonly bytes: Uint8Array;
  /** By the names of module and field. */
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, ImportSource>>;
}
