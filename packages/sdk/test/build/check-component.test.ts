import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  buildComponent,
  type BuildDiagnostic,
  checkComponent,
  checkComponents,
  ComponentChecker,
} from '@airssys/sdk/build';
import { component, createWorkspace } from './workspace.ts';

const DOUBLE = '@operation() double(value: u32): u32 { return value * 2; }';

/** `CODE file:line:column+length`. */
const places = (dir: string, diagnostics: readonly BuildDiagnostic[]): readonly string[] =>
  diagnostics.map(
    ({ code, file, line, column, length }) => `${code} ${file.slice(dir.length + 1)}:${line}:${column}+${length}`,
  );

test('a check says what a build says, in source order, and makes nothing', async () => {
  const { dir } = createWorkspace({
    'subject.ts': component(
      '@operation() any(value: any): Unit { return value; }\n  wrong: string = five;',
      "import { five, type Unit } from './unit.ts';",
    ),
    'unit.ts': 'export const five: string = 5;\nexport interface Unit { go(): void }\n',
  });
  const options = { entry: join(dir, 'subject.ts'), cacheDir: join(dir, 'cache') };
  const { model, diagnostics, files, missing } = await checkComponent(options);
  expect(model).toBeUndefined();
  expect(places(dir, diagnostics)).toEqual([
    'AIRSSYS_WIT_TYPE_ANY subject.ts:7:27+3',
    'TS2322 unit.ts:1:14+4',
    'AIRSSYS_WIT_TYPE_FUNCTION unit.ts:2:25+10',
  ]);
  expect(files).toEqual(
    expect.arrayContaining(['subject.ts', 'unit.ts', 'package.json'].map((name) => join(dir, name))),
  );
  expect(missing).toEqual([]);
  expect(readdirSync(dir).toSorted()).toEqual(['cache', 'package.json', 'subject.ts', 'unit.ts']);
  const built = await buildComponent({ ...options, engine: 'quickjs' }).catch((error: unknown) => error);
  expect(built).toMatchObject({ code: 'AIRSSYS_BUILD_SOURCE', data: { diagnostics } });
});

test('several at once are each told what it alone would be told', async () => {
  const { dir } = createWorkspace({
    'good.ts': component(DOUBLE),
    'bad.ts': component('@operation() half(value: u32): u32 { return five; }', "import { five } from './five.ts';"),
    'five.ts': "export const five: string = 'five';\n",
  });
  const all = ['good.ts', 'bad.ts'].map((name) => ({ entry: join(dir, name), cacheDir: join(dir, 'cache') }));
  const together = await checkComponents(all);
  expect(together.map(({ diagnostics }) => places(dir, diagnostics))).toEqual([[], ['TS2322 bad.ts:7:40+6']]);
  for (const [at, options] of all.entries()) {
    const { timings: _, ...alone } = await checkComponent(options);
    expect(together[at]).toMatchObject(alone);
  }
  const gone = { entry: join(dir, 'gone.ts') };
  await expect(checkComponents([...all, gone])).rejects.toMatchObject({ code: 'AIRSSYS_BUILD_MISSING_FILE' });
});

test('one trouble is told once, by whoever says it better', async () => {
  const { dir, write } = createWorkspace({
    'subject.ts': component(
      '@operation() one(value: Onit, other: Gone): u32 { return 1; }',
      "import type { Unit } from './unit.ts';\nimport type { Gone } from './gone.ts';\ntype U = Unit;",
    ),
    'unit.ts': 'export interface Unit { value: u32 }',
  });
  const entry = join(dir, 'subject.ts');
  const cacheDir = join(dir, 'cache');
  const { diagnostics } = await checkComponent({ entry, cacheDir });
  expect(diagnostics.map(({ code, line, message, hint }) => ({ code, line, message, hint }))).toMatchInlineSnapshot(`
    [
      {
        "code": "AIRSSYS_WIT_TYPE_UNRESOLVED",
        "hint": "TypeScript says (TS2307): Cannot find module './gone.ts' or its corresponding type declarations.",
        "line": 4,
        "message": "parameter 'other' of 'one' is 'Gone', which cannot be found",
      },
      {
        "code": "AIRSSYS_WIT_TYPE_UNRESOLVED",
        "hint": "TypeScript says (TS2304): Cannot find name 'Onit'.",
        "line": 9,
        "message": "parameter 'value' of 'one' is 'Onit', which cannot be found",
      },
      {
        "code": "TS2304",
        "hint": undefined,
        "line": 1,
        "message": "Cannot find name 'u32'.",
      },
    ]
  `);

  write('subject.ts', component('@operation() one(value: u32: u32 { return 1; }'));
  expect(places(dir, (await checkComponent({ entry, cacheDir })).diagnostics)).toMatchInlineSnapshot(`
    [
      "AIRSSYS_WIT_SYNTAX subject.ts:7:30+1",
      "TS1005 subject.ts:8:1+1",
    ]
  `);
  write('subject.ts', component('@operation one(): u32 { return 1; }').replace("id: 'test:subject'", 'id: 7'));
  expect(places(dir, (await checkComponent({ entry, cacheDir })).diagnostics)).toMatchInlineSnapshot(`
    [
      "TS2322 subject.ts:5:14+2",
      "AIRSSYS_WIT_OPTION subject.ts:5:18+1",
      "AIRSSYS_WIT_DECORATOR subject.ts:7:3+10",
    ]
  `);
});

