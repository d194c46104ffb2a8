import type { PipelineDefinition, PipelineSource, StageDefinition } from './definition.ts';
import type { Graph, GraphEdge, GraphNode } from './graph/graph.ts';

/** A pipeline as boxes and arrows: what goes on to the right, and what has failed below. */
export function graphOf({ name, source, stages, sink }: PipelineDefinition): Graph {
  const nodes: GraphNode[] = [{ id: 'source', kind: 'end', ...labelOf(source) }];
  const edges: GraphEdge[] = [];
  let last = 'source';
  const add = (node: GraphNode): void => {
    nodes.push(node);
    edges.push({ from: last, to: node.id });
    last = node.id;
  };
  for (const [at, stage] of stages.entries()) {
    add({ id: `stage-${at}`, kind: 'work', title: stage.operation, lines: [stage.component, ...notesOf(stage)] });
  }
  if (sink !== undefined) add({ id: 'sink', kind: 'end', title: sink.topic, lines: ['topic'] });
  for (const [at, { onError }] of stages.entries()) {
    if (typeof onError === 'string') continue;
    const id = `dead-${onError.deadLetter}`;
    if (!nodes.some((node) => node.id === id)) {
      nodes.push({ id, kind: 'failure', title: onError.deadLetter, lines: ['dead letters'] });
    }
    edges.push({ from: `stage-${at}`, to: id, isFailure: true });
  }
  return { title: `Pipeline ${name}`, nodes, edges };
}

function labelOf(source: PipelineSource): Pick<GraphNode, 'title' | 'lines'> {
  if ('topic' in source) return { title: source.topic, lines: ['topic'] };
  if ('items' in source) return { title: 'items', lines: ['of the embedder'] };
  return { title: source.operation, lines: [source.component, `every ${source.everyMs} ms`] };
}

function notesOf({ concurrency, retries, onError }: StageDefinition): readonly string[] {
  const notes = [
    ...(concurrency > 1 ? [`${concurrency} at once`] : []),
    ...(retries > 0 ? [`${retries} ${retries === 1 ? 'retry' : 'retries'}`] : []),
    ...(onError === 'drop' ? ['drops what fails'] : []),
  ];
  return notes.length === 0 ? [] : [notes.join(', ')];
}
