/** `airssys test`: the project's own Vitest, with the plugin where there is no configuration. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { airssys } from './support/command.ts';
import { Project } from './support/project.ts';

const TESTS = `import { expect, mount, test } from '@airssys/testing';
import { Sample } from '../src/sample.ts';

test('in the sandbox', async () => {
  const sample = await mount<typeof Sample>('../src/sample.ts');
  expect(await sample.greet('Ada')).toBe('Hello, Ada');
});
// A decorated class: without the plugin it is no JavaScript.
test('as a class', () => expect(new Sample().greet('Ada')).toBe('Hello, Bob'));
`;

test('tests are run with the plugin, and those that fail end it with 1', async () => {
  const project = new Project('tested').fixture('sample.ts').write('test/sample.test.ts', TESTS);
  const all = await project.run(['test']);
  expect(all.stdout + all.stderr).toMatch(/1 failed \| 1 passed/);
  expect(all.code).toBe(1);
  const one = await project.run(['test', 'sample', '--name', 'sandbox']);
  expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('1 passed | 1 skipped') });
});

test('where a package is missing it says which, and how to get it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-untested-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const { code, stderr } = await airssys(['test'], { cwd: dir });
  expect(code).toBe(2);
  expect(stderr).toContain('vitest is not installed in');
  expect(stderr).toContain('npm install --save-dev vitest @airssys/testing');
});
