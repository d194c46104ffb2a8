/** Components that were composed into one: run as one, within one budget. */
import { join } from 'node:path';
import { composeComponents } from '@airssys/wit-gen';
import { buildComponent } from '@airssys/sdk/build';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, it } from 'vitest';
import type { ComponentInstance, InstanceOptions } from '../../src/index.ts';
import { type EngineName, OPS, testHost, trapOf, written } from '../components.ts';

const fixture = async (name: string, engine: EngineName): Promise<Uint8Array> => {
  const entry = join(import.meta.dirname, `../fixtures/importing/src/${name}.ts`);
  return (await buildComponent({ entry, engine, outDir: false })).component;
};

async function whole(
  engine: EngineName,
  other: EngineName,
  options: InstanceOptions = {},
): Promise<{ readonly instance: ComponentInstance; readonly lines: string[] }> {
  const lines: string[] = [];
  const { component } = composeComponents({
    components: { caller: await fixture('caller', engine), maths: await fixture('maths', other) },
  });
  const loaded = await testHost().load(component, 'whole');
  const instance = await loaded.instantiate({ ...options, log: ({ message }) => lines.push(message) });
  return { instance, lines };
}

// One that has to be transpiled anew takes a minute on a machine with much to do.
describe.each([
  ['quickjs', 'quickjs'],
  ['starlingmonkey', 'quickjs'],
] as const)('a component of %s with one of %s inside', { timeout: 240_000 }, (engine, other) => {
  it('is called as the main one, starts and ends with both, and is as well as both', async () => {
    const { instance, lines } = await whole(engine, other);
    expect(await instance.call('sum', [1, 2, 4_000_000_000])).toBe(4_000_000_003);
    expect(await instance.call('divide', 3, 0)).toEqual({ ok: false, error: { kind: 'by-zero' } });
    expect(await instance.health()).toBe('healthy');
    await instance.call('sum', [1, 2]);
    expect(await instance.health()).toBe('degraded');
    await instance.shutdown();
    expect(lines).toEqual(['maths starts', 'caller starts', 'caller ends', 'maths ends']);
  });
});

describe('one of QuickJS in another', () => {
  it('does not start where the inner one refuses to', async () => {
    const failed = whole('quickjs', 'quickjs', { config: new TextEncoder().encode('no maths') });
    await expect(failed).rejects.toThrow(/there are no maths today/);
    await expect(failed).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_INITIALIZE' });
  });

  it('has one budget of fuel, and one end', async () => {
    const { instance } = await whole('quickjs', 'quickjs', { limits: { maxFuel: 2_000_000 } });
    await instance.call('sum', [1, 2]);
    const trap = await trapOf(
      instance.call(
        'sum',
        Array.from({ length: 20_000 }, () => 1),
      ),
    );
    expect(trap.kind).toBe('out-of-fuel');
    expect(instance.state).toBe('trapped');
    const { instance: again } = await whole('quickjs', 'quickjs');
    expect(await trapOf(again.call('crash', 'no good'))).toMatchObject({ kind: 'guest-error' });
    expect(again.state).toBe('trapped');
  });

  it('says what it is made of, and who asks for what', async () => {
    const { component } = composeComponents({
      components: { caller: await fixture('caller', 'quickjs'), maths: await fixture('maths', 'quickjs') },
    });
    const { manifest } = await testHost().load(component, 'whole');
    expect(manifest?.component).toMatchObject({ namespace: 'test', name: 'caller' });
    expect(manifest?.component.imports).toBeUndefined();
    expect(manifest?.parts?.map(({ name, component: id, permissions }) => ({ name, id, permissions }))).toEqual([
      { name: 'maths', id: 'test:maths@1.0.0', permissions: [] },
      { name: 'caller', id: 'test:caller@1.0.0', permissions: [] },
    ]);
  });
});

it('goes for components of other toolchains, whose state stays between calls', async () => {
  const count = await written({
    core: `(global $n (mut i32) (i32.const 0))
      (func (export "run") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))`,
  });
  const front = await parse(`(component
    (import "${OPS}" (instance $given (export "run" (func (result u32)))))
    (core func $run (canon lower (func $given "run")))
    (core module $m (import "given" "run" (func $run (result i32)))
      (func (export "twice") (result i32) (i32.add (call $run) (call $run))))
    (core instance $gives (export "run" (func $run)))
    (core instance $i (instantiate $m (with "given" (instance $gives))))
    (func $twice (result u32) (canon lift (core func $i "twice")))
    (instance $api (export "twice" (func $twice)))
    (export "test:front/api@1.0.0" (instance $api)))`);
  const { component, imports } = composeComponents({ components: { front, count } });
  expect(imports).toEqual([]);
  await using instance = await (await testHost().load(component, 'whole')).instantiate();
  expect(await instance.callExport('test:front/api@1.0.0', 'twice', [])).toMatchObject({ value: 3 });
  expect(await instance.callExport('test:front/api@1.0.0', 'twice', [])).toMatchObject({ value: 7 });
});
