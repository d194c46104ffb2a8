/** `wasi:filesystem` and its streams, function by function through the gate. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type OpenGate, openGate } from '../gate/open-gate.ts';

const V = '@0.2.12';
const method = (name: string): string => `wasi:filesystem/types${V}#[method]${name}`;
const stream = (name: string): string => `wasi:io/streams${V}#[method]${name}`;
const MIB = 1024 ** 2;

async function mount(gate: OpenGate): Promise<unknown> {
  const [[descriptor] = []] = (await gate.all(`wasi:filesystem/preopens${V}#get-directories`)) as [unknown, string][];
  return descriptor;
}

const BOTH = { read: true, write: true };

async function open(gate: OpenGate, path: string, flags: object = BOTH, how: object = {}): Promise<unknown> {
  return await gate.all(method('descriptor.open-at'), await mount(gate), {}, path, how, flags);
}

/** The error-code that a function answers, whatever is granted. */
async function codeOf(gate: OpenGate, name: string, ...args: readonly unknown[]): Promise<unknown> {
  return await gate.all(name, ...args).then(
    () => 'ok',
    (error: unknown) => Reflect.get(error as object, 'payload') as unknown,
  );
}

test('a large file goes through a stream in pieces, from any place on', async () => {
  const gate = await openGate();
  const content = Buffer.alloc(5 * MIB, 'abcdefg');
  await writeFile(join(gate.dir, 'large'), content);
  const input = await gate.all(method('descriptor.read-via-stream'), await open(gate, 'large'), 3n);
  const copy = await open(gate, 'copy', BOTH, { create: true });
  const output = await gate.all(method('descriptor.write-via-stream'), copy, 0n);
  let [longest, total] = [0, 0];
  for (;;) {
    const { answer, threw } = await gate.attempt(
      stream('input-stream.blocking-read'),
      ['filesystem.read:/data/**'],
      [input, BigInt(2 * MIB)],
    );
    if (threw) {
      expect(answer).toMatchObject({ payload: { tag: 'closed' } });
      break;
    }
    const bytes = answer as Uint8Array;
    longest = Math.max(longest, bytes.length);
    total += bytes.length;
    await gate.all(stream('output-stream.blocking-write-and-flush'), output, bytes);
  }
  expect([longest, total]).toEqual([256 * 1024, content.length - 3]);
  expect(Buffer.compare(await readFile(join(gate.dir, 'copy')), content.subarray(3))).toBe(0);
});

test('a grant that is taken back ends what is open: descriptors and streams', async () => {
  const gate = await openGate();
  const file = await open(gate, 'a.txt');
  const input = await gate.all(method('descriptor.read-via-stream'), file, 0n);
  const read = [file, 4n, 0n];
  expect((await gate.attempt(method('descriptor.read'), ['filesystem.read:/data/a.txt'], read)).threw).toBe(false);
  expect(await gate.attempt(method('descriptor.read'), ['filesystem.write:/data/**'], read)).toMatchObject({
    threw: true,
    answer: { payload: 'access' },
    stopped: undefined,
  });
  const denied = await gate.attempt(stream('input-stream.blocking-read'), ['filesystem.read:/data/b.txt'], [input, 4n]);
  expect(denied).toMatchObject({ threw: true, answer: { payload: { tag: 'last-operation-failed' } } });
  // The stream's error is one of a file.
  const { val } = Reflect.get(denied.answer as object, 'payload') as { val: unknown };
  expect(await gate.all(`wasi:filesystem/types${V}#filesystem-error-code`, val)).toBe('access');
});

test('what a descriptor is, and is not', async () => {
  const gate = await openGate();
  const [one, two, other] = [
    await open(gate, 'a.txt'),
    await open(gate, 'a.txt', { read: true }),
    await open(gate, 'b.txt', BOTH, { create: true }),
  ];
  expect(await gate.all(method('descriptor.is-same-object'), one, two)).toBe(true);
  expect(await gate.all(method('descriptor.is-same-object'), one, other)).toBe(false);
  const hash = async (descriptor: unknown): Promise<unknown> =>
    await gate.all(method('descriptor.metadata-hash'), descriptor);
  expect(await hash(one)).toEqual(await hash(two));
  expect(await hash(one)).not.toEqual(await hash(other));
  expect(await gate.all(method('descriptor.get-flags'), two)).toEqual({ read: true, write: false });
  expect(await gate.all(method('descriptor.get-type'), await mount(gate))).toBe('directory');
  expect(await gate.all(method('descriptor.stat'), one)).toMatchObject({
    type: 'regular-file',
    size: 7n,
    linkCount: 1n,
  });
  expect(await codeOf(gate, method('descriptor.write'), two, new Uint8Array(1), 0n)).toBe('bad-descriptor');
  expect(await codeOf(gate, method('descriptor.read'), await mount(gate), 1n, 0n)).toBe('bad-descriptor');
  expect(await codeOf(gate, method('descriptor.open-at'), one, {}, 'x', {}, {})).toBe('not-directory');
});

