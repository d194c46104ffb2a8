/** A component whose import another instance answers; and what is said where nobody does. */
import { isAirssysError } from '@airssys/model';
import { describe, expect, it } from 'vitest';
import { type InstanceOptions, TrapError } from '../../src/index.ts';
import { ENGINES } from '../components.ts';
import { host, load } from './importing.ts';

const MATHS = 'test:maths/operations@1.0.0';

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => 'nothing',
    (error: unknown) => error,
  );

const textOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await failureOf(work);
  return isAirssysError(error) ? `${error.code}: ${error.message}\n${error.hint ?? ''}` : String(error);
};

describe.each(ENGINES)('another instance as the provider, %s', (engine) => {
  // Its provider has the other engine: only WIT is between them.
  const other = engine === 'quickjs' ? 'starlingmonkey' : 'quickjs';

  it('answers the calls with its own state, and errors of results pass', async () => {
    await using maths = await (await load('maths', other)).instantiate();
    await using caller = await (await load('caller', engine)).instantiate({ imports: { [MATHS]: maths } });
    expect(await caller.call('sum', [1, 2, 4_000_000_000])).toBe(4_000_000_003);
    expect(await maths.call('calls')).toBe(3);
    expect(await caller.call('divide', 3, 2)).toEqual({ ok: true, value: 1.5 });
    expect(await caller.call('divide', 3, 0)).toEqual({ ok: false, error: { kind: 'by-zero' } });
    expect(await caller.call('divide', 2_000, 2)).toEqual({ ok: false, error: { kind: 'too-large', value: 1_000 } });
    const event = host.audit.events.find(({ instance }) => instance === caller.id);
    expect(event).toMatchObject({ resource: MATHS, allowed: true, rule: `provided by instance ${maths.id}` });
  });

  it('has limits and an end of its own', async () => {
    const maths = await (await load('maths', other)).instantiate();
    const caller = await (await load('caller', engine)).instantiate({ imports: { [MATHS]: maths } });
    const error = await failureOf(caller.call('crash', 'no good'));
    if (!(error instanceof TrapError)) throw error;
    expect(error).toMatchObject({ kind: 'host-error', operation: 'crash' });
    expect(error.message).toMatchInlineSnapshot(
      `"The host's test:maths/operations#crash failed: test:maths/operations@1.0.0#crash threw RangeError: no good"`,
    );
    expect(error.cause).toMatchObject({ kind: 'guest-error', operation: `${MATHS}#crash` });
    expect(maths.state).toBe('trapped');
    const after = (await load('caller', engine)).instantiate({ imports: { [MATHS]: maths } });
    expect((await textOf(after)).replace(`Instance ${maths.id}`, 'Instance N')).toMatchInlineSnapshot(`
      "AIRSSYS_SANDBOX_STATE: Instance N cannot provide test:maths/operations@1.0.0: it is trapped
      Make a new instance of the component."
    `);
  });
});

describe('who calls back', () => {
  it('into the instance that is calling is refused, as always', async () => {
    const caller = await (
      await load('caller', 'quickjs')
    ).instantiate({
      imports: {
        [MATHS]: { add: async () => await caller.call('sum', []), divide: () => {}, calls: () => 0, crash: () => 0 },
      },
    });
    expect(await textOf(caller.call('sum', [1]))).toMatchInlineSnapshot(`
      "AIRSSYS_TRAP_HOST_ERROR: The host's test:maths/operations#add failed: sum was called from inside of a call of the same instance
      "
    `);
  });
});

