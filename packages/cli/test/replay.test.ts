/** `airssys run --record` and `airssys replay`. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('replay');
});

it('a call is recorded and run again', async () => {
  const { code, stdout } = await project.run(['run', 'dist/sample.wasm', 'greet', 'Ada', '--record', 'greet.jsonl']);
  expect([code, stdout]).toEqual([0, '"Hello, Ada"\n']);
  const replayed = await project.run(['replay', 'greet.jsonl']);
  expect(replayed.code).toBe(0);
  expect(replayed.stdout).toContain('answered "Hello, Ada"');
  expect(replayed.stdout).toContain('As recorded, fuel included.');
  expect(replayed.stderr).toContain('greeting');
  const { stdout: json } = await project.run(['replay', 'greet.jsonl', '--json']);
  const document = JSON.parse(json) as { readonly calls: readonly { readonly operation: string }[] };
  expect(document).toMatchObject({ isSameComponent: true, isWhole: true, difference: null });
  expect(document.calls.map(({ operation }) => operation)).toContain('greet');
});

it('another component is told of by the first thing that it does otherwise', async () => {
  await project.run(['run', 'dist/sample.wasm', 'greet', 'Ada', '--record', 'other.jsonl']);
  const source = readFileSync(project.path('src/sample.ts'), 'utf8');
  project.write('src/other.ts', source.replace("'greeting'", "'greetings'"));
  const args = ['replay', 'other.jsonl', '--component', 'src/other.ts'];
  const { code, stderr } = await project.run(args);
  expect(code).toBe(1);
  expect(stderr).toContain('AIRSSYS_REPLAY_DIVERGED');
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('another log entry recorded:');
});

it('a trap becomes a test that fails as long as it is there', async () => {
  const { code } = await project.run(['run', 'dist/sample.wasm', 'fail', '--record', 'trap.jsonl']);
  expect(code).toBe(1);
  const args = ['replay', 'trap.jsonl', '--component', 'dist/sample.wasm', '--test', 'test/deep/trap.test.ts'];
  expect(await project.run(args)).toMatchObject({ code: 0, stdout: expect.stringContaining('Written: test/deep') });
  const written = readFileSync(project.path('test/deep/trap.test.ts'), 'utf8');
  expect(written.replace(/Recorded \S+:/, 'Recorded <time>:')).toMatchInlineSnapshot();
  expect((await project.run(args)).code).toBe(2);
  const fixed = await project.run(['replay', 'trap.jsonl', '--fixed']);
  expect([fixed.code, fixed.stderr]).toEqual([1, expect.stringContaining('it still ends in a trap')]);
});

it('what is no recording is wrong usage', async () => {
  const { code, stderr } = await project.run(['replay', 'nothing.jsonl']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('AIRSSYS_RECORDING_INVALID')]);
  expect(existsSync(project.path('nothing.jsonl'))).toBe(false);
});
