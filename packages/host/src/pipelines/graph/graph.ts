/** Boxes and arrows between them, without circles. */
export interface Graph {
  /** What is written above it. */
  readonly title: string;
  /** The boxes. */
  readonly nodes: readonly GraphNode[];
  /** The arrows. */
  readonly edges: readonly GraphEdge[];
}

/** A box. */
export interface GraphNode {
  /** Unique within its graph. */
  readonly id: string;
  /** What it looks like. */
  readonly kind: 'end' | 'work' | 'failure';
  /** What is written in it first. */
  readonly title: string;
  /** What is written beneath that, smaller. */
  readonly lines: readonly string[];
}

/** An arrow between two boxes. */
export interface GraphEdge {
  /** Id of the box that it leaves. */
  readonly from: string;
  /** Id of the box that it points to. */
  readonly to: string;
  /** The way of what has failed. Default false. */
  readonly isFailure?: boolean;
}
