import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import { demandPlainNames } from '../../src/engine/core-names.ts';
import { OPS, run, testHost } from '../components.ts';
import { assemble } from './metering/metered.ts';

/** As the text format writes it. */
const quoted = (name: string): string =>
  `"${[...new TextEncoder().encode(name)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}"`;

const named = async (name: string): Promise<Uint8Array> =>
  await parse(`(component
    (core module $a (func (export ${quoted(name)}) (result i32) (i32.const 42)))
    (core instance $a (instantiate $a))
    (core module $b (import "a" ${quoted(name)} (func $f (result i32))) (func (export "run") (result i32) (call $f)))
    (core instance $b (instantiate $b (with "a" (instance $a))))
    (func $run (result u32) (canon lift (core func $b "run")))
    (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`);

const UNSAFE: readonly string[] = [
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\r',
  '\u2028',
  '\u2029',
  '\0',
  '${x}',
  '*/',
  "'];globalThis.escaped=1;['",
];

describe('INVARIANT: a name of a core module never goes on as JavaScript', () => {
  test.each(UNSAFE.map((name) => [JSON.stringify(name), name]))('refused: %s', async (_shown, name = '') => {
    await expect(testHost().load(await named(name), 'test')).rejects.toMatchObject({
      code: 'AIRSSYS_ENGINE_UNSUPPORTED',
      message: expect.stringContaining('a core module with the name'),
    });
    expect(globalThis).not.toHaveProperty('escaped');
  });

  test.each([
    ['import', (name: string) => `(import "a" ${quoted(name)} (memory 1))`],
    ['import from', (name: string) => `(import ${quoted(name)} "a" (global i32))`],
    ['export', (name: string) => `(table (export ${quoted(name)}) 1 funcref)`],
  ])('wherever it stands: %s', async (_where, wat) => {
    const imports = '(import "i" "t" (table 1 funcref)) (import "i" "e" (tag)) (import "i" "m" (memory 1 2))';
    for (const name of UNSAFE) {
      const bytes = await assemble(`(module ${imports} ${wat(name)})`);
      expect(() => demandPlainNames(bytes)).toThrow('a core module with the name');
    }
  });

  test.each([
    'a b',
    'exports0',
    '$imports',
    '[dtor]x',
    'ns:pkg/face@1.0.0-rc.1+x#[method]a.b',
    '(){}=>;,//',
    'größe',
    '',
  ])('goes through: %s', async (name) => {
    const loaded = await testHost().load(await named(name), 'test');
    expect(await run(await loaded.instantiate())).toMatchObject({ value: 42 });
  });
});
