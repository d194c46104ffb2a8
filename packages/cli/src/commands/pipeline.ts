/** `airssys pipeline`: what a pipeline is, in text or drawn. */
import { writeFile } from 'node:fs/promises';
import { parsePipeline, type Pipeline, type PipelineDefinition } from '@airssys/host';
import { readNamedFile } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { printable } from '../report/text.ts';
import { usageError } from '../report/usage-error.ts';

export interface PipelineFlags {
  readonly svg?: string;
  readonly json?: boolean;
}

export async function pipelineCommand(io: CommandIo, file: string, flags: PipelineFlags): Promise<ExitCode> {
  const pipeline = await readPipeline(file);
  if (flags.svg !== undefined) await draw(flags.svg, pipeline);
  if (flags.json === true)
    printJson(io, { ...pipeline.definition, ...(flags.svg !== undefined && { svg: flags.svg }) });
  else {
    for (const line of linesOf(pipeline.definition)) io.stdout.write(`${printable(line)}\n`);
    if (flags.svg !== undefined) io.stderr.write(`wrote ${printable(flags.svg)}\n`);
  }
  return EXIT.ok;
}

/** @throws AirssysError `AIRSSYS_CLI_USAGE`, `AIRSSYS_CONFIG_INVALID` */
export async function readPipeline(file: string): Promise<Pipeline<unknown>> {
  return parsePipeline(Buffer.from(await readNamedFile(file, 'a pipeline (.toml)')).toString('utf8'));
}

function linesOf({ name, source, stages, sink }: PipelineDefinition): readonly string[] {
  const from = 'topic' in source ? `topic ${source.topic}` : 'component' in source ? callOf(source) : 'items';
  return [
    `pipeline ${name}`,
    `  from ${from}`,
    ...stages.map((stage) => {
      const { concurrency, retries, onError } = stage;
      const failing = typeof onError === 'string' ? onError : `publish on ${onError.deadLetter}`;
      return `  through ${callOf(stage)}: ${concurrency} at once, ${retries} retries, on error ${failing}`;
    }),
    sink === undefined ? '  to nowhere' : `  to topic ${sink.topic}`,
  ];
}

const callOf = ({ component, operation }: { readonly component: string; readonly operation: string }): string =>
  `${component} ${operation}`;

async function draw(path: string, pipeline: Pipeline<unknown>): Promise<void> {
  try {
    await writeFile(path, pipeline.graph());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what writeFile rejects with
    throw usageError(`${path} cannot be written (${String(code)})`, 'See that its folder is there and can be written.');
  }
}
