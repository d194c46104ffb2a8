/** A program that is given to Node as text: its threads get none of the flags that it was started with. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { OPS, temporaryDirectory, written } from './components.ts';

const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { ComponentHost, SqliteBackend } from '@airssys/host';
  const [dir, operations] = process.argv.slice(1);
  await using host = new ComponentHost({ cacheDir: join(dir, 'cache') });
  const loaded = await host.load(readFileSync(join(dir, 'guest.wasm')), 'guest');
  const instance = await loaded.instantiate();
  const { value } = await instance.callExport(operations, 'run', []);
  await using storage = SqliteBackend.open(join(dir, 'storage.sqlite'));
  await storage.set('guest', 'answer', new TextEncoder().encode(String(value)));
  console.log(new TextDecoder().decode(await storage.get('guest', 'answer')));
`;

test('it prepares components and writes to storage', async () => {
  const dir = temporaryDirectory();
  writeFileSync(join(dir, 'guest.wasm'), await written({ core: '(func (export "run") (result i32) (i32.const 42))' }));
  const started = ['--input-type=module', '--eval', PROGRAM, dir, OPS];
  // Where the package is found by its name.
  const { stdout } = await promisify(execFile)(process.execPath, started, { cwd: import.meta.dirname });
  expect(stdout).toBe('42\n');
});
