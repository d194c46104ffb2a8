/** Runs the property tests with one new seed after the other: `npm run properties -- --rounds N --seed S`. The first failure ends it. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' }, seed: { type: 'string' } } });

const sources = globSync(['packages/*/test/**/*.ts', 'test/**/*.ts'], { cwd: root }).map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}));
const importing = (modules: readonly string[]): readonly string[] =>
  sources.filter(({ text }) => modules.some((name) => text.includes(`/${name}';`))).map(({ path }) => path);

// Those that state properties, and the tests that take the statement from another file.
const stating = importing(['properties.ts']);
const files = [...new Set([...stating, ...importing(stating.map((path) => basename(path)))])].filter((path) =>
  path.endsWith('.test.ts'),
);

for (let round = 1; round <= Number(values.rounds); round += 1) {
  const seed = values.seed ?? String(randomInt(2 ** 31));
  console.log(`round ${round}: seed ${seed}, ${files.length} files`);
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, AIRSSYS_PROPERTY_SEED: seed },
  });
  if (status !== 0) {
    console.error(`Fails with --rounds 1 --seed ${seed}`);
    process.exit(1);
  }
}
