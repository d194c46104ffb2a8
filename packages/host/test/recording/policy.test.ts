/** Recordings that a host makes by itself. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ComponentHost, type RecordingPolicy } from '../../src/index.ts';
import { built, PROBE_GRANTS, temporaryDirectory, testHost, trapOf } from '../components.ts';
import { replayed } from './recorded.ts';

const recordings = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => name.endsWith('.jsonl'));

async function ran(
  policy: Partial<RecordingPolicy>,
  works: readonly ('ends' | 'traps' | 'refuses')[],
): Promise<string> {
  const directory = join(temporaryDirectory(), 'recordings');
  const loaded = await testHost({ recordings: { directory, ...policy } }).load(await built('probe'), 'probe');
  for (const work of works) {
    if (work === 'refuses') {
      await expect(loaded.instantiate({ env: { REFUSE: 'yes' } })).rejects.toMatchObject({
        code: 'AIRSSYS_SANDBOX_INITIALIZE',
      });
      continue;
    }
    const instance = await loaded.instantiate({ grants: PROBE_GRANTS });
    if (work === 'traps') await trapOf(instance.call('fail', 'error'));
    else await instance.call('add', 1, 2);
    await instance[Symbol.asyncDispose]();
  }
  return directory;
}

test('those that end in a trap are kept, with their component', async () => {
  const directory = await ran({}, ['ends', 'traps', 'ends']);
  const [file = '', ...others] = recordings(directory);
  expect(others).toEqual([]);
  expect(file).toMatch(/^20\d\d-.*-test-probe-000002\.jsonl$/);
  const { calls, difference, isSameComponent } = await replayed(join(directory, file));
  expect([difference, isSameComponent]).toEqual([undefined, true]);
  expect(calls.at(-1)?.now).toMatchObject({ trap: 'guest-error', message: 'fail threw OrderError: no such order' });
});

test('those that did not start are kept, and replayed to the same refusal', async () => {
  const directory = await ran({}, ['refuses']);
  const [file = ''] = recordings(directory);
  expect((await replayed(join(directory, file))).difference).toBeUndefined();
});

test('all are kept where that is asked for, and no more than so many', async () => {
  const directory = await ran({ only: 'all', keep: 2 }, ['ends', 'traps', 'ends', 'ends']);
  expect(recordings(directory).map((name) => name.slice(-12))).toEqual(['000003.jsonl', '000004.jsonl']);
});

test('components that are not named are not recorded', async () => {
  expect(recordings(await ran({ components: ['other:one'] }, ['traps']))).toEqual([]);
});

test.each([{ keep: 0 }, { maxBytes: 10 }, { only: 'some' as 'all' }])('%j is refused', (policy) => {
  const recordings = { directory: temporaryDirectory(), ...policy };
  expect(() => new ComponentHost({ recordings })).toThrow(expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }));
});
