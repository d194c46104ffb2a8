import { createFaults, fakeFiles, fakeProcesses, mount, type Mounted, type ProgramFake } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { ImageThumbnails } from '../src/thumbnails.ts';

const PICTURES = {
  '/pictures/cat.jpg': 'a large cat',
  '/pictures/dog.PNG': 'a large dog',
  '/pictures/notes.txt': '',
  '/thumbnails/': '',
};

/** A program that says what it was given. */
const convert: ProgramFake = async ([, , size], { input }) => ({ stdout: `${await input()} of ${size}` });

async function thumbnails(
  files: ReturnType<typeof fakeFiles>,
  program: ProgramFake,
  faults = createFaults(),
): Promise<Mounted<typeof ImageThumbnails>> {
  const processes = fakeProcesses({ '/usr/bin/convert': program });
  return await mount<typeof ImageThumbnails>('../src/thumbnails.ts', {
    grants: 'requested',
    fakes: { files, processes },
    faults,
  });
}

test('every picture has a small one, which is made once', async () => {
  const files = fakeFiles(PICTURES);
  const images = await thumbnails(files, convert);
  expect(await images.update(64)).toEqual({ made: 2, kept: 0, failed: [] });
  expect(files.text('/thumbnails/cat.webp')).toBe('a large cat of 64x64>');
  expect(files.text('/thumbnails/dog.webp')).toBe('a large dog of 64x64>');
  expect(await images.update(64)).toEqual({ made: 0, kept: 2, failed: [] });
});

test('a picture that is changed gets another one', async () => {
  const files = fakeFiles(PICTURES);
  const images = await thumbnails(files, convert);
  await images.update();
  files.write('/pictures/cat.jpg', 'another cat');
  expect(await images.update()).toEqual({ made: 1, kept: 1, failed: [] });
  expect(files.text('/thumbnails/cat.webp')).toBe('another cat of 160x160>');
});

test.each([
  ['is no picture', async () => ({ exitCode: 1, stderr: 'no decode delegate\nmore' }), 'cat.jpg: no decode delegate'],
  ['makes nothing', async () => ({ stdout: '' }), 'cat.jpg: the program wrote nothing'],
  ['makes too much', async () => ({ stdout: 'x'.repeat(2 << 20) }), 'cat.jpg: the program was ended: too-much-output'],
] as const)('one that %s is told of, and the others are made', async (_what, fault, words) => {
  const files = fakeFiles(PICTURES);
  const images = await thumbnails(files, async (_args, call) => {
    const text = await call.input();
    return text.includes('cat') ? await fault() : { stdout: text };
  });
  const { made, failed } = await images.update();
  expect([made, failed]).toEqual([1, [expect.stringContaining(words)]]);
  expect(files.exists('/thumbnails/cat.webp')).toBe(false);
});

test('no other program can be run', async () => {
  const files = fakeFiles(PICTURES);
  const images = await mount<typeof ImageThumbnails>('../src/thumbnails.ts', {
    grants: ['filesystem.list-dir:/*', 'filesystem.read:/**', 'process.spawn:/usr/bin/identify'],
    fakes: { files, processes: fakeProcesses({ '/usr/bin/convert': convert }) },
  });
  await expect(images.update()).toBeDenied('process.spawn', '/usr/bin/convert');
});

test('a picture for which there is no memory ends the round, and what was made before is there', async () => {
  // The first is small, and the second is read into memory as a whole.
  const files = fakeFiles({ ...PICTURES, '/pictures/zebra.jpg': 'z'.repeat(8_000_000) });
  const faults = createFaults().refuseMemoryAt(1, { operation: 'update' });
  await expect((await thumbnails(files, convert, faults)).update()).toTrap('memory-limit');
  expect(faults.pending).toEqual([]);
  expect(files.paths().filter((path) => path.startsWith('/thumbnails/'))).toEqual([
    '/thumbnails/cat.webp',
    '/thumbnails/dog.webp',
  ]);
});
