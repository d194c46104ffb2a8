import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { create, emptyDirectory, entriesOf } from './support/command.ts';
import { Terminal } from './support/terminal.ts';

const [ENTER, DOWN] = ['\r', '\u001B[B'];

test('in a terminal it asks for what was not said', async () => {
  const directory = join(emptyDirectory(), 'shop');
  const keys = new Terminal().answer(directory + ENTER, DOWN + ENTER, ENTER, 'n', 'n');
  const { code, stdout } = await create([], { keys });
  expect(code).toBe(0);
  const screen = stripVTControlCharacters(stdout);
  for (const question of [
    'Which directory?',
    'What to begin with?',
    'Which id',
    'Install with npm',
    'git repository',
  ]) {
    expect(screen).toContain(question);
  }
  expect(entriesOf(directory)).toContain('src/tally.ts');
  expect(readFileSync(join(directory, 'src/tally.ts'), 'utf8')).toContain("id: 'demo:shop'");
});

test('it does not ask for what was said, nor with --yes', async () => {
  const above = emptyDirectory();
  const args = [join(above, 'shop'), '-t', 'filter', '--id', 'acme:shop', '--no-install'];
  const { code, stdout } = await create(args, { keys: new Terminal().answer('n') });
  expect(code).toBe(0);
  expect(stripVTControlCharacters(stdout)).not.toMatch(/Which|What/);
  expect(await create([join(above, 'other'), '--yes'], { keys: new Terminal() })).toMatchObject({ code: 0 });
});

test('what is no id is said at once, and can be mended', async () => {
  const directory = join(emptyDirectory(), 'x');
  const keys = new Terminal().answer(`${ENTER}yz${ENTER}`);
  const { code, stdout } = await create([directory, '-t', 'minimal', '--no-install', '--no-git'], { keys });
  expect(code).toBe(0);
  expect(stripVTControlCharacters(stdout)).toContain("'x' does not have 3 to 64 characters");
  expect(readFileSync(join(directory, 'src/greeter.ts'), 'utf8')).toContain("id: 'demo:xyz'");
});
