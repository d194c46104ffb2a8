/** Programs of a fresh project, run by one Node. */
import { spawnSync } from 'node:child_process';
import { dirname, delimiter, join } from 'node:path';
import { ownEnvironment, type Watching, watchVitest } from '../watch-vitest.ts';

export interface Place {
  readonly folder: string;
  /** What the project has installed. */
  readonly modules: string;
  /** Path of the program `node`. */
  readonly node: string;
}

const environment = (node: string): NodeJS.ProcessEnv => ({
  ...ownEnvironment(/^AIRSSYS_/),
  PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`,
});

/**
 * Runs a program of the project to its end.
 *
 * @throws Error with all that it has printed, where it fails.
 */
export function runProgram({ folder, modules, node }: Place, script: string, ...args: readonly string[]): string {
  const options = { cwd: folder, env: environment(node), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(node, [join(modules, script), ...args], options);
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Vitest in watch mode. */
export const watch = ({ folder, modules, node }: Place, ...args: readonly string[]): Watching =>
  watchVitest({ folder, vitest: join(modules, 'vitest/vitest.mjs'), node, args, env: environment(node) });
