/** The SDK in plain Node: decorated classes are plain classes, and the clients say where they work. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clock, err, files, log, messaging, ok, random, storage } from '../src/index.ts';

const CODE = `
import { component, onHealth, onInitialize, onMessage, onRequest, onShutdown, operation, requires } from '@airssys/sdk';
@component({ id: 'test:plain', version: '1.0.0' })
@requires('storage')
export class Plain {
  @operation()
  @requires('clock')
  double(value: number): number { return value * 2; }
  @onInitialize() start(): void {}
  @onShutdown() stop(): void {}
  @onHealth() health(): 'healthy' { return 'healthy'; }
  @onMessage() receive(): undefined { return undefined; }
  @onRequest() answer(): { body: string } { return { body: '' }; }
}
console.log(new Plain().double(21), Plain.name);
`;

let dir = '';
beforeAll(() => {
  // Inside of the repository, so that the package resolves.
  const base = fileURLToPath(new URL('../../../node_modules/.cache/airssys/', import.meta.url));
  mkdirSync(base, { recursive: true });
  dir = mkdtempSync(join(base, 'sdk-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each([
  ['standard decorators', {}],
  ['experimentalDecorators', { experimentalDecorators: true }],
])('a class with %s is a plain class', async (_, compilerOptions) => {
  const { code } = await transform(CODE, {
    loader: 'ts',
    target: 'es2022',
    format: 'esm',
    tsconfigRaw: { compilerOptions },
  });
  const file = join(dir, `${Object.keys(compilerOptions).length}.mjs`);
  writeFileSync(file, code);
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toBe('42 Plain\n');
});

test.each([
  ['storage', () => storage.get('key')],
  ['files', () => files.read('/data/a')],
  ['log', () => log.info('hello')],
  ['clock', () => clock.nowMs()],
  ['random', () => random.bytes(4)],
  ['messaging', () => messaging.selfId()],
])('%s says that it works inside a component only', (name, use) => {
  expect(use).toThrow(`${name} works inside a component only`);
});

test('results are values', () => {
  expect(ok(1)).toEqual({ ok: true, value: 1 });
  expect(err('no')).toEqual({ ok: false, error: 'no' });
});