test('what the bundler finds is an error of the check too', async () => {
  const { dir } = createWorkspace({
    'subject.ts': component(
      DOUBLE,
      "// @ts-expect-error no types\nimport { readFileSync } from 'node:fs';\nvoid readFileSync;",
    ),
  });
  const { diagnostics, model } = await checkComponent({ entry: join(dir, 'subject.ts'), cacheDir: join(dir, 'cache') });
  expect(places(dir, diagnostics)).toEqual(['BUNDLE subject.ts:4:30+9']);
  expect(model).toBeUndefined();
});

test('a client that is not asked for is shown where it is used, if it is', async () => {
  const { dir, write } = createWorkspace({
    'subject.ts': component(
      '@operation() size(): u32 { return load(); }\n  unused(): void { void storage; }',
      "import { load } from './load.ts';",
    ),
    'load.ts':
      "import { files, random } from '@airssys/sdk';\nexport const load = (): number => files.read('/a').length;\nexport const other = (): number => random.number();\n",
  });
  const options = { entry: join(dir, 'subject.ts'), cacheDir: join(dir, 'cache') };
  const { diagnostics, model } = await checkComponent(options);
  expect(model).toMatchObject({ className: 'Subject' });
  expect(diagnostics.map((one) => ({ ...one, file: one.file.slice(dir.length + 1) }))).toMatchInlineSnapshot(`
    [
      {
        "code": "AIRSSYS_BUILD_UNREQUESTED",
        "column": 25,
        "docs": "airssys explain AIRSSYS_BUILD_UNREQUESTED",
        "file": "subject.ts",
        "hint": "Add @requires('storage') to the class, or to the operation that needs it.",
        "length": 7,
        "line": 8,
        "message": "storage is used here, but Subject does not ask for 'storage': every call will be denied",
        "severity": "warning",
      },
      {
        "code": "AIRSSYS_BUILD_UNREQUESTED",
        "column": 35,
        "docs": "airssys explain AIRSSYS_BUILD_UNREQUESTED",
        "file": "load.ts",
        "hint": "Add @requires('filesystem.read:/data/**') to the class, or to the operation that needs it.",
        "length": 5,
        "line": 2,
        "message": "files is used here, but Subject does not ask for 'filesystem': every call will be denied",
        "severity": "warning",
      },
    ]
  `);
  write(
    'subject.ts',
    readFileSync(options.entry, 'utf8').replace('@component', "@requires('storage', 'filesystem.read:/a')\n@component"),
  );
  expect((await checkComponent(options)).diagnostics).toEqual([]);
});

test('a checker sees each change, also an entry that goes and comes, and leaves nothing behind', async () => {
  const { dir, write } = createWorkspace({
    'subject.ts': component(DOUBLE, "import type { Unit } from './unit.ts';\nexport type U = Unit;"),
  });
  const cacheDir = join(dir, 'cache');
  const entry = join(dir, 'subject.ts');
  const codes = async (checker: ComponentChecker): Promise<readonly string[]> =>
    (await checker.check()).diagnostics.map(({ code }) => code);
  {
    await using checker = new ComponentChecker({ entry, cacheDir });
    expect(await codes(checker)).toEqual(['TS2307']);
    expect((await checker.check()).missing).toContain(join(dir, 'unit.ts'));
    write('unit.ts', 'export type Unit = "m";');
    expect(await codes(checker)).toEqual([]);
    write('subject.ts', component('@operation() double(value: any): void {}'));
    expect(await codes(checker)).toEqual(['AIRSSYS_WIT_TYPE_ANY']);
    rmSync(entry);
    expect(await codes(checker)).toEqual(['AIRSSYS_WIT_ENTRY_MISSING']);
    write('subject.ts', component(DOUBLE));
    expect(await codes(checker)).toEqual([]);
    expect(readdirSync(join(cacheDir, 'work'))).toHaveLength(1);
  }
  expect(readdirSync(join(cacheDir, 'work'))).toEqual([]);
});

test('options are refused as a build refuses them', async () => {
  const { dir } = createWorkspace();
  await expect(checkComponent({ entry: join(dir, 'nowhere.ts') })).rejects.toMatchObject({
    code: 'AIRSSYS_BUILD_MISSING_FILE',
  });
  expect(existsSync(join(dir, 'dist'))).toBe(false);
});
