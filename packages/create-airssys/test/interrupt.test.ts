/** Ctrl-C, at each moment at which it can come. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { create, emptyDirectory, entriesOf } from './support/command.ts';
import { Terminal } from './support/terminal.ts';

test('at a question: nothing is made', async () => {
  const above = emptyDirectory();
  const keys = new Terminal().answer('\u0003');
  expect(await create([join(above, 'shop')], { keys })).toMatchObject({ code: 130 });
  expect(entriesOf(above)).toEqual([]);
});

test('before it is written: nothing is made', async () => {
  const above = emptyDirectory();
  const interrupt = AbortSignal.abort();
  expect(await create([join(above, 'a/shop')], { interrupt })).toMatchObject({ code: 130, stdout: '' });
  expect(entriesOf(above)).toEqual([]);
});

/** Aborted when git has begun, and something of a package manager is there. */
function interrupted(directory: string): AbortSignal {
  const controller = new AbortController();
  const watch = setInterval(() => {
    if (!existsSync(join(directory, '.git'))) return;
    clearInterval(watch);
    writeFileSync(join(directory, 'package-lock.json'), '{}');
    controller.abort();
  }, 1);
  return controller.signal;
}

test('while it is prepared: a directory that it has made is gone, with those above it', async () => {
  const above = emptyDirectory();
  const directory = join(above, 'a/shop');
  const outcome = await create([directory, '--git', '--install'], { interrupt: interrupted(directory) });
  expect(outcome).toMatchObject({ code: 130, stdout: '' });
  expect(entriesOf(above)).toEqual([]);
});

test('while it is prepared: a directory that was there has what it had', async () => {
  const directory = emptyDirectory();
  writeFileSync(join(directory, 'mine.txt'), 'mine');
  const args = [directory, '--name', 'shop', '--merge', '--git', '--install'];
  expect(await create(args, { interrupt: interrupted(directory) })).toMatchObject({ code: 130, stdout: '' });
  expect(entriesOf(directory)).toEqual(['mine.txt']);
});
