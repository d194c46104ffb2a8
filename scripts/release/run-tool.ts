/** Programs that a release runs. */
import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';

/** A step that cannot go on. Its message is for whoever runs the release. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

export interface ToolOptions {
  readonly cwd: string;
  /** Besides what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, however it ends. */
export async function tryTool(
  command: string,
  args: readonly string[],
  { cwd, env }: ToolOptions,
): Promise<ToolResult> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', (error) => reject(new ReleaseError(`${command} could not be started: ${error.message}`)));
  child.once('close', (status) => resolve(status ?? 1));
  const [status, stdout, stderr] = await Promise.all([promise, textOf(child.stdout), textOf(child.stderr)]);
  return { status, stdout, stderr };
}

/**
 * Runs a program, answers what it has printed.
 *
 * @throws ReleaseError with all its output, where it fails.
 */
export async function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<string> {
  const { status, stdout, stderr } = await tryTool(command, args, options);
  if (status !== 0) throw new ReleaseError(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