test.for<readonly [code: string, path: string, how?: object, flags?: object]>([
  ['no-entry', 'none'],
  ['no-entry', ''],
  ['exist', 'a.txt', { create: true, exclusive: true }],
  ['is-directory', 'sub', {}, { write: true }],
  ['not-directory', 'a.txt/x'],
  ['not-directory', 'a.txt/'],
  ['not-directory', 'a.txt', { directory: true }],
  ['invalid', 'a.txt', { exclusive: true }],
  ['invalid', 'new', { directory: true, create: true }],
  ['invalid', 'a\u0000b'],
  ['name-too-long', 'n'.repeat(300)],
  ['name-too-long', 'n/'.repeat(3_000)],
  ['not-permitted', '../data/a.txt'],
  ['not-permitted', 'sub/../../x'],
  ['not-permitted', '/data/a.txt'],
  ['ok', 'sub/../a.txt'],
])('%s: open-at %s %o %o', async ([code, path, how = {}, flags = { read: true }]) => {
  const gate = await openGate();
  expect(await codeOf(gate, method('descriptor.open-at'), await mount(gate), {}, path, how, flags)).toBe(code);
});

test('offsets and sizes that no file has', async () => {
  const gate = await openGate();
  const file = await open(gate, 'a.txt');
  const last = (1n << 64n) - 1n;
  expect(await gate.all(method('descriptor.read'), file, 10n, last)).toEqual([new Uint8Array(), true]);
  expect(await codeOf(gate, method('descriptor.write'), file, new Uint8Array(1), last)).toBe('file-too-large');
  expect(await codeOf(gate, method('descriptor.set-size'), file, last)).toBe('file-too-large');
  expect(await codeOf(gate, method('descriptor.set-size'), file, 1n << 40n)).toBe('file-too-large');
  // A length that is named makes nothing of that length.
  expect(await gate.all(method('descriptor.read'), file, last, 0n)).toEqual([
    new TextEncoder().encode('content'),
    true,
  ]);
  const output = await gate.all(method('descriptor.write-via-stream'), file, 0n);
  const { stopped } = await gate.attempt(
    stream('output-stream.write-zeroes'),
    ['filesystem.write:/data/**'],
    [output, last],
  );
  expect(stopped).toBe('invalid-value');
});

test('more than was permitted ends the call', async () => {
  const gate = await openGate();
  const output = await gate.all(method('descriptor.write-via-stream'), await open(gate, 'a.txt'), 0n);
  const permit = (await gate.all(stream('output-stream.check-write'), output)) as bigint;
  expect(permit).toBe(BigInt(256 * 1024));
  const { stopped } = await gate.attempt(
    stream('output-stream.write'),
    ['filesystem.write:/data/**'],
    [output, new Uint8Array(Number(permit) + 1)],
  );
  expect(stopped).toBe('invalid-value');
});

test('directories are listed as they are read, so many at a time', async () => {
  const gate = await openGate();
  const directory = await mount(gate);
  const entries = await gate.all(method('descriptor.read-directory'), directory);
  const names: unknown[] = [];
  const next = async (): Promise<unknown> =>
    await gate.all(method('directory-entry-stream.read-directory-entry'), entries);
  for (let entry = await next(); entry !== undefined; entry = await next()) names.push(entry);
  expect(names).toHaveLength(2);
  expect(names).toContainEqual({ type: 'regular-file', name: 'a.txt' });
  expect(names).toContainEqual({ type: 'directory', name: 'sub' });
  for (let open = 1; open < 32; open += 1) await gate.all(method('descriptor.read-directory'), directory);
  expect(await codeOf(gate, method('descriptor.read-directory'), directory)).toBe('busy');
});
