import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorkspace } from '../build/workspace.ts';

const SOURCE = join(import.meta.dirname, 'authoring.ts');
const KINDS = [
  ['standard decorators', false],
  ['experimentalDecorators', true],
] as const;

/** What the compiler says of a file, as an author's project would be set up. */
async function compile(source: string, experimentalDecorators: boolean): Promise<string> {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024'],
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    types: [],
    experimentalDecorators,
  };
  const { dir, write } = createWorkspace({
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['authoring.ts'] }),
  });
  if (source === SOURCE) copyFileSync(SOURCE, join(dir, 'authoring.ts'));
  else write('authoring.ts', source);
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  return await new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', dir, '--pretty', 'false'], { cwd: dir }, (_error, stdout) =>
      resolve(stdout.replaceAll('\r\n', '\n')),
    );
  });
}

test.each(KINDS)('with %s, right code compiles and each wrong line is refused', async (_, experimental) => {
  expect(await compile(SOURCE, experimental)).toBe('');
});

test.each(KINDS)('with %s, what an author reads', async (kind, experimental) => {
  const source = readFileSync(SOURCE, 'utf8').replaceAll(/^ *\/\/ @ts-expect-error (.*)$/gm, '// $1');
  const said = (await compile(source, experimental)).replaceAll(/^authoring\.ts\((\d+),(\d+)\): /gm, (_match, line) => {
    const text = source.split('\n')[Number(line) - 1]?.trim() ?? '';
    return `\n${text}\n  `;
  });
  await expect(said.trim()).toMatchFileSnapshot(`__snapshots__/authoring.${kind.replaceAll(' ', '-')}.txt`);
});
