/** Pipelines in TOML. */
import { parse } from 'smol-toml';
import { invalid, type OnError, type PipelineDefinition, type PipelineSource, stageOf } from './definition.ts';
import { Pipeline } from './pipeline.ts';

type Table = Readonly<Record<string, unknown>>;

/**
 * Reads a pipeline of TOML: `[pipeline]` with `name` and `buffer`; `[source]` with `topic`, or with `component`, `operation` and
 * `every_ms`; a `[[stage]]` for each, with `component`, `operation`, `concurrency`, `retries`, `retry_delay_ms`, `timeout_ms`, and
 * `on_error` (`drop` or `stop`) or `dead_letter`; `[sink]` with `topic`.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`, with the place where it is no TOML, and with the name of what is unknown or missing.
 */
export function parsePipeline(toml: string): Pipeline<unknown> {
  const root = tablesOf(toml);
  only('the file', root, ['pipeline', 'source', 'stage', 'sink']);
  const head = table('[pipeline]', root['pipeline'], ['name', 'buffer']);
  const sink = root['sink'] === undefined ? undefined : table('[sink]', root['sink'], ['topic']);
  const stages = root['stage'] ?? [];
  if (!Array.isArray(stages)) throw invalid('stage is not a list', 'Write [[stage]], with two brackets, for each.');
  const definition: PipelineDefinition = {
    name: text('[pipeline]', head, 'name'),
    buffer: number('[pipeline]', head, 'buffer') ?? 16,
    source: sourceOf(root['source']),
    stages: stages.map((one: unknown, at) => stage(`[[stage]] ${at + 1}`, one)),
    sink: sink && { topic: text('[sink]', sink, 'topic') },
  };
  return new Pipeline(definition);
}

function tablesOf(toml: string): Table {
  try {
    return parse(toml);
  } catch (error) {
    const said = error instanceof Error ? error.message.trim() : String(error);
    throw invalid(`The pipeline is no TOML: ${said}`, 'Mend the place that is shown.');
  }
}

function sourceOf(value: unknown): PipelineSource {
  const where = '[source]';
  const found = table(where, value, ['topic', 'component', 'operation', 'every_ms']);
  if (found['topic'] !== undefined) return { topic: text(where, found, 'topic') };
  return {
    component: text(where, found, 'component'),
    operation: text(where, found, 'operation'),
    everyMs: number(where, found, 'every_ms') ?? 1_000,
  };
}

function stage(where: string, value: unknown): PipelineDefinition['stages'][number] {
  const keys = ['concurrency', 'retries', 'retry_delay_ms', 'timeout_ms', 'on_error', 'dead_letter'];
  const found = table(where, value, ['component', 'operation', ...keys]);
  return stageOf(text(where, found, 'component'), text(where, found, 'operation'), {
    concurrency: number(where, found, 'concurrency'),
    retries: number(where, found, 'retries'),
    retryDelayMs: number(where, found, 'retry_delay_ms'),
    timeoutMs: number(where, found, 'timeout_ms'),
    onError: onErrorOf(where, found),
  });
}

function onErrorOf(where: string, found: Table): OnError | undefined {
  if (found['dead_letter'] === undefined) return found['on_error'] as OnError | undefined; // stageOf checks it
  if (found['on_error'] === undefined) return { deadLetter: text(where, found, 'dead_letter') };
  throw invalid(`${where} has both on_error and dead_letter`, 'Leave on_error out: the item becomes a dead letter.');
}

function table(where: string, value: unknown, keys: readonly string[]): Table {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${where} is missing`, `Write ${where}, with ${keys.join(', ')}.`);
  }
  only(where, value as Table, keys);
  return value as Table; // an object
}

function only(where: string, found: Table, keys: readonly string[]): void {
  const unknown = Object.keys(found).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw invalid(`${where} has ${unknown}, which means nothing`, `It can have ${keys.join(', ')}.`);
}

function text(where: string, found: Table, key: string): string {
  const value = found[key];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${where} has no ${key}`, `Write ${key} = "…".`);
}

function number(where: string, found: Table, key: string): number | undefined {
  const value = found[key];
  if (value === undefined || typeof value === 'number') return value;
  throw invalid(`${key} of ${where} is no number`, `Write ${key} = 1.`);
}
