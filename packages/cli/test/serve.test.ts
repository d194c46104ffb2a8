/** `airssys serve` in a process of its own. */
import type { ChildProcess } from 'node:child_process';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeAll, expect, it } from 'vitest';
import { type Outcome } from './support/command.ts';
import { type Project, sampleProject } from './support/project.ts';
import { SILENT } from '../../../test/http-component.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('serve');
  project.write('silent.wasm', await parse(SILENT));
});

/** Serves, asks once it is there, and tells it to end. */
async function served(
  flags: readonly string[],
  ask: (url: string) => Promise<unknown>,
  file = 'silent.wasm',
): Promise<Outcome> {
  let output = '';
  const watch = (child: ChildProcess): void => {
    const look = (chunk: Buffer): void => {
      const before = output;
      output += chunk.toString();
      const url = /http:\/\/[\d.:]+/.exec(output)?.[0];
      if (url === undefined || /http:\/\/[\d.:]+/.test(before)) return;
      void ask(url).finally(() => child.kill('SIGTERM'));
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
  };
  return await project.run(['serve', file, '--port', '0', ...flags], { onStart: watch });
}

it('answers until it is told to end, with a line for each request', async () => {
  let status = 0;
  const { code, stdout, stderr } = await served([], async (url) => {
    status = (await fetch(`${url}/${'long'.repeat(40)}`)).status;
  });
  expect({ code, status }).toEqual({ code: 0, status: 500 });
  expect(stderr).toMatch(/^silent\.wasm answers at http:\/\/127\.0\.0\.1:\d+ \(Ctrl-C ends it\)\nending: /);
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d 500 .* GET \/longlong.*…\n {9}the component gave no response\n$/);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

it('as JSON', async () => {
  const { code, stdout } = await served(['--json'], async (url) => await fetch(`${url}/a?b`));
  const [first = '', second = ''] = stdout.split('\n');
  expect(code).toBe(0);
  expect(JSON.parse(first)).toMatchObject({ url: expect.stringMatching(/^http:/) as string });
  expect(JSON.parse(second)).toMatchObject({
    method: 'GET',
    path: '/a?b',
    status: 500,
    error: { message: 'the component gave no response' },
  });
});

it('what cannot be served', async () => {
  expect(await project.show('serve', 'dist/sample.wasm')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_SANDBOX_OPERATION_UNKNOWN: The component answers no requests: it
      has no wasi:http/incoming-handler
    hint: Make an instance and call what it exports:
          airssys:core/component-lifecycle@1.0.0, demo:sample/operations@1.2.3,
          init.

    "
  `);
  expect(await project.show('serve', 'silent.wasm', '--port', 'many')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_CLI_USAGE: --port cannot be 'many'
    hint: Write a number from 0 to 65535; 0 is a free port.

    "
  `);
  expect(await project.show('serve', 'silent.wasm', '--port', '0', '--address', '192.0.2.1')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_SERVE_LISTEN: Nothing can be served at 192.0.2.1:0: EADDRNOTAVAIL
    hint: Choose another port, or an address of this machine.

    "
  `);
});

it('a class of an author, from its source to its answer', async () => {
  project.write(
    'src/web.ts',
    `import { component, type HttpServerRequest, type HttpServerResponse, onRequest } from '@airssys/sdk';
@component({ id: 'acme:web', version: '1.0.0' })
export class Web {
  @onRequest()
  answer({ method, path }: HttpServerRequest): HttpServerResponse {
    if (path === '/fails') throw new Error('for the operator');
    return { body: \`\${method} \${path}\` };
  }
}
`,
  );
  const build = await project.run(['build', 'src/web.ts', '--engine', 'quickjs']);
  expect({ code: build.code, stderr: build.stderr }).toEqual({ code: 0, stderr: '' });
  const inspected = await project.run(['inspect', 'dist/web.wasm']);
  expect(inspected.stdout).toContain('answers requests, with `airssys serve`');
  expect(JSON.parse((await project.run(['inspect', 'dist/web.wasm', '--json'])).stdout)).toMatchObject({
    component: { answersHttp: true },
  });
  const answers: string[] = [];
  const { stdout } = await served(
    [],
    async (url) => {
      for (const path of ['/a', '/fails']) answers.push(await (await fetch(url + path)).text());
    },
    'dist/web.wasm',
  );
  expect(answers).toEqual(['GET /a', 'Internal Server Error\n']);
  expect(stdout).toContain('Error: for the operator');
}, 240_000);
