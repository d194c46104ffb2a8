/** What a build says of interfaces that it cannot find or use. (That it can use others: packages/host/test/imports.) */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAirssysError } from '@airssys/model';
import { expect, it } from 'vitest';
import { buildComponent, diagnosticsOf } from '../../src/build/index.ts';
import { component, createWorkspace } from './workspace.ts';

const MODULE = `import { importInterface, type u32 } from '@airssys/sdk';

const $interface = /* @__PURE__ */ importInterface('acme:rates/exchange@1.2.0');

export type Rate = u32;

export function rate(): Rate {
  return $interface.call<u32>('rate', []);
}
`;

const USES = component('@operation() one(): u32 { return rate(); }', "import { rate } from './exchange.js';");

async function complaintsOf(entry: string, packages: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { dir, write } = createWorkspace({ 'exchange.ts': MODULE, 'main.ts': entry });
  mkdirSync(join(dir, 'wit/deps'), { recursive: true });
  for (const [name, text] of Object.entries(packages)) writeFileSync(join(dir, 'wit/deps', name), text);
  try {
    await buildComponent({
      entry: write('main.ts', entry),
      engine: 'quickjs',
      outDir: false,
      cacheDir: join(dir, 'cache'),
    });
    return [];
  } catch (error) {
    if (!isAirssysError(error, 'AIRSSYS_BUILD_SOURCE')) throw error;
    return diagnosticsOf(error).map(
      (one) =>
        `${one.file.slice(dir.length + 1)}:${one.line}:${one.column} ${one.code}: ${one.message}. ${one.hint ?? ''}`,
    );
  }
}

it('names the place of an interface that no package has', async () => {
  expect(await complaintsOf(USES, {})).toMatchInlineSnapshot(`
    [
      "exchange.ts:3:53 AIRSSYS_BUILD_INTERFACE: acme:rates/exchange@1.2.0 is not among the packages in wit/deps of the project. It has nothing. Put the package there, and make its modules again: airssys wit add FILE.",
    ]
  `);
  expect(
    await complaintsOf(USES, { 'rates.wit': 'package acme:rates@2.0.0; interface exchange { rate: func() -> u32; }' }),
  ).toMatchInlineSnapshot(`
    [
      "exchange.ts:3:53 AIRSSYS_BUILD_INTERFACE: acme:rates/exchange@1.2.0 is not among the packages in wit/deps of the project. It has acme:rates/exchange@2.0.0. Put the package there, and make its modules again: airssys wit add FILE.",
    ]
  `);
});

it('names the place in the WIT of what cannot be used', async () => {
  expect(
    await complaintsOf(USES, {
      'rates.wit': 'package acme:rates@1.2.0; interface exchange { rate: func() -> stream; }',
    }),
  ).toMatchInlineSnapshot(`
    [
      "wit/deps/rates.wit:1:64 AIRSSYS_WIT_BIND_UNSUPPORTED: 'rate' of acme:rates/exchange@1.2.0 has a stream, which a component cannot use yet. Use another interface, or leave this part out of the copy in wit/deps.",
    ]
  `);
});

it('does not need the interface of a module of which only types are used', async () => {
  const types = component('@operation() one(): Rate { return 1; }', "import type { Rate } from './exchange.js';");
  expect(await complaintsOf(types, {})).toEqual([]);
});
