/** A host with components that answer each other's imports, and with pipelines. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { expect, it } from 'vitest';
import { HostProcess } from './support/host-process.ts';
import { PACKAGE_DIR } from './support/command.ts';
import { Project } from './support/project.ts';

const project = new Project('wires');

async function componentFile(name: string): Promise<string> {
  const entry = join(PACKAGE_DIR, `../host/test/fixtures/importing/src/${name}.ts`);
  const { component } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
  writeFileSync(project.path(`${name}.wasm`), component);
  return project.path(`${name}.wasm`);
}

it('wires components as they are installed, and runs pipelines until it ends', { timeout: 240_000 }, async () => {
  project.write('numbers.toml', '[pipeline]\nname = "numbers"\n[source]\ntopic = "numbers"\n');
  await using host = await new HostProcess().start('--pipeline', project.path('numbers.toml'));
  const maths = 'test:maths/operations@1.0.0=test:maths';
  const [caller, provider] = [await componentFile('caller'), await componentFile('maths')];
  await host.json('install', provider);
  await host.json('install', caller, '--wire', maths);
  expect(await host.json('call', 'test:caller', 'sum', '[1, 2]')).toMatchObject({ value: 3 });
  expect(await host.run(['install', caller, '--wire', 'no'])).toMatchObject({ code: 2 });
  expect(await host.end('SIGTERM')).toBe(0);

  const composed = await project.run(['compose', caller, '--with', provider, '-o', 'whole.wasm']);
  expect(composed).toMatchObject({ code: 0 });
  const { stdout } = await project.run(['inspect', 'whole.wasm']);
  expect(stdout).toContain(
    'Composed of\n  maths   test:maths@1.0.0   asks for nothing\n  caller  test:caller@1.0.0  asks for nothing\n',
  );
});

it('a pipeline is told, drawn and refused', async () => {
  project.write(
    'orders.toml',
    '[pipeline]\nname = "orders"\n[source]\ntopic = "orders"\n' +
      '[[stage]]\ncomponent = "acme:checks"\noperation = "check"\nretries = 1\non_error = "drop"\n[sink]\ntopic = "checked"\n',
  );
  expect(await project.show('pipeline', 'orders.toml', '--svg', 'orders.svg')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    pipeline orders
      from topic orders
      through acme:checks check: 1 at once, 1 retries, on error drop
      to topic checked

    --- stderr
    wrote orders.svg
    "
  `);
  const { stdout } = await project.run(['pipeline', 'orders.toml', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'orders', stages: [{ operation: 'check', onError: 'drop' }] });
  project.write('broken.toml', '[pipeline]\nname = "x"\n[source]\ntopic = "a"\n[[stage]]\ncomponent = "a:b"\n');
  expect(await project.show('pipeline', 'broken.toml')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_CONFIG_INVALID: [[stage]] 1 has no operation
    hint: Write operation = "…".

    "
  `);
  expect(await project.show('host', '--pipeline', 'none.toml')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_CLI_USAGE: There is no file none.toml
    hint: Name a pipeline (.toml).

    "
  `);
});
