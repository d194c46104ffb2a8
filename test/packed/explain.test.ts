/** What a user has who installed the command: its archive in a folder of packages, with the pages in it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ERROR_CODES } from '@airssys/model';
import { expect, onTestFinished, test } from 'vitest';
import { packAll } from '../../scripts/packed/pack.ts';
import { ROOT } from '../../scripts/packed/workspaces.ts';

/** A folder with the archive's content as `node_modules/@airssys/cli`, and the packages that it depends on. */
function installed(): string {
  const command = packAll().find(({ workspace }) => workspace.name === '@airssys/cli');
  if (command === undefined) throw new Error('The command is not published');
  const folder = mkdtempSync(join(tmpdir(), 'airssys-explain-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const own = join(folder, 'node_modules/@airssys/cli');
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', command.archive, '--strip-components=1', '-C', own]);
  for (const name of Object.keys(command.workspace.manifest.dependencies ?? {})) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  return folder;
}

test('the packed command prints pages, with nothing of the repository beside it', () => {
  const folder = installed();
  const bin = join(folder, 'node_modules/@airssys/cli/bin/airssys.js');
  const explain = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [bin, 'explain', ...args], { cwd: folder, encoding: 'utf8' });
  expect(explain('wit-type-any')).toMatch(/^AIRSSYS_WIT_TYPE_ANY\n\n[\s\S]+\nWrong:\n[\s\S]+\nMended:\n/);
  expect(explain('AIRSSYS_TRAP_DEADLINE')).toContain('\nWhat to do: ');
  const { codes } = JSON.parse(explain('--json')) as { readonly codes: readonly { readonly code: string }[] };
  const inRepository = readdirSync(join(ROOT, 'packages/cli/docs/diagnostics')).map((name) => name.replace('.md', ''));
  expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining([...Object.keys(ERROR_CODES), ...inRepository]));
});
