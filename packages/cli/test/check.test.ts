import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Project } from './support/project.ts';

const HEAD = "import { component, operation, storage, type u32 } from '@airssys/sdk';\n\n";

const source = (id: string, members: string, head = ''): string =>
  `${HEAD}${head}@component({ id: 'demo:${id}', version: '1.0.0' })\nexport class Shop {\n${members}\n}\n`;

const GOOD = '  @operation()\n  place(order: string): string {\n    return order;\n  }';

describe('a check', () => {
  it('says that there is nothing to say, and makes nothing', async () => {
    const project = new Project('check-good').write('src/main.ts', source('good', GOOD));
    expect(await project.show('check')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      checked demo:good@1.0.0 in <time>: no errors
      "
    `);
    expect(() => readFileSync(project.path('dist'))).toThrow('ENOENT');
  });

  it('finds the types of the project, wherever the cache is', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'airssys-elsewhere-'));
    try {
      const project = new Project('check-elsewhere')
        .write('src/main.ts', source('elsewhere', GOOD))
        .write('tsconfig.json', '{ "compilerOptions": { "strict": true, "module": "nodenext", "types": ["node"] } }');
      const { code, stdout } = await project.run(['check'], { env: { AIRSSYS_CACHE_DIR: cacheDir } });
      expect([code, stdout]).toEqual([0, expect.stringContaining('no errors')]);
    } finally {
      rmSync(cacheDir, { recursive: true, force: true });
    }
  });

  it('shows lines that end as on Windows as others, and a lone control character by its number', async () => {
    const members = '  @operation() place(order: any): string { return `\u001B${order}`; }';
    const project = new Project('check-crlf').write('src/main.ts', source('crlf', members).replaceAll('\n', '\r\n'));
    const { code, stdout } = await project.run(['check']);
    expect(code).toBe(3);
    expect(stdout).toContain(
      '4 | export class Shop {\n5 |   @operation() place(order: any): string { return `\\x1b${order}`; }\n',
    );
  });

  it('shows all diagnostics at once, with their frames, in source order', async () => {
    const members = `  @operation()
  place(order: any, count: bigint): Page {
    return order;
  }
  wrong: string = 5;`;
    const project = new Project('check-bad')
      .write('src/main.ts', source('bad', members, "import type { Page } from './page.ts';\n"))
      .write('src/page.ts', 'export interface Page {\n  next(): Page;\n}\n');
    expect(await project.show('check', 'src/main.ts')).toMatchInlineSnapshot(`
      "exit 3
      --- stdout
      src/main.ts:7:16 - error AIRSSYS_WIT_TYPE_ANY: parameter 'order' of 'place' is any

      6 |   @operation()
      7 |   place(order: any, count: bigint): Page {
        |                ^~~
      8 |     return order;

      hint: Callers must know what to pass: declare the type that it has.
      docs: airssys explain AIRSSYS_WIT_TYPE_ANY

      src/main.ts:7:28 - error AIRSSYS_WIT_TYPE_BIGINT: parameter 'count' of 'place' is bigint, whose sign and range are open

      6 |   @operation()
      7 |   place(order: any, count: bigint): Page {
        |                            ^~~~~~
      8 |     return order;

      hint: Say which integer it is: u64 (0 and up) or s64 (with sign), imported
            from '@airssys/sdk'.
      docs: airssys explain AIRSSYS_WIT_TYPE_BIGINT

      src/main.ts:10:3 - error TS2322: Type 'number' is not assignable to type 'string'.

       9 |   }
      10 |   wrong: string = 5;
         |   ^~~~~
      11 | }

      src/page.ts:2:3 - error AIRSSYS_WIT_TYPE_FUNCTION: field 'next' of Page is a function

      1 | export interface Page {
      2 |   next(): Page;
        |   ^~~~~~~~~~~~~
      3 | }

      hint: Data crosses the boundary, functions do not: offer an operation, or
            leave it out with Omit<…>.
      docs: airssys explain AIRSSYS_WIT_TYPE_FUNCTION

      checked src/main.ts in <time>: 4 errors
      "
    `);
  });

  it('answers in JSON, in the form that a build answers in', async () => {
    const project = new Project('check-json').write(
      'src/main.ts',
      source('json', '  @operation() one(a: any): void {}'),
    );
    const { code, stdout, stderr } = await project.run(['check', '--json']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const document = JSON.parse(stdout) as { readonly diagnostics: unknown; readonly durationMs: unknown };
    expect(document).toEqual({
      entries: ['src/main.ts'],
      diagnostics: [
        {
          code: 'AIRSSYS_WIT_TYPE_ANY',
          severity: 'error',
          message: "parameter 'a' of 'one' is any",
          hint: expect.stringContaining('declare the type'),
          file: project.path('src/main.ts'),
          line: 5,
          column: 23,
          length: 3,
          docs: 'airssys explain AIRSSYS_WIT_TYPE_ANY',
        },
      ],
      errors: 1,
      warnings: 0,
      durationMs: expect.any(Number),
    });
    const built = JSON.parse((await project.run(['build', '--engine', 'quickjs', '--json'])).stdout) as {
      readonly error: { readonly diagnostics: unknown };
    };
    expect(built.error.diagnostics).toEqual(document.diagnostics);
  });

  it('is of every component in src where none is named, and tells warnings that are no errors', async () => {
    const uses = "  @operation()\n  place(order: string): void {\n    storage.set(order, '');\n  }";
    const project = new Project('check-all')
      .write('src/one.ts', source('one', uses))
      .write('src/two.ts', source('two', GOOD));
    expect(await project.show('check')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      src/one.ts:7:5 - warning AIRSSYS_BUILD_UNREQUESTED: storage is used here, but Shop does not ask for 'storage': every call will be denied

      6 |   place(order: string): void {
      7 |     storage.set(order, '');
        |     ^~~~~~~
      8 |   }

      hint: Add @requires('storage') to the class, or to the operation that needs
            it.
      docs: airssys explain AIRSSYS_BUILD_UNREQUESTED

      checked demo:one@1.0.0, demo:two@1.0.0 in <time>: no errors and 1 warning
      "
    `);
  });

  it('refuses what cannot be checked', async () => {
    const project = new Project('check-usage');
    expect(await project.show('check')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is nothing to check
      hint: Looked for "airssys": { "entry": … } in package.json, and for a class with
            @component in src/*.ts. Name the file: airssys check <entry>.

      "
    `);
    expect(await project.show('check', 'src/nowhere.ts', '--json')).toMatchInlineSnapshot(`
      "exit 2
      --- stdout
      {"error":{"code":"AIRSSYS_BUILD_MISSING_FILE","message":"There is no file src/nowhere.ts","hint":"Name the TypeScript file that holds the class with @component.","data":{"path":"<dir>/src/nowhere.ts"}}}
      "
    `);
  });
});

it.each(['AIRSSYS_BUILD_UNREQUESTED', 'AIRSSYS_BUILD_UNUSED'])('says what the page of %s says', async (code) => {
  const page = readFileSync(join(import.meta.dirname, `../docs/diagnostics/${code}.md`), 'utf8');
  const example = (tag: string): string =>
    `import { component, operation, requires, storage } from '@airssys/sdk';\n${new RegExp(`\`\`\`ts ${tag}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1]}`;
  const project = new Project(`check-page-${code}`).write('src/main.ts', example('wrong'));
  const marked = example('wrong')
    .split('\n')
    .findIndex((line) => line.includes('↓ here'));
  expect(JSON.parse((await project.run(['check', '--json'])).stdout)).toMatchObject({
    diagnostics: [{ code, severity: 'warning', line: marked + 2 }],
  });
  project.write('src/main.ts', example('mended'));
  expect(JSON.parse((await project.run(['check', '--json'])).stdout)).toMatchObject({ diagnostics: [] });
});
