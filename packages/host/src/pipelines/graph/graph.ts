/** Boxes and arrows between them, without circles. */
export interface Graph {
  /** What the drawing is called for who cannot see it. */
  readonly title: string;
  /** The boxes. */
  readonly nodes: readonly GraphNode[];
  /** The arrows. */
  readonly edges: readonly GraphEdge[];
}

/** A box. */
export interface GraphNode {
  /** What arrows call it. */
  readonly id: string;
  /** What it looks like. */
  readonly kind: 'end' | 'work' | 'failure';
  /** Its first line. */
  readonly title: string;
  /** What stands below that. */
  readonly lines: readonly string[];
}

/** An arrow. */
export interface GraphEdge {
  /** The id of the box that it leaves. */
  readonly from: string;
  /** The id of the box that it leads to. */
  readonly to: string;
  /** The way of what has failed. Default false. */
  readonly isFailure?: boolean;
}
