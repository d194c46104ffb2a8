import type { Graph, GraphEdge } from './graph.ts';
import { type Box, layOut, LINE_HEIGHT, type Layout } from './layout.ts';

/** Colours that can be read on the ground that the reader has: the drawing itself has none. */
const STYLE = `
.box{fill:#eef3fb;stroke:#3b6ea8}.end{fill:#f4f4f1;stroke:#77776f}.failure{fill:#fbeeee;stroke:#b04a4a;stroke-dasharray:5 3}
.edge{fill:none;stroke:#55555a;stroke-width:1.5}.failed{stroke:#b04a4a;stroke-dasharray:5 3}
text{font:12px ui-monospace,monospace;fill:#33363a;text-anchor:middle}.title{font:bold 14px ui-monospace,monospace;fill:#16181b}
.tip{fill:#55555a}.failed-tip{fill:#b04a4a}
@media (prefers-color-scheme:dark){.box{fill:#1d2b3d;stroke:#7fb0e8}.end{fill:#2a2a28;stroke:#a5a59c}.failure{fill:#3a2222;stroke:#e88d8d}
.edge{stroke:#b5b5bc}.failed{stroke:#e88d8d}text{fill:#d4d7db}.title{fill:#f5f6f7}.tip{fill:#b5b5bc}.failed-tip{fill:#e88d8d}}`.replaceAll(
  '\n',
  '',
);

/**
 * Draws a graph as an SVG that stands by itself, for light and dark grounds, from left to right.
 *
 * @param graph Boxes and arrows, without circles.
 * @returns The SVG's text.
 * @throws RangeError for a circle, and for an arrow whose end is no box.
 */
export function drawGraph(graph: Graph): string {
  const layout = layOut(graph);
  const { width, height } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escape(graph.title)}</title>`,
    `<desc id="desc">${escape(inWords(graph))}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${tip('tip')}${tip('failed-tip')}</defs>`,
    ...graph.edges.map((edge) => drawEdge(edge, layout)),
    ...[...layout.boxes.values()].map(drawBox),
    '</svg>',
    '',
  ].join('\n');
}

const tip = (id: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="${id}" d="M0 0 8 4 0 8z"/></marker>`;

function drawEdge({ from, to, isFailure = false }: GraphEdge, { boxes }: Layout): string {
  const [a, b] = [boxes.get(from), boxes.get(to)];
  if (a === undefined || b === undefined)
    throw new RangeError(`an arrow from ${from} to ${to} has an end that is not there`);
  const look = isFailure ? 'class="edge failed" marker-end="url(#failed-tip)"' : 'class="edge" marker-end="url(#tip)"';
  return `<path ${look} d="${isFailure ? downwards(a, b) : rightwards(a, b)}"/>`;
}

function rightwards(a: Box, b: Box): string {
  const [x1, y1, x2, y2] = [a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function downwards(a: Box, b: Box): string {
  const [x1, y1, x2, y2] = [a.x + a.width / 2, a.y + a.height, b.x, b.y + b.height / 2];
  return `M${x1} ${y1}C${x1} ${y2} ${x1} ${y2} ${x2} ${y2}`;
}

function drawBox({ node, x, y, width, height }: Box): string {
  const look = node.kind === 'work' ? 'box' : node.kind;
  const middle = x + width / 2;
  const texts = node.lines.map(
    (line, at) => `<text x="${middle}" y="${y + (at + 2) * LINE_HEIGHT + 4}">${escape(line)}</text>`,
  );
  return [
    `<g><rect class="${look}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${node.kind === 'end' ? height / 2 : 6}"/>`,
    `<text class="title" x="${middle}" y="${y + LINE_HEIGHT + 4}">${escape(node.title)}</text>`,
    ...texts,
    '</g>',
  ].join('');
}

/** The graph for who cannot see it. */
function inWords({ nodes, edges }: Graph): string {
  const nameOf = (id: string): string => nodes.find((node) => node.id === id)?.title ?? id;
  const ways = edges.map(
    ({ from, to, isFailure }) => `${nameOf(from)} ${isFailure === true ? 'fails into' : 'leads to'} ${nameOf(to)}`,
  );
  return `${ways.join('; ')}.`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => ESCAPES[one] ?? one);
