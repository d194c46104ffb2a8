import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Project, sampleProject } from './support/project.ts';

const BUILD = ['build', '--engine', 'quickjs'];
const ADD = ['run', 'dist/sample.wasm', 'add', '1', '2'];

/** Spread over what a command does, and a little different in each run. */
const moments = (lastMs: number): readonly number[] =>
  Array.from({ length: 6 }, (_, at) => Math.round(((at + Math.random()) / 6) * lastMs));

/** Kills a command after each of the moments. Answers how often it was still running. */
async function killAtMoments(
  project: Project,
  args: readonly string[],
  cacheDir: string,
  lastMs: number,
): Promise<number> {
  let killed = 0;
  for (const delayMs of moments(lastMs)) {
    const { signal } = await project.run(args, {
      env: { AIRSSYS_CACHE_DIR: cacheDir },
      onStart: (child) => setTimeout(() => child.kill('SIGKILL'), delayMs),
    });
    if (signal === 'SIGKILL') killed += 1;
  }
  return killed;
}

describe('killed at any moment', () => {
  it('a build leaves nothing that a later one takes for whole', async () => {
    const project = new Project('killed-build').fixture('sample.ts');
    const cacheDir = project.freshDir();
    expect(await killAtMoments(project, BUILD, cacheDir, 1_300)).toBeGreaterThan(0);

    const env = { AIRSSYS_CACHE_DIR: cacheDir };
    const built = await project.run(BUILD, { env });
    expect(built).toMatchObject({ code: 0, stderr: '' });
    // What a record tells of is there, whole. What a killed build has left of one has a name of its own.
    const contents = join(cacheDir, 'components');
    const kept = new Set(
      readdirSync(contents, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          createHash('sha256')
            .update(readFileSync(join(entry.parentPath, entry.name)))
            .digest('hex'),
        ),
    );
    const records = readdirSync(join(cacheDir, 'builds')).map((name): { files: Record<string, string> } =>
      JSON.parse(readFileSync(join(cacheDir, 'builds', name), 'utf8')),
    );
    expect(records.length).toBeGreaterThan(0);
    for (const hash of records.flatMap(({ files }) => Object.values(files))) expect(kept).toContain(hash);
    expect(await project.run(ADD)).toMatchObject({ code: 0, stdout: '3\n' });
    expect((await project.run(BUILD, { env })).stdout).toContain('unchanged');
  });

  it('a run leaves nothing that a later one takes for whole', async () => {
    const project = await sampleProject('killed-run');
    const cacheDir = project.freshDir();
    expect(await killAtMoments(project, ADD, cacheDir, 1_000)).toBeGreaterThan(0);
    const env = { AIRSSYS_CACHE_DIR: cacheDir };
    expect(await project.run(ADD, { env })).toMatchObject({ code: 0, stdout: '3\n', stderr: '' });
    expect(await project.run(ADD, { env })).toMatchObject({ code: 0, stdout: '3\n', stderr: '' });
  });

  it('a call with storage keeps what was acknowledged', async () => {
    const project = await sampleProject('killed-storage');
    const count = ['run', 'dist/sample.wasm', 'count', '--allow', 'storage', '--storage', 'values.db'];
    let acknowledged = 0;
    for (const delayMs of moments(700)) {
      const { stdout } = await project.run(count, {
        onStart: (child) => setTimeout(() => child.kill('SIGKILL'), delayMs),
      });
      if (stdout !== '') acknowledged = Number(stdout);
    }
    const { code, stdout } = await project.run(count);
    expect(code).toBe(0);
    expect(Number(stdout)).toBeGreaterThan(acknowledged);
  });
});

describe('at once', () => {
  it('builds of one entry do not disturb each other', async () => {
    const project = new Project('at-once').fixture('sample.ts');
    const env = { AIRSSYS_CACHE_DIR: project.freshDir() };
    const outcomes = await Promise.all([project.run(BUILD, { env }), project.run(BUILD, { env })]);
    expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      outcomes.map(() => ({ code: 0, stderr: '' })),
    );
    expect(readdirSync(project.path('dist')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(statSync(project.path('dist/sample.wasm')).size).toBeGreaterThan(1_000_000);

    const runs = await Promise.all([project.run(ADD, { env }), project.run(ADD, { env })]);
    expect(runs).toEqual(runs.map(() => ({ code: 0, signal: null, stdout: '3\n', stderr: '' })));
  });
});
