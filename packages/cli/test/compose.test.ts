import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { link } from './support/link-component.ts';
import { Project } from './support/project.ts';

const project = new Project('compose');
beforeAll(async () => {
  project
    .write('shop.wasm', await link('acme:rates/exchange@1.0.0', 'acme:shop/api@1.0.0'))
    .write('eu.wasm', await link('acme:clock/now@1.0.0', 'acme:rates/exchange@1.2.0'))
    .write('us.wasm', await link('acme:clock/now@1.1.0', 'acme:rates/exchange@1.0.0'));
});

describe('airssys compose', () => {
  it('writes one component, and says what is wired and what the host is asked for', async () => {
    expect(await project.show('compose', 'shop.wasm', '--with', 'eu.wasm', '-o', 'whole.wasm')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      wrote whole.wasm, <size>
      shop: acme:rates/exchange@1.0.0 is answered by eu, by acme:rates/exchange@1.2.0
      the host is asked for acme:clock/now@1.0.0 (eu)
      "
    `);
    expect(await project.show('inspect', 'whole.wasm', '--wit')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      package root:component;

      world root {
        import acme:clock/now@1.0.0;

        export acme:shop/api@1.0.0;
      }
      "
    `);
  });

  it('takes wires by name, and prints JSON', async () => {
    const args = ['compose', 'shop.wasm', '--with', 'eu.wasm', '--with', 'us.wasm', '-o', 'whole.wasm'];
    expect(await project.show(...args)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_COMPOSE_INVALID: acme:rates/exchange@1.0.0, which shop imports, is
        exported by eu and us
      hint: Say which of them answers: shop/acme:rates/exchange@1.0.0=eu.

      "
    `);
    const wired = [...args, '--wire', 'acme:rates/exchange=us', '--wire', 'us/acme:clock/now=eu/acme:rates/exchange'];
    // The types are the same, so one may answer for the other.
    const { code, stdout } = await project.run([...wired, '--export', 'eu/acme:rates/exchange@1.2.0', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      component: 'whole.wasm',
      sizeBytes: readFileSync(project.path('whole.wasm')).length,
      wires: [
        { component: 'shop', import: 'acme:rates/exchange@1.0.0', provider: 'us', export: 'acme:rates/exchange@1.0.0' },
        { component: 'us', import: 'acme:clock/now@1.1.0', provider: 'eu', export: 'acme:rates/exchange@1.2.0' },
      ],
      imports: [{ import: 'acme:clock/now@1.0.0', components: ['eu'] }],
      exports: ['acme:shop/api@1.0.0', 'acme:rates/exchange@1.2.0'],
      order: ['eu', 'us', 'shop'],
    });
  });

  it('says what is wrong', async () => {
    expect(await project.show('compose', 'shop.wasm', '--with', 'none.wasm', '-o', 'x.wasm')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is no file none.wasm
      hint: Name a component; \`airssys build\` makes one.

      "
    `);
    expect(await project.show('compose', 'shop.wasm', '--wire', 'no', '-o', 'x.wasm')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: no is no wire
      hint: Write IMPORT=COMPONENT, such as acme:rates/exchange=rates; or
            COMPONENT/IMPORT=COMPONENT/EXPORT.

      "
    `);
    expect(await project.show('compose', 'shop.wasm', '--export', 'no', '-o', 'x.wasm')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: no is no export
      hint: Write COMPONENT/EXPORT, such as rates/acme:rates/exchange@1.2.0.

      "
    `);
    expect(await project.show('compose', 'shop.wasm', '--with', './shop.wasm', '-o', 'x.wasm')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: Two of the components are called shop
      hint: They are called by their files: rename one of them.

      "
    `);
    expect(await project.show('compose', 'shop.wasm', '-o', 'none/x.wasm')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: none/x.wasm cannot be written (ENOENT)
      hint: See that its folder is there and can be written.

      "
    `);
  });
});
