/** What is packed has what it promises. `npm run fresh` installs it and runs it, which takes minutes. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

interface PackageJson {
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: unknown;
}

/** Every text in what is nested anyhow. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test('every file that a package exports is in its archive', () => {
  const args = ['pack', '--workspace', 'packages', '--dry-run', '--json'];
  // A list up to npm 11, by name in later ones.
  const answer = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as Readonly<
    Record<string, Packed>
  >;
  const packed = Object.values(answer);
  expect(packed.length).toBeGreaterThan(5);
  const missing = packed.flatMap(({ name, files }) => {
    const folder = join(root, 'packages', name.replace('@airssys/', ''));
    const { bin, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
    const inside = new Set(files.map(({ path }) => `./${path}`));
    return textsIn([exports, bin])
      .filter((path) => !inside.has(path))
      .map((path) => `${name}: ${path}`);
  });
  expect(missing).toEqual([]);
  // Not exported: its declarations refer to it.
  expect(packed.find(({ name }) => name === '@airssys/testing')?.files.map(({ path }) => path)).toContain(
    'component-imports.d.ts',
  );
});
