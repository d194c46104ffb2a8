/** Runs commands one after the other, as the command's own process does, without starting one for each. Forked by command.ts. */
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { main } from '../../dist/main.js';
import type { CommandIo, Output } from '../../dist/io.js';

export interface CommandRequest {
  readonly id: number;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface CommandAnswer {
  readonly id: number;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is written to it comes in one text, whoever writes: the command, or a program that it runs. */
function kept(): { readonly stream: PassThrough; readonly output: Output; readonly written: () => Promise<string> } {
  const stream = new PassThrough({ highWaterMark: 2 ** 26 });
  const written = text(stream);
  const output: Output = { isTerminal: false, columns: 80, write: (one) => void stream.write(one) };
  return {
    stream,
    output,
    written: () => {
      stream.end();
      return written;
    },
  };
}

async function answer({ id, args, cwd, env }: CommandRequest): Promise<CommandAnswer> {
  process.chdir(cwd);
  process.env = { ...env };
  const [stdout, stderr] = [kept(), kept()];
  const io: CommandIo = {
    stdout: stdout.output,
    stderr: stderr.output,
    streams: { stdin: Readable.from([]), stdout: stdout.stream, stderr: stderr.stream },
    env,
    catchInterrupt: () => new AbortController().signal,
  };
  const code = await main(args, io);
  return { id, code, stdout: await stdout.written(), stderr: await stderr.written() };
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', (request: CommandRequest) => {
  last = last.then(async () => process.send?.(await answer(request)));
});
process.on('disconnect', () => process.exit());
