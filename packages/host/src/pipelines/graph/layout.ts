/** Places for boxes: in columns by how many arrows lead to them at most, in rows by their order. */
import type { Graph, GraphNode } from './graph.ts';

export interface Box {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
}

/** Of the fonts in the drawing: wide enough for any letter that is common in names. */
const TITLE_WIDTH = 8.4;
const LINE_WIDTH = 6.6;
const PADDING = 14;
const GAP = { x: 48, y: 28 } as const;
export const MARGIN = 16;
export const LINE_HEIGHT = 17;

export function layOut({ nodes, edges }: Graph): Layout {
  const columns = columnsOf(nodes, edges);
  const boxes = new Map<string, Box>();
  let x = MARGIN;
  let height = 0;
  const count = Math.max(0, ...columns.values()) + 1;
  for (let column = 0; column < count; column += 1) {
    const inside = nodes.filter(({ id }) => columns.get(id) === column);
    const width = Math.max(0, ...inside.map(widthOf));
    let y = MARGIN;
    for (const node of inside.toSorted((a, b) => rank(a) - rank(b))) {
      const boxHeight = heightOf(node);
      // Failures are below everything else.
      if (node.kind === 'failure') y = Math.max(y, MARGIN + rowHeight(nodes) + GAP.y);
      boxes.set(node.id, { node, x: x + (width - widthOf(node)) / 2, y, width: widthOf(node), height: boxHeight });
      y += boxHeight + GAP.y;
    }
    height = Math.max(height, y - GAP.y);
    x += width + GAP.x;
  }
  return { boxes, width: x - GAP.x + MARGIN, height: height + MARGIN };
}

/** The longest way to each node. */
function columnsOf(nodes: Graph['nodes'], edges: Graph['edges']): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const columnOf = (id: string, path: readonly string[]): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    if (path.includes(id)) throw new RangeError(`the graph goes in a circle at ${id}`);
    const before = edges.filter(({ to }) => to === id).map(({ from }) => columnOf(from, [...path, id]));
    const column = before.length === 0 ? 0 : Math.max(...before) + 1;
    columns.set(id, column);
    return column;
  };
  for (const { id } of nodes) columnOf(id, []);
  return columns;
}

const rank = ({ kind }: GraphNode): number => (kind === 'failure' ? 1 : 0);

const rowHeight = (nodes: Graph['nodes']): number =>
  Math.max(...nodes.filter(({ kind }) => kind !== 'failure').map(heightOf));

function widthOf({ title, lines }: GraphNode): number {
  const longest = Math.max(title.length * TITLE_WIDTH, ...lines.map((line) => line.length * LINE_WIDTH));
  return Math.ceil(longest) + 2 * PADDING;
}

const heightOf = ({ lines }: GraphNode): number => (lines.length + 1) * LINE_HEIGHT + PADDING;
