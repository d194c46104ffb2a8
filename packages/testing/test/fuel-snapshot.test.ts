/** `toMatchFuelSnapshot` in a project of its own: what is written, kept, refused and updated. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startVitest } from 'vitest/node';

const dir = join(import.meta.dirname, 'fixtures', `.tmp-fuel-${crypto.randomUUID()}`);
const SNAPSHOT = join(dir, '__snapshots__/fuel.test.ts.snap');
const INDEX = JSON.stringify(join(import.meta.dirname, '../src/index.ts'));

beforeAll(async () => {
  await mkdir(dir);
  return async () => await rm(dir, { recursive: true, force: true });
});

/** Runs a project's test of a call of so many rounds; answers its errors. */
async function run(rounds: number, options: string, update: boolean): Promise<readonly string[]> {
  await writeFile(
    join(dir, 'fuel.test.ts'),
    `import { expect, test } from 'vitest';
import { mount } from ${INDEX};
test('work', { timeout: 60_000 }, async () => {
  const station = await mount('../station.ts');
  await expect(station.work(${rounds})).toMatchFuelSnapshot(${options});
});`,
  );
  const vitest = await startVitest('test', [], {
    root: dir,
    config: false,
    watch: false,
    reporters: [{}],
    update,
  });
  try {
    return vitest.state
      .getFiles()
      .flatMap(({ tasks, result }) =>
        [result, ...tasks.map((task) => task.result)].flatMap(
          (one) => one?.errors?.map(({ message }) => message) ?? [],
        ),
      );
  } finally {
    await vitest.close();
    process.exitCode = 0;
  }
}

const fuelIn = async (): Promise<number> => Number(/(\d+) units of fuel/.exec(await readFile(SNAPSHOT, 'utf8'))?.[1]);

test('fuel is written down once, compared within the tolerance, and updated by -u', async () => {
  expect(await run(1_000, '', true)).toEqual([]);
  const first = await fuelIn();
  expect(first).toBeGreaterThan(10_000);
  expect(await run(1_000, '', false)).toEqual([]);
  expect(await run(1_010, "{ tolerance: '50%' }", false)).toEqual([]);
  expect(await fuelIn()).toBe(first);
  const [message, ...others] = await run(2_000, "{ tolerance: '5%' }", false);
  expect(others).toEqual([]);
  expect(message?.replaceAll(/\d[\d,.]*\d/g, 'N')).toMatchInlineSnapshot(
    `"expected the call to use N units of fuel as the snapshot has it, give or take 5%, but it used N: N more, N %"`,
  );
  expect(await run(2_000, "{ tolerance: '5%' }", true)).toEqual([]);
  expect(await fuelIn()).toBeGreaterThan(first);
});
