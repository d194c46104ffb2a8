/** The matchers of what a component has used, sent, logged and asked for: what they accept, and what they say. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createBus, mount } from '../src/index.ts';
import type { Station } from './fixtures/station.ts';

const station = (options?: Parameters<typeof mount>[1]) =>
  mount<typeof Station>('./fixtures/station.ts', { grants: 'requested', ...options });

/** The text of an assertion that fails. */
async function textOf(assertion: () => unknown): Promise<string> {
  try {
    await assertion();
  } catch (error) {
    // The numbers hang on the engine's version.
    return error instanceof Error
      ? stripVTControlCharacters(error.message)
          .replaceAll(/\d+\.\d+ %/g, 'P %')
          .replaceAll(/\d[\d,]{2,}\d/g, 'N')
      : String(error);
  }
  throw new Error('the assertion holds');
}

describe('toUseFuelBelow', () => {
  test('measures one call, or all of them', async () => {
    const one = await station();
    await expect(one.work(10)).toUseFuelBelow(1_000_000);
    await expect(() => one.work(10)).not.toUseFuelBelow(10);
    await expect(one).toUseFuelBelow(100_000_000);
    const { fuel } = one.$.lastUsage ?? { fuel: 0 };
    await expect(one.work(10)).not.toUseFuelBelow(fuel / 2);
  });

  test('says how much it was', async () => {
    const one = await station();
    expect(await textOf(() => expect(one.work(10)).toUseFuelBelow(5000))).toMatchInlineSnapshot(
      `"expected the call to use less than N units of fuel, but it used N, P % more"`,
    );
    expect(await textOf(() => expect(one).not.toUseFuelBelow(1e9))).toMatchInlineSnapshot(
      `"expected the component not to use less than N units of fuel, but it used N, P % less"`,
    );
  });

  test('fails with a call that fails, and refuses what it cannot know', async () => {
    const one = await station();
    await expect(expect(one.trap()).not.toUseFuelBelow(1)).rejects.toMatchObject({ code: 'AIRSSYS_TRAP_GUEST_ERROR' });
    const other = await station();
    expect(await textOf(() => expect(other.work(1).then(String)).toUseFuelBelow(1))).toContain(
      'Hand it the call itself',
    );
    expect(await textOf(() => expect(other.work(1)).not.toUseFuelBelow(0))).toContain('a number of units above 0');
    expect(await textOf(() => expect(42).toUseFuelBelow(1))).toContain('and was given 42');
  });
});

describe('toUseMemoryBelow', () => {
  test('takes bytes and units', async () => {
    const one = await station();
    await expect(one.work(1)).toUseMemoryBelow('4MiB');
    await expect(one.work(1, 8_000_000)).not.toUseMemoryBelow('8MB');
    await expect(one).not.toUseMemoryBelow(2 ** 22);
    expect(await textOf(() => expect(one).toUseMemoryBelow('64KiB'))).toMatchInlineSnapshot(
      `"expected the component to use less than N bytes of memory, but it used N, P % more"`,
    );
    // @ts-expect-error there is no such unit
    expect(await textOf(() => expect(one).toUseMemoryBelow('2 megs'))).toContain('a number with a unit (B, kB, KiB');
  });
});

describe('toHaveSent', () => {
  test('finds messages by whom they go to and what is in them', async () => {
    const bus = createBus();
    bus.listen('test:paper');
    const one = await station({ bus });
    expect(() => expect(one).toHaveSent()).toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the component to have sent a message, but it did not.

      It has sent nothing.]
    `);
    await one.tell('paper', '{"order":7,"of":"ann"}');
    await one.publish('news.today', 'sunshine');
    expect(one).toHaveSent();
    expect(one).toHaveSent('test:paper', { order: 7 });
    expect(one).toHaveSent(/^news\./, 'sunshine');
    expect(one).toHaveSent('news.today', /shine$/);
    expect(one).not.toHaveSent('test:paper', { order: 8 });
    expect(one).not.toHaveSent('test:paper', 'sunshine');
    expect(() => expect(one).toHaveSent('news.today', { rain: true })).toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the component to have sent a message to news.today with {"rain":true}, but it did not.

      It has sent:

        send     test:paper  "{\\"order\\":7,\\"of\\":\\"ann\\"}"
        publish  news.today  "sunshine"]
    `);
    expect(() => expect(one).not.toHaveSent('news.today')).toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the component not to have sent a message to news.today, but it did:

        publish  news.today  "sunshine"]
    `);
    expect(() => expect(1).toHaveSent()).toThrow('toHaveSent needs a mounted component, and was given 1');
  });
});

describe('toHaveLogged', () => {
  test('finds entries by their words, level and values', async () => {
    const one = await station({ config: 'listen' });
    expect(one).toHaveLogged('start');
    expect(one).toHaveLogged(/^started$/, { level: 'info', context: { config: 'listen' } });
    expect(one).not.toHaveLogged('started', { level: 'warn' });
    expect(one).not.toHaveLogged('started', { context: { config: 'other' } });
    expect(() => expect(one).toHaveLogged('ended', { level: 'error' })).toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the component to have logged "ended" as error, but it did not.

      It has logged:

        info  "started"  config=listen]
    `);
    expect(() => expect(one).not.toHaveLogged()).toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the component not to have logged something, but it did:

        info  "started"  config=listen]
    `);
  });
});

describe('toMatchAudit', () => {
  test('knows every decision, of a call or of all', async () => {
    const one = await station({ grants: ['storage.read'] });
    await expect(one.recall('key')).toMatchAudit(['allowed storage.read test:station']);
    await expect(one.keep('key', 'value')).toMatchAudit(['denied storage.write test:station']);
    await expect(one).not.toMatchAudit([]);
    await expect(one).toMatchAudit();
    expect(await textOf(() => expect(one).toMatchAudit(['allowed storage.read test:station']))).toMatchInlineSnapshot(`
      "expected the gate to have decided otherwise:

      - Expected
      + Received

        [
          "allowed storage.read test:station",
      +   "denied storage.write test:station",
        ]"
    `);
    expect(
      await textOf(() =>
        expect(one).not.toMatchAudit(['allowed storage.read test:station', 'denied storage.write test:station']),
      ),
    ).toMatchInlineSnapshot(`
      "expected the gate not to have decided this:

        allowed storage.read test:station
        denied storage.write test:station"
    `);
  });

  test('knows that nothing was asked for', async () => {
    await expect((await station()).work(1)).toMatchAudit([]);
    await expect((await station()).work(1)).toMatchAudit();
  });
});
