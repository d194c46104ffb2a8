import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { airssys } from './support/command.ts';

const dir = mkdtempSync(join(tmpdir(), 'airssys-new-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('makes a project', async () => {
  const { code, stdout } = await airssys(['new', join(dir, 'shop'), '--template', 'filter', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'shop', id: 'demo:shop', template: 'filter', installed: false });
  expect(existsSync(join(dir, 'shop/src/redact.ts'))).toBe(true);
});

it('says what is wrong as all commands do', async () => {
  const { code, stdout, stderr } = await airssys(['new', '--yes']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error AIRSSYS_CLI_USAGE: No directory is named\nhint: /);
  const unknown = await airssys(['new', join(dir, 'other'), '--template', 'filtr', '--json']);
  expect(unknown.code).toBe(2);
  expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: 'AIRSSYS_CLI_USAGE' } });
});
