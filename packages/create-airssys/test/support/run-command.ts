/** Commands as a user runs them, and what they cost together. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

export interface CommandSettings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What comes on stdin. Default nothing. */
  readonly input?: string | undefined;
}

export interface Ended {
  readonly stdout: string;
}

/** Resolves when it has ended well. @throws Error with its output where it has not. */
export async function runCommand(command: readonly string[], settings: CommandSettings): Promise<Ended> {
  const child = start(command, settings);
  child.stdin?.end(settings.input ?? '');
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const code = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${String(code)}\n${stdout}\n${stderr}`);
  return { stdout };
}

/** A command that stays, until it is ended as by Ctrl-C. */
export async function runMeanwhile<T>(
  command: readonly string[],
  settings: CommandSettings,
  isReady: (output: string) => boolean,
  work: (output: string) => Promise<T>,
): Promise<T> {
  const child = start(command, settings);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  try {
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          output += chunk.toString();
          if (isReady(output)) resolve();
        });
      }
      child.once('close', () => reject(new Error(`${command.join(' ')} ended before it was ready\n${output}`)));
    });
    return await work(output);
  } finally {
    // The terminal's Ctrl-C goes to the whole group: to npm, its shell and the command.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    await ended;
  }
}

function start([program = '', ...args]: readonly string[], { cwd, env }: CommandSettings): ChildProcess {
  return spawn(program, args, { cwd, env: { ...withoutNpm(process.env), ...env }, detached: true });
}

/** What `npm run` of this repository has set is not what a user has. */
const withoutNpm = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_|^(NODE_ENV|INIT_CWD|VITEST.*|TEST)$/.test(name)));

async function textOf(stream: Readable | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer); // a pipe without an encoding
  return Buffer.concat(chunks).toString();
}

const TICK_MS = 10;
const [CHILDREN_USER, CHILDREN_SYSTEM] = [15, 16];

/** What all commands that have ended took of processors, with all that they had started; on Linux (`cutime`, `cstime` of proc(5)), elsewhere 0. */
export function cpuOfChildrenMs(): number {
  if (process.platform !== 'linux') return 0;
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '0 0 ')
    .split(' ');
  return (Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM])) * TICK_MS;
}
