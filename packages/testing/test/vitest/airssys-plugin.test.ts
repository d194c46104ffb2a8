import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type Watching, watchVitest } from '../../../../test/watch-vitest.ts';
import { runVitest } from '../child-vitest.ts';
import { GREETER, VITEST, writeProject } from '../watched-project.ts';

vi.setConfig({ testTimeout: 300_000 });

const FILES = {
  ...GREETER,
  'vitest.config.ts': `import { airssys } from '@airssys/testing/vitest';
// Not run for what Vitest has kept of an earlier run.
const told = { name: 'told', transform: (_code, id) => console.log('TRANSFORMED ' + id) };
export default { plugins: [airssys(), told] };`,
  'src/words.ts': `export const greeting = (name: string): string => 'hello ' + name;`,
  'test/greeter.test.ts': `import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Greeter } from '../src/greeter.ts';
test('greets', async () => {
  const greeter = await mount<typeof Greeter>('../src/greeter.ts');
  const greeting = await greeter.greet('Ada');
  console.log('GREETING ' + greeting);
  expect(greeting).toContain('Ada');
});`,
  'test/imported.test.ts': `import { expect, test } from '@airssys/testing';
import greeter from '../src/greeter.ts?component';
import type { Greeter } from '../src/greeter.ts';
test('is imported', async () => {
  const mounted = await greeter<typeof Greeter>();
  const greeting = await mounted.greet('Grace');
  console.log('IMPORTED ' + greeting);
  expect(greeting).toContain('Grace');
});`,
  // Runs the decorated class itself, in Node.
  'test/class.test.ts': `import { expect, test } from 'vitest';
import { Greeter } from '../src/greeter.ts';
test('is a class', () => {
  expect(new Greeter().greet('Ada')).toContain('Ada');
});`,
};

test('decorated classes can be imported, and a change in a source of a mounted component reruns its test', async () => {
  const dir = await writeProject(FILES);
  const watch = (): Watching => watchVitest({ folder: dir, vitest: VITEST, args: ['--testTimeout=120000'] });
  await using watching = watch();

  await watching.until(/GREETING hello Ada/);
  await watching.until(/IMPORTED hello Grace/);
  await watching.until(/3 passed \(3\)[\s\S]*Waiting for file changes/);
  // Links to our packages are no sources of the project.
  expect(watching.output).toMatch(/TRANSFORMED .*greeter\.test\.ts/);
  expect(watching.output).not.toMatch(/TRANSFORMED .*packages\/\w+\/dist/);

  await writeFile(join(dir, 'src/words.ts'), FILES['src/words.ts'].replace('hello', 'good morning'));
  await watching.until(/GREETING good morning Ada/);
  await watching.until(/IMPORTED good morning Grace/);
  expect(watching.output).toContain('RERUN');
  await watching[Symbol.asyncDispose]();

  // Vitest keeps modules from run to run. What mounts is looked at each time: its components are built early, and it runs again.
  await using again = watch();
  await again.until(/3 passed \(3\)[\s\S]*Waiting for file changes/);
  expect(again.output).toMatch(/TRANSFORMED .*greeter\.test\.ts/);
  await writeFile(join(dir, 'src/words.ts'), FILES['src/words.ts'].replace('hello', 'good night'));
  await again.until(/GREETING good night Ada/);
  await again.until(/IMPORTED good night Grace/);
});

test('of a project that is left out nothing is begun, which Vitest would wait for', async () => {
  const dir = await writeProject({
    ...GREETER,
    'vitest.config.ts': `import { airssys } from '@airssys/testing/vitest';
export default { test: { projects: [
  { test: { name: 'plain', include: ['test/plain.test.ts'] } },
  { plugins: [airssys()], test: { name: 'components', include: ['test/greeter.test.ts'] } },
] } };`,
    'test/plain.test.ts': `import { test } from 'vitest';
test('is plain', () => {});`,
    'test/greeter.test.ts': FILES['test/greeter.test.ts'],
  });
  const { exitCode, output } = await runVitest(['--project', 'plain', '--teardownTimeout=2000'], {}, dir);
  expect(output).not.toContain('close timed out');
  expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 passed (1)') });
});
