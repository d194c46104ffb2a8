/** What is no plain value at the gate: handles of the host's and of the embedder's, secrets, programs. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { buildComponent } from '@airssys/sdk/build';
import { expect, test } from 'vitest';
import { readRecording } from '../../src/index.ts';
import { built, fixturePath, PROBE_GRANTS, temporaryDirectory, testHost, trapOf } from '../components.ts';
import { load } from '../imports/importing.ts';
import { providers } from '../imports/providers.ts';
import { COPY, program, sleep } from '../wasi/programs.ts';
import { recorded, replayed } from './recorded.ts';

test('a program of WASI, its streams, its waiting and its end are replayed with no streams behind them', async () => {
  const file = join(temporaryDirectory(), 'program.jsonl');
  const record = { file, keepComponent: true };
  const loaded = await testHost().load(
    await program(`${COPY} ${sleep(20)} (call $proc_exit (i32.const 3))`),
    'program',
  );
  const written: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const stdin = Readable.from([Buffer.from('from '), Buffer.from('outside')]);
  const end = await loaded.run({ record, stdin, stdout, grants: ['clock'] });
  expect([end.exitCode, written.join('')]).toEqual([1, 'from outside']);
  const { difference, calls } = await replayed(file);
  expect(difference).toBeUndefined();
  expect(calls.at(-1)?.now).toMatchObject({ trap: 'exit', exitCode: 1 });
  expect(calls.at(-1)?.hostCalls).toBeGreaterThan(5);
});

test('objects of the embedder are numbers in a recording, and stand-ins in a replay', async () => {
  const loaded = await load('trader', 'quickjs');
  const { file, text } = await recorded(loaded, { imports: providers() }, async (instance) => {
    for (const operation of ['everything', 'alone', 'sessions', 'twice', 'wrong']) await instance.call(operation);
    await instance.call('keep', 'kept');
    await instance.call('keep', 'other');
    await instance.call('convert', 3, 'XXX');
    await instance.call('convert', 3, 'EUR');
  });
  expect(text()).toContain('"$handle":1');
  const { difference, calls } = await replayed(file);
  expect([difference, calls.length]).toEqual([undefined, 10]);
});

test('secrets are not in a recording, whatever the component does with them, and it is replayed all the same', async () => {
  const secrets = { API_KEY: 's3cr3t-of-ours', TINY: 'abc', PEM: 'first line of it\nsecond "line" of it' };
  const entry = fixturePath('recorded-secrets');
  const { component } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
  const host = testHost({ secrets: { get: (name) => secrets[name as keyof typeof secrets] } });
  const loaded = await host.load(component, 'secrets');
  const { file, text } = await recorded(
    loaded,
    { grants: ['secrets.read:*', 'storage'], env: { DB_PASSWORD: 'pass-of-env', PLACE: 'here' } },
    async (instance) => {
      expect(await instance.call('use', 'API_KEY')).toBe(secrets.API_KEY);
      await instance.call('use', 'PEM');
      await instance.call('use', 'TINY');
      await instance.call('tellEnv');
      await trapOf(instance.call('fail', 'API_KEY'));
    },
  );
  const written = text();
  const spelled = [
    secrets.API_KEY,
    'first line of it',
    'second ',
    '"abc"',
    'pass-of-env',
    encodeURIComponent(secrets.PEM),
  ];
  for (const one of spelled) expect(written).not.toContain(one);
  const bytes = [...written.matchAll(/"\$bytes":"([^"]*)"/g)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  for (const one of spelled.filter((text) => !text.includes('abc')))
    expect(bytes.some((found) => found.includes(one))).toBe(false);
  expect(written).toContain('here');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { difference, calls } = await replayed(file);
  expect(difference).toBeUndefined();
  expect(calls.at(-1)?.now).toMatchObject({ message: 'fail threw Error: it was [secret]' });
});

test('the header says what was recorded, and under which rules', async () => {
  const loaded = await testHost({ metering: 'exact' }).load(await built('probe'), 'probe');
  const { file } = await recorded(loaded, { grants: PROBE_GRANTS, limits: { maxFuel: 1e9 } }, async (instance) => {
    await instance.call('add', 1, 2);
  });
  const { header, ending } = await readRecording(file);
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(header).toMatchObject({
    host: version,
    node: process.version,
    metering: 'exact',
    limits: expect.objectContaining({ maxFuel: 1e9 }),
    component: { id: 'test:probe', version: '1.2.3', engine: 'quickjs', name: 'probe' },
    interfaces: [],
    concealsEnv: false,
  });
  expect(header.grants).toContain('clock.read');
  expect(ending).toBe('The instance was given up');
});
