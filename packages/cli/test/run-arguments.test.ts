/** Arguments from files and stdin, and answers as they are. */
import { open } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './support/command.ts';
import { type Project, sampleProject } from './support/project.ts';

const WASM = 'dist/sample.wasm';
let project: Project;
beforeAll(async () => {
  project = await sampleProject('run-arguments');
  project
    .write('name.txt', 'Ada\n"Lovelace"\n')
    .write('order.json', '{"id":1,"items":["a","b"]}\n')
    .write('damaged.txt', Uint8Array.of(0x41, 0xff));
});

const run = async (...args: readonly string[]): Promise<Outcome> => await project.run(['run', WASM, '-q', ...args]);

/** With a file as stdin. */
async function piped(file: string, ...args: readonly string[]): Promise<Outcome> {
  await using stdin = await open(project.path(file));
  return await project.run(['run', WASM, '-q', ...args], { stdio: [stdin.fd, 'pipe', 'pipe'] });
}

describe('an argument of a file', () => {
  it('is all of a string, as it is', async () => {
    expect(await run('greet', '@name.txt')).toMatchObject({ code: 0, stdout: '"Hello, Ada\\n\\"Lovelace\\"\\n"\n' });
  });

  it('is JSON where the type is no string', async () => {
    expect(await run('countItems', '@order.json')).toMatchObject({ code: 0, stdout: '2\n' });
    const { code, stderr } = await run('countItems', '@name.txt');
    expect(code).toBe(2);
    expect(stderr).toContain('Argument 1 (order) is not JSON');
  });

  it('is the text itself, in JSON', async () => {
    expect(await run('greet', '"@name.txt"')).toMatchObject({ code: 0, stdout: '"Hello, @name.txt"\n' });
    expect(await run('greet', '"-"', '@')).toMatchObject({ code: 0, stdout: '"@, -"\n' });
  });

  it.each([
    ['@nowhere.txt', 'There is no file nowhere.txt', 'write the text itself as JSON'],
    ['@damaged.txt', 'damaged.txt is not text in UTF-8', 'Only a parameter of bytes'],
  ])('%s is refused', async (argument, message, hint) => {
    const { code, stderr } = await run('greet', argument);
    expect(code).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(hint);
  });

  it('is no more than a call may be given', async () => {
    project.write('long.txt', 'x'.repeat(2048));
    const { code, stderr } = await run('greet', '@long.txt', '--max-bytes-in', '1KiB');
    expect(code).toBe(2);
    expect(stderr).toContain('long.txt is more than a call may be given: 1 KiB');
    expect(await piped('long.txt', 'greet', '-', '--max-bytes-in', '1KiB')).toMatchObject({ code: 2 });
  });
});

describe('the argument -', () => {
  it('is what comes on stdin', async () => {
    expect(await piped('name.txt', 'greet', '-', 'Hi')).toMatchObject({
      code: 0,
      stdout: '"Hi, Ada\\n\\"Lovelace\\"\\n"\n',
    });
    expect(await piped('order.json', 'countItems', '-')).toMatchObject({ code: 0, stdout: '2\n' });
  });

  it('is there once', async () => {
    const { code, stderr } = await piped('name.txt', 'greet', '-', '-');
    expect(code).toBe(2);
    expect(stderr).toContain('Two arguments are -');
  });
});

describe('--raw', () => {
  it('prints text without quotes, and nothing after it', async () => {
    expect(await piped('name.txt', 'greet', '-', '--raw')).toMatchObject({
      code: 0,
      stdout: 'Hello, Ada\n"Lovelace"\n',
    });
    expect(await run('greet', 'Ada', '--raw')).toMatchObject({ code: 0, stdout: 'Hello, Ada' });
  });

  it('leaves other values as they are', async () => {
    expect(await run('add', '1', '2', '--raw')).toMatchObject({ code: 0, stdout: '3\n' });
  });

  it('does not go with --json', async () => {
    const { code, stdout } = await run('greet', 'Ada', '--raw', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'AIRSSYS_CLI_USAGE' } });
  });
});
