import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PACKAGE_DIR } from './support/command.ts';

const KEPT = 'node_modules/.cache/airssys/code';

/** The command as a project has it that it is installed in; what it needs besides is this repository's. */
function installed(): { readonly project: string; readonly version: () => string } {
  const project = mkdtempSync(join(tmpdir(), 'airssys-code-'));
  onTestFinished(() => rmSync(project, { recursive: true }));
  const own = join(project, 'node_modules/@airssys/cli');
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(PACKAGE_DIR, part), join(own, part), { recursive: true });
  symlinkSync(join(PACKAGE_DIR, '../../node_modules'), join(own, 'node_modules'));
  return {
    project,
    version: () => {
      // The tests themselves keep compiled code elsewhere, which would come before.
      const { NODE_COMPILE_CACHE: _tests, ...env } = process.env;
      const args = [join(own, 'bin/airssys.js'), '--version'];
      const ended = spawnSync(process.execPath, args, { encoding: 'utf8', env });
      return ended.stderr + ended.stdout;
    },
  };
}

const filesIn = (dir: string): readonly string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' });

// INVARIANT: compiled code is kept beside the modules that it is of, and nowhere else.
test('what was compiled is kept in the folder that the command is installed in', () => {
  const { project, version } = installed();
  expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
  const kept = filesIn(join(project, KEPT));
  expect(kept.length).toBeGreaterThan(10);
  expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(filesIn(join(project, KEPT)).toSorted()).toEqual(kept.toSorted());
});

test('where it cannot be kept the command works without', () => {
  const { project, version } = installed();
  cpSync(join(PACKAGE_DIR, 'package.json'), join(project, 'node_modules/.cache')); // a file in the folder's place
  expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(existsSync(join(project, KEPT))).toBe(false);
});
