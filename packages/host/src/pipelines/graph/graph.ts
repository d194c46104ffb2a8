/** Boxes and arrows between them, without circles. */
export interface Graph {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  /** What it looks like. */
  readonly kind: 'end' | 'work' | 'failure';
  readonly title: string;
  readonly lines: readonly string[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The way of what has failed. Default false. */
  readonly isFailure?: boolean;
}