describe('an import that cannot be answered', () => {
  const refusal = async (imports: InstanceOptions['imports']): Promise<string> =>
    await textOf((await load('caller', 'quickjs')).instantiate({ imports }));
  const all = { add: () => 0, divide: () => 0, calls: () => 0, crash: () => 0 };

  it('is refused at the start, by its name and with what to do', async () => {
    expect(await refusal(undefined)).toMatchInlineSnapshot(`
      "AIRSSYS_SANDBOX_IMPORT_MISSING: Nobody provides what test:caller imports: test:maths/operations@1.0.0
      Give it when the component is instantiated: imports: { 'test:maths/operations@1.0.0': { add(a, b) { … } } }, or another instance that exports it."
    `);
    expect(await refusal({ 'test:maths/operations@2.0.0': all, 'test:other/operations@1.0.0': all }))
      .toMatchInlineSnapshot(`
      "AIRSSYS_SANDBOX_IMPORT_MISSING: Nobody provides what test:caller imports: test:maths/operations@1.0.0
      Give it when the component is instantiated: imports: { 'test:maths/operations@1.0.0': { add(a, b) { … } } }, or another instance that exports it. Given is another version: test:maths/operations@2.0.0."
    `);
  });

  it('is refused where a function is missing, or the provider is none', async () => {
    expect(await refusal({ [MATHS]: { add: () => 0, divide: 'no' } })).toMatchInlineSnapshot(`
      "AIRSSYS_SANDBOX_IMPORT_MISSING: The provider of test:maths/operations@1.0.0 lacks divide, calls, crash
      Give it a function for each function of the interface, and a class for each resource that can be made."
    `);
    // An author in plain JavaScript.
    expect(await refusal({ [MATHS]: (() => {}) as never })).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: test:maths/operations@1.0.0 cannot be provided by function
      Give an object with the functions of the interface, or an instance that exports it."
    `);
  });

  it('is refused where an instance does not export the interface', async () => {
    const caller = await (await load('caller', 'quickjs')).instantiate({ imports: { 'test:maths/operations': all } });
    const error = await textOf((await load('caller', 'quickjs')).instantiate({ imports: { [MATHS]: caller } }));
    expect(error.replace(String(caller.id), 'N')).toMatchInlineSnapshot(`
      "AIRSSYS_SANDBOX_IMPORT_MISSING: Instance N does not export test:maths/operations@1.0.0#add, test:maths/operations@1.0.0#divide, test:maths/operations@1.0.0#calls, test:maths/operations@1.0.0#crash
      Give an instance of the component that test:maths/operations@1.0.0 was added from: airssys wit add COMPONENT.wasm."
    `);
  });
});

describe.each(['worker', 'process'] as const)('a component on its own %s', (isolation) => {
  it('calls what the host provides, and an instance', async () => {
    await using maths = await (await load('maths', 'quickjs')).instantiate();
    await using caller = await (
      await load('caller', 'quickjs')
    ).instantiate({ imports: { [MATHS]: maths }, isolation });
    expect(await caller.call('sum', [1, 2])).toBe(3);
    expect(await caller.call('divide', 3, 0)).toEqual({ ok: false, error: { kind: 'by-zero' } });
  });

  it('is given no objects', async () => {
    const trader = (await load('trader', 'quickjs')).instantiate({ isolation });
    expect((await textOf(trader)).replace(isolation, 'ISOLATION')).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: Resources of acme:rates/desk@1.2.0 do not go with isolation: 'ISOLATION'
      Handles of objects are good on the thread and in the state that they were made in. Leave the setting out."
    `);
  });
});

describe('what does not go together', () => {
  it('an instance whose operations have other types than those that are imported', async () => {
    // The same package, and another interface: as after a change without a new version.
    const changed = await (await load('maths-changed', 'quickjs')).instantiate();
    const error = await textOf((await load('caller', 'quickjs')).instantiate({ imports: { [MATHS]: changed } }));
    expect(error.replace(`Instance ${changed.id}`, 'Instance N')).toMatchInlineSnapshot(`
      "AIRSSYS_SANDBOX_IMPORT_MISSING: Instance N exports add as func(u64, u32) -> u32, and it is imported as func(u32, u32) -> u32
      Give an instance of the component that test:maths/operations@1.0.0 was added from: airssys wit add COMPONENT.wasm."
    `);
  });

  it('objects, and a state that is put back after each call', async () => {
    const trader = (await load('trader', 'quickjs')).instantiate({ reuse: 'call' });
    expect(await textOf(trader)).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: Resources of acme:rates/desk@1.2.0 do not go with reuse: 'call'
      Handles of objects are good on the thread and in the state that they were made in. Leave the setting out."
    `);
  });
});

it('a fresh state per call goes with functions that are given', async () => {
  const given = { add: (a: number, b: number) => a + b, divide: () => 0, calls: () => 0, crash: () => 0 };
  const component = await load('caller', 'quickjs');
  await using caller = await component.instantiate({ imports: { [MATHS]: given }, reuse: 'call' });
  expect(await caller.call('sum', [1, 2])).toBe(3);
  expect(await caller.call('sum', [3])).toBe(3);
});
