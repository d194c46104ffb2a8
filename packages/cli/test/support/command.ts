/** Runs the real `airssys` command: in a process of its own where that matters, else in one that has it loaded already. */
import { type ChildProcess, fork, spawn, type SpawnOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CommandAnswer, CommandRequest } from './command-server.ts';

export const PACKAGE_DIR: string = join(import.meta.dirname, '../..');
export const BIN: string = join(PACKAGE_DIR, 'bin/airssys.js');

/** Of the repository's `node_modules`, so that a later run of the tests finds what this one has built. */
export const CACHE_DIR: string = join(
  dirname(createRequire(import.meta.url).resolve('picocolors')),
  '../.cache/airssys',
);

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdio?: SpawnOptions['stdio'];
  /** Sees the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
  /** In a process of its own. Default: where any other option but `cwd` is given. */
  readonly isApart?: boolean;
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function airssys(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  const { cwd = PACKAGE_DIR, env, stdio, onStart } = options;
  const { isApart = env !== undefined || stdio !== undefined || onStart !== undefined } = options;
  return isApart ? await inOwnProcess(args, { ...options, cwd }) : await inServer(args, cwd);
}

async function inOwnProcess(args: readonly string[], options: CommandOptions): Promise<Outcome> {
  const { cwd, env, stdio = ['ignore', 'pipe', 'pipe'], onStart } = options;
  const child = spawn(process.execPath, [BIN, ...args], { cwd, stdio, env: childEnv(env) });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  onStart?.(child);
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Of all test files that this process runs. It ends with it. */
let server: ChildProcess | undefined;
let requests = 0;

async function inServer(args: readonly string[], cwd: string): Promise<Outcome> {
  if (server?.connected !== true) {
    server = fork(join(import.meta.dirname, 'command-server.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }
  const child = server;
  const request: CommandRequest = { id: (requests += 1), args, cwd, env: childEnv() };
  const { code, stdout, stderr } = await new Promise<CommandAnswer>((resolve, reject) => {
    const listen = (answer: CommandAnswer): void => {
      if (answer.id !== request.id) return;
      child.off('message', listen);
      child.off('exit', fail);
      resolve(answer);
    };
    const fail = (status: number | null): void => reject(new Error(`the commands' process has ended (${status})`));
    child.on('message', listen);
    child.on('exit', fail);
    child.send(request);
  });
  return { code, signal: null, stdout, stderr };
}

/** This process's environment without what makes colours, and with the shared cache. */
export function childEnv(
  env: Readonly<Record<string, string | undefined>> = {},
): Readonly<Record<string, string | undefined>> {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...rest } = process.env;
  return { ...rest, AIRSSYS_CACHE_DIR: CACHE_DIR, ...env };
}

/** Exit code and output as one text, without what differs from run to run. */
export function shown({ code, stdout, stderr }: Outcome, dir = PACKAGE_DIR): string {
  const text = [`exit ${code}`, stdout && `--- stdout\n${stdout}`, stderr && `--- stderr\n${stderr}`]
    .filter(Boolean)
    .join('\n');
  return text
    .replaceAll(dir, '<dir>')
    .replaceAll(/used: .*/g, 'used: <usage>')
    .replaceAll(/\b[\d.]+ m?s\b/g, '<time>')
    .replaceAll(/\b[\d.]+ (B|KiB|MiB)\b/g, '<size>');
}
