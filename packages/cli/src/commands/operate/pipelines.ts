/** Pipelines that a host runs, from its start to its end. */
import { type Host, type Pipeline, runPipeline } from '@airssys/host';
import type { CommandIo } from '../../io.ts';
import { printable } from '../../report/text.ts';
import { readPipeline } from '../pipeline.ts';

/** Before the host is opened: one that cannot be read keeps it from starting. */
export async function readPipelines(files: readonly string[]): Promise<readonly Pipeline<unknown>[]> {
  return await Promise.all(files.map(readPipeline));
}

/** What stops one is told, and the host goes on. Disposed, they take nothing more, and what is inside goes through. */
export function runPipelines(io: CommandIo, host: Host, pipelines: readonly Pipeline<unknown>[]): AsyncDisposable {
  const running = new AsyncDisposableStack();
  for (const pipeline of pipelines) {
    const { name } = pipeline.definition;
    const one = running.use(runPipeline(host, pipeline));
    one.done.catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      io.stderr.write(`pipeline ${printable(name)} has stopped: ${printable(text)}\n`);
    });
  }
  return running;
}
