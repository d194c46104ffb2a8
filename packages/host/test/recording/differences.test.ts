/** What a replay says of a component that does otherwise. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { expect, test } from 'vitest';
import { demandSame, parseRecording } from '../../src/index.ts';
import { built, PROBE_GRANTS, temporaryDirectory, testHost, trapOf } from '../components.ts';
import { recorded, replayed } from './recorded.ts';

const SOURCE = `import { component, log, operation, requires, storage, type u32 } from '@airssys/sdk';
@component({ id: 'test:score', version: '1.0.0' })
@requires('storage')
export class Score {
  @operation()
  add(name: string, points: u32): u32 {
    const before = Number(storage.getText(name) ?? '0');
    if (points > 100) throw new RangeError('too many points');
    log.info('added', { points });
    storage.set(name, String(before + points));
    return before + points;
  }
}
`;

/** The component with another text in the place of one. */
async function changed(from: string, to: string): Promise<Uint8Array> {
  const source = SOURCE.replace(from, to);
  if (from !== '' && source === SOURCE) throw new Error(`there is no ${from}`);
  const dir = join(import.meta.dirname, '../fixtures/.airssys');
  mkdirSync(dir, { recursive: true });
  // Named after its content, and left as it is where it is there: then the cache of builds has it, too.
  const entry = join(dir, `score-${createHash('sha256').update(source).digest('hex').slice(0, 16)}.ts`);
  if (!existsSync(entry)) writeFileSync(entry, source);
  return (await buildComponent({ entry, engine: 'quickjs', outDir: false })).component;
}

test('the first call that differs is pointed at: which it is, what was and what is', { timeout: 240_000 }, async () => {
  const loaded = await testHost().load(await changed('', ''), 'score');
  const { file } = await recorded(loaded, { grants: ['storage'] }, async (instance) => {
    await instance.call('add', 'ann', 1);
    await instance.call('add', 'ann', 2);
    await trapOf(instance.call('add', 'ann', 101));
  });
  const against = async (from: string, to: string, fixed = false) =>
    await replayed(file, { component: await changed(from, to), fixed });
  expect((await replayed(file)).difference).toBeUndefined();
  const first = { call: 2, operation: 'add' };
  expect((await against('storage.set(name', "storage.set(name + '!'")).difference).toEqual({
    ...first,
    hostCall: 3,
    what: 'arguments',
    recorded: 'airssys:core/storage#set("ann", bytes of "1")',
    now: 'airssys:core/storage#set("ann!", bytes of "1")',
  });
  expect((await against('{ points }', "{ points: 'x' }")).difference).toMatchObject({
    ...first,
    hostCall: 2,
    what: 'log',
  });
  expect((await against('return before + points', 'return points')).difference).toEqual({
    call: 3,
    operation: 'add',
    what: 'outcome',
    recorded: 'answered 3',
    now: 'answered 2',
  });
  const further = await against('return before', "storage.delete('old');\n return before");
  expect(further.difference).toMatchObject({ ...first, hostCall: 4, what: 'host-call', recorded: 'none: answered 1' });
  expect(() => demandSame(further)).toThrow(
    /call 2 \(add\), host call 4: another call of the host\n {2}recorded: none/,
  );

  // What is to be mended: the trap at the end.
  expect((await against('', '', true)).difference).toMatchObject({ call: 4, what: 'trap' });
  const answered = await against("throw new RangeError('too many points')", 'return before', true);
  expect([answered.difference, answered.calls.at(-1)?.now]).toEqual([undefined, { ok: 3 }]);
  const beyond = await against("if (points > 100) throw new RangeError('too many points');", '', true);
  expect([beyond.difference, beyond.calls.at(-1)?.beyond]).toEqual([undefined, expect.stringContaining('#log(')]);
});

test('fuel is compared where the component is the one that was recorded', async () => {
  const loaded = await testHost().load(await built('probe'), 'probe');
  const { file, text } = await recorded(loaded, { grants: PROBE_GRANTS }, async (instance) => {
    await instance.call('add', 1, 2);
  });
  const { fuel } = parseRecording(text()).calls[1]?.end ?? { fuel: 0 };
  writeFileSync(file, readFileSync(file, 'utf8').replace(`"fuel":${fuel},`, `"fuel":${fuel + 1},`));
  const component = await built('probe');
  expect((await replayed(file, { component })).difference).toMatchObject({ call: 2, what: 'fuel', now: `${fuel}` });
  expect((await replayed(file, { component, fuel: false })).difference).toBeUndefined();
});

test.each([
  ['', 'it does not begin as one does'],
  ['{"line":"airssys-recording","version":2}\n', 'it is of version 2, and this host reads 1'],
  ['{"line":"airssys-recording","version":1}\nnothing\n', 'line 2 cannot be read'],
  ['{"line":"airssys-recording","version":1}\n{"line":"end","call":3}\n', 'it has no call 3'],
])('%j is no recording', async (text, why) => {
  const file = join(temporaryDirectory(), 'bad.jsonl');
  writeFileSync(file, text);
  await expect(replayed(file)).rejects.toMatchObject({
    code: 'AIRSSYS_RECORDING_INVALID',
    message: expect.stringContaining(why),
  });
});

test('a component that is not there any more is told of', async () => {
  const loaded = await testHost().load(await built('probe'), 'probe');
  const file = join(temporaryDirectory(), 'alone.jsonl');
  await (await loaded.instantiate({ record: file }))[Symbol.asyncDispose]();
  await expect(replayed(file)).rejects.toMatchObject({
    code: 'AIRSSYS_RECORDING_INVALID',
    message: 'The component probe of the recording is not there',
  });
  const place = join(temporaryDirectory(), 'not', 'there.jsonl');
  await expect(loaded.instantiate({ record: place })).rejects.toMatchObject({ code: 'AIRSSYS_RECORDING_IO' });
  await expect(loaded.instantiate({ record: file, reuse: 'call' })).rejects.toMatchObject({
    code: 'AIRSSYS_CONFIG_INVALID',
  });
});
