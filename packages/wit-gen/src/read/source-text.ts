/** One WIT file as it was given. */
export interface WitSource {
  /** Absolute path, or a name that tells the reader where the text comes from. */
  readonly path: string;
  /** The content of the file. */
  readonly text: string;
}

/** A stretch of a file, in UTF-16 code units from its start. */
export interface Span {
  readonly source: WitSource;
  readonly start: number;
  readonly end: number;
}

/** Line and column (1-based, UTF-16 code units) of an offset. */
export function positionOf({ text }: WitSource, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
