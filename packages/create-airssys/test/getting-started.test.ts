/** docs/getting-started.md, done as it says: its files are written, its commands run, and they answer as it claims. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { create } from './support/command.ts';
import { runCommand } from './support/run-command.ts';

const ROOT = join(import.meta.dirname, '../../..');
const ABOVE = join(import.meta.dirname, '.airssys/tutorial');
const page = readFileSync(join(ROOT, 'docs/getting-started.md'), 'utf8');

/** Here npx would ask a registry; a project that has them installed finds the programs in its own folder. */
const env = {
  AIRSSYS_CACHE_DIR: join(ROOT, 'node_modules/.cache/airssys'),
  PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
};

/** Resolves to what the lines print together. */
async function runLines(lines: string, cwd: string, fails: boolean): Promise<string> {
  let printed = '';
  for (const line of lines.trim().split('\n')) {
    const command = line.replace(/^npx airssys/, 'airssys');
    const end = fails ? 'exit $(( $? == 1 ? 0 : 99 ))' : '';
    printed += (await runCommand(['sh', '-c', `${command}\n${end}`], { cwd, env })).stdout;
  }
  return printed;
}

test('the tutorial does what it says', async () => {
  const blocks = [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```/gm)].map(([, language, info = '', text = '']) => ({
    what: `${language} ${info}`.trim(),
    text,
  }));
  expect(blocks[0]).toEqual({
    what: 'sh',
    text: 'npm create airssys@latest my-greeter -- --template minimal\ncd my-greeter\nnpm install\n',
  });
  rmSync(ABOVE, { recursive: true, force: true });
  mkdirSync(ABOVE, { recursive: true });
  onTestFinished(() => rmSync(ABOVE, { recursive: true, force: true }));
  const project = join(ABOVE, 'my-greeter');
  expect(await create([project, '--template', 'minimal'])).toMatchObject({ code: 0 });

  let printed = '';
  for (const { what, text } of blocks.slice(1)) {
    const [, file] = /^ts file=(\S+)$/.exec(what) ?? [];
    if (file !== undefined) writeFileSync(join(project, file), text);
    else if (what === 'text output') expect(printed).toBe(text);
    else if (what === 'sh run' || what === 'sh run fails')
      printed = await runLines(text, project, what.endsWith('fails'));
    else throw new Error(`a block of the page is none that is run: ${what}`);
  }
});
