/** The commands in the READMEs of examples print what stands below them. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Command {
  readonly line: string;
  readonly output: string;
}

/** Of blocks marked `console`: each line with a prompt is a command, and what follows it is its output. */
function commandsOf(readme: string): readonly Command[] {
  const blocks = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const end = text.indexOf('\n');
        return { line: text.slice(0, end), output: text.slice(end + 1) };
      }),
  );
}

const readmes = globSync('examples/*/README.md', { cwd: root })
  .map((path) => join(root, path))
  .map((path) => ({ dir: dirname(path), commands: commandsOf(readFileSync(path, 'utf8')) }))
  .filter(({ commands }) => commands.length > 0);

test('there are such commands', () => {
  expect(readmes.length).toBeGreaterThan(4);
});

describe.each(readmes.map(({ dir, commands }) => [relative(root, dir), dir, commands] as const))(
  '%s',
  (_name, dir, commands) => {
    test.each(commands.map(({ line, output }) => [line, output] as const))('%s', (line, output) => {
      const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
      const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${line}`], {
        cwd: dir,
        encoding: 'utf8',
        env: { ...process.env, PATH: path, AIRSSYS_CACHE_DIR: join(root, 'node_modules/.cache/airssys') },
      });
      // What went wrong is said on stderr.
      expect({ status, stdout, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stdout: output, stderr: '' });
    });
  },
);
