/** docs/imports.md: its example is added, built and run as it stands there. What is imported is the same on both engines: provided.test.ts of the host. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { childEnv } from './support/command.ts';
import { Project } from './support/project.ts';

const PAGE = readFileSync(new URL('../../../docs/imports.md', import.meta.url), 'utf8');

/** The fence with this word behind its language. */
function fence(word: string): string {
  const found = new RegExp(`^\`\`\`\\w+ ${word}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(PAGE)?.[1];
  if (found === undefined) throw new Error(`docs/imports.md has no fence with ${word}`);
  return found;
}

// Three processes each, and a build that no cache has.
it('the example of docs/imports.md does what the page says', { timeout: 240_000 }, async () => {
  const project = new Project('imports-page');
  for (const file of ['rates.wit', 'src/shop.ts', 'run.js']) project.write(file, fence(`file=${file}`));
  const added = await project.run(['wit', 'add', 'rates.wit']);
  expect(added).toMatchObject({ code: 0, stderr: '' });
  const built = await project.run(['build', '--engine', 'quickjs']);
  expect(built).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await promisify(execFile)(process.execPath, ['run.js'], { cwd: project.dir, env: childEnv() });
  expect(stdout).toBe(fence('output'));
});
