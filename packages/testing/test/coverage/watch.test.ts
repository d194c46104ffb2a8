/** Coverage of a component whose source changes while Vitest watches. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import libCoverage, { type CoverageMapData } from 'istanbul-lib-coverage';
import { expect, test } from 'vitest';
import { watchVitest } from '../../../../test/watch-vitest.ts';
import { GREETER, VITEST, writeProject } from '../watched-project.ts';

/** What the component imports. Its third line is not reached. */
const WORDS = `export function greeting(name: string): string {
  if (name === '') {
    return 'hello';
  }
  return 'hello ' + name;
}
`;
/** A new line is reached, and the one that was not. */
const CHANGED = `export function greeting(name: string): string {
  const isKnown = name !== 'Ada';
  if (isKnown) {
    return 'hello';
  }
  if (name === 'Ada') {
    return 'good morning ' + name;
  }
  return 'hello ' + name;
}
`;

const FILES = {
  ...GREETER,
  'vitest.config.ts': `import { airssys } from '@airssys/testing/vitest';
export default { plugins: [airssys()], test: { testTimeout: 120_000, coverage: { reporter: ['json'] } } };`,
  'src/words.ts': WORDS,
  'test/greeter.test.ts': `import { mount } from '@airssys/testing';
import { test } from 'vitest';
import type { Greeter } from '../src/greeter.ts';
test('greets', async () => {
  const greeter = await mount<typeof Greeter>('../src/greeter.ts');
  console.log('GREETING ' + (await greeter.greet('Ada')));
});`,
};

test.each(['istanbul', 'v8'])('%s reports what the changed source did', { timeout: 300_000 }, async (provider) => {
  const dir = await writeProject(FILES);
  const args = ['--coverage', `--coverage.provider=${provider}`];
  await using watching = watchVitest({ folder: dir, vitest: VITEST, args });

  await watching.until(/GREETING hello Ada[\s\S]*Waiting for file changes/);
  expect(await linesOf(dir)).toEqual({ 2: 1, 3: 0, 5: 1 });

  await writeFile(join(dir, 'src/words.ts'), CHANGED);
  await watching.until(/GREETING good morning Ada[\s\S]*Waiting for file changes/);
  expect(watching.output).toContain('RERUN');
  expect(await linesOf(dir)).toEqual({ 2: 1, 3: 1, 4: 0, 6: 1, 7: 1, 9: 0 });

  await writeFile(join(dir, 'src/words.ts'), WORDS);
  await watching.until(/good morning[\s\S]*GREETING hello Ada[\s\S]*Waiting for file changes/);
  expect(await linesOf(dir)).toEqual({ 2: 1, 3: 0, 5: 1 });
});

/** How often each line of `words.ts` was reached, by the report that there is. */
async function linesOf(dir: string): Promise<Readonly<Record<string, number>>> {
  const report = await readFile(join(dir, 'coverage/coverage-final.json'), 'utf8');
  const file = (JSON.parse(report) as CoverageMapData)[join(dir, 'src/words.ts')];
  if (file === undefined) throw new Error(`the report has no words.ts: ${report}`);
  return libCoverage.createFileCoverage(file).getLineCoverage();
}
