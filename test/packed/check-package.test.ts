/** That the check of packages finds what it is for: an archive with faults, made by npm as all archives are. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkSizes } from '../../scripts/packed/budgets.ts';
import { checkPackage } from '../../scripts/packed/check-package.ts';
import { checkContents } from '../../scripts/packed/contents.ts';
import { publishedWorkspaces, ROOT, type PackageManifest } from '../../scripts/packed/workspaces.ts';

const MANIFEST: PackageManifest & Readonly<Record<string, unknown>> = {
  name: '@airssys/wrong',
  version: '1.0.0',
  type: 'module',
  license: 'Apache-2.0',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  dependencies: { semver: '7.8.6' },
};

const SOURCE_MAP = JSON.stringify({
  version: 3,
  sources: ['../src/index.ts'],
  sourcesContent: ["export const valid = 'as it was written';"],
  names: [],
  mappings: '',
});

/** A package without a fault, as far as its size is not asked for. */
const FILES: Readonly<Record<string, string>> = {
  'README.md': '# wrong\n',
  '.npmignore': 'src/*.ts\n',
  'src/index.ts':
    "import semver from 'semver';\nexport const valid = (text: string): boolean => semver.valid(text) !== null;\n",
  'dist/index.js': "import semver from 'semver';\nexport const valid = (text) => semver.valid(text) !== null;\n",
  'dist/index.d.ts': 'export declare const valid: (text: string) => boolean;\n',
  'dist/index.js.map': SOURCE_MAP,
};

async function findingsOf(
  changes: Readonly<Record<string, string | undefined>>,
  manifest: PackageManifest = MANIFEST,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airssys-packed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const files = { ...FILES, 'package.json': JSON.stringify(manifest), ...changes };
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: folder });
  const { name, version } = manifest;
  const workspace = { name, version, path: '.', folder, manifest };
  const { findings } = await checkPackage({ workspace, archive: join(folder, 'airssys-wrong-1.0.0.tgz') });
  return findings.filter((one) => !one.startsWith('has no budget'));
}

test('a package that is right has no finding', async () => {
  expect(await findingsOf({})).toEqual([]);
});

test('files for development, files of unknown kinds and stale files are found', async () => {
  const findings = await findingsOf({
    'src/test/index.test.ts': '',
    'notes.txt': '',
    'dist/gone.js': '',
    'dist/gone.js.map': JSON.stringify({ version: 3, sources: ['../src/gone.ts'], names: [], mappings: '' }),
    LICENSE: 'Do as you like.\n',
  });
  expect(findings).toEqual([
    'dist/gone.js is stale: there is no src/gone.ts; delete dist and compile',
    'dist/gone.js.map is stale: there is no src/gone.ts; delete dist and compile',
    'notes.txt is of no kind that the package publishes (scripts/packed/contents.ts)',
    'src/test/index.test.ts is for development only',
    'dist/gone.js.map does not carry ../src/gone.ts',
    'LICENSE is not that of the repository',
    expect.stringMatching(/^publint: .*internal tests/),
  ]);
});

test('an import that no dependency covers is found, and types that cannot be resolved', async () => {
  const findings = await findingsOf({
    'dist/index.js': "import 'node:fs';\nimport ts from 'typescript/lib/typescript.js';\nexport const valid = ts;\n",
    'dist/index.d.ts': undefined,
    'dist/other.d.ts': 'export {};\n',
    'src/other.ts': 'export {};\n',
  });
  expect(findings).toEqual([
    'dist/index.js imports typescript, which is not among its dependencies',
    expect.stringMatching(/^publint: .*\.\/dist\/index\.d\.ts/),
    'attw: {"kind":"UntypedResolution","entrypoint":".","resolutionKind":"node16-esm"}',
    'attw: {"kind":"UntypedResolution","entrypoint":".","resolutionKind":"bundler"}',
  ]);
});

test('a README is asked for, and templates may have tests', () => {
  expect(
    checkContents('create-airssys', ['package.json', 'LICENSE', 'templates/minimal/test/greeter.test.ts'], ROOT),
  ).toEqual(['README.md is missing']);
});

test('a package above its budget, and one without, is told', () => {
  expect(checkSizes('@airssys/wit', { packedKb: 21, unpackedKb: 60 })).toEqual([
    'packed it has 21 kB, which is more than its budget of 20 kB (scripts/packed/budgets.ts)',
  ]);
  expect(checkSizes('@airssys/other', { packedKb: 1, unpackedKb: 1 })).toHaveLength(1);
});

test('packages come after those that they depend on', () => {
  const names = publishedWorkspaces().map(({ name }) => name);
  expect(names).toHaveLength(8);
  expect(names.indexOf('@airssys/model')).toBeLessThan(names.indexOf('@airssys/host'));
  expect(names.indexOf('@airssys/testing')).toBeGreaterThan(names.indexOf('@airssys/sdk'));
  expect(names.indexOf('@airssys/cli')).toBeGreaterThan(names.indexOf('create-airssys'));
});
