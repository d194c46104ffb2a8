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
  const depths = columnsOf(nodes, edges);
  const count = Math.max(0, ...depths.values()) + 1;
  const columns = Array.from({ length: count }, (_, at) => nodes.filter(({ id }) => depths.get(id) === at));
  // Failures are below everything else.
  const rows = Math.max(0, ...columns.map((column) => stackHeight(column.filter(isRegular))));
  const boxes = new Map<string, Box>();
  let x = MARGIN;
  let bottom = MARGIN + rows;
  for (const column of columns) {
    const width = Math.max(0, ...column.map(widthOf));
    const place = (stack: readonly GraphNode[], top: number): number => {
      let y = top;
      for (const node of stack) {
        const [own, height] = [widthOf(node), heightOf(node)];
        boxes.set(node.id, { node, x: x + (width - own) / 2, y, width: own, height });
        y += height + GAP.y;
      }
      return y - GAP.y;
    };
    const regular = column.filter(isRegular);
    place(regular, MARGIN + (rows - stackHeight(regular)) / 2);
    const failures = column.filter((node) => !isRegular(node));
    if (failures.length > 0) bottom = Math.max(bottom, place(failures, MARGIN + rows + GAP.y));
    x += width + GAP.x;
  }
  return { boxes, width: x - GAP.x + MARGIN, height: bottom + MARGIN };
}

const isRegular = ({ kind }: GraphNode): boolean => kind !== 'failure';

const stackHeight = (nodes: readonly GraphNode[]): number =>
  nodes.reduce((sum, node) => sum + heightOf(node) + GAP.y, 0) - (nodes.length > 0 ? GAP.y : 0);

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

function widthOf({ title, lines }: GraphNode): number {
  const longest = Math.max(title.length * TITLE_WIDTH, ...lines.map((line) => line.length * LINE_WIDTH));
  return Math.ceil(longest) + 2 * PADDING;
}

const heightOf = ({ lines }: GraphNode): number => (lines.length + 1) * LINE_HEIGHT + PADDING;
