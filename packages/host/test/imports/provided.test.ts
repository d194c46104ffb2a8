/** Components that use interfaces which others provide: in JavaScript, and by another instance. */
import { describe, expect, it } from 'vitest';
import type { InstanceOptions } from '../../src/index.ts';
import { type EngineName, ENGINES } from '../components.ts';
import { host, load } from './importing.ts';
import { providers, type Seen } from './providers.ts';

const trader = async (engine: EngineName, options: InstanceOptions = {}) =>
  await (await load('trader', engine)).instantiate({ imports: providers(), ...options });

describe.each(ENGINES)('an imported interface, %s', (engine) => {
  it('carries values of every type in both directions', async () => {
    const seen: Seen = { values: [], events: [] };
    await using instance = await trader(engine, { imports: providers(seen) });
    expect(await instance.call('everything')).toMatchInlineSnapshot(
      `"{"yes":true,"tiny":-128,"byte":255,"short":-32768,"word":65535,"int":-2147483648,"uint":4294967295,"long":"-9223372036854775808n","ulong":"18446744073709551615n","single":0.5,"double":"-0","letter":"🦀","text":"zażółć 🦀","bytes":{"bytes":[0,255]},"numbers":[0,4294967295],"longs":["-1n","9223372036854775807n"],"pair":["a","18446744073709551615n"],"twice":null,"outcome":{"ok":false,"error":"no"},"mode":"slow-one","rights":["read","write-all"],"shape":{"kind":"circle","value":1.5},"shapes":[{"kind":"point"},{"kind":"named","value":"x"},{"kind":"sized"},{"kind":"sized","value":7}]}"`,
    );
    expect(seen.values[0]).toEqual({
      yes: true,
      tiny: -128,
      byte: 255,
      short: -32_768,
      word: 65_535,
      int: -2_147_483_648,
      uint: 4_294_967_295,
      long: -(2n ** 63n),
      ulong: 2n ** 64n - 1n,
      single: 0.5,
      double: -0,
      letter: '🦀',
      text: 'zażółć 🦀',
      bytes: new Uint8Array([0, 255]),
      numbers: [0, 4_294_967_295],
      longs: [-1n, 2n ** 63n - 1n],
      pair: ['a', 2n ** 64n - 1n],
      twice: null,
      outcome: { ok: false, error: 'no' },
      mode: 'slow-one',
      rights: new Set(['read', 'write-all']),
      shape: { kind: 'circle', value: 1.5 },
      shapes: [{ kind: 'point' }, { kind: 'named', value: 'x' }, { kind: 'sized' }, { kind: 'sized', value: 7 }],
    });
    expect(await instance.call('alone')).toMatchInlineSnapshot(
      `"[4294967295,"-9223372036854775808n","-1n","18446744073709551615n","none","some none",4294967295,"🦀","x without a note","x y"]"`,
    );
  });

  it('gives errors of results as values, whether they are returned or thrown', async () => {
    await using instance = await trader(engine);
    expect(await instance.call('convert', 3, 'EUR')).toBe('{"ok":true,"value":6}');
    expect(await instance.call('convert', 3, 'XXX')).toBe(
      '{"ok":false,"error":{"kind":"unknown-currency","value":"XXX"}}',
    );
    expect(await instance.call('convert', 3, 'YYY')).toBe('{"ok":false,"error":{"kind":"closed"}}');
    expect(await instance.call('check', 'EUR')).toBe('{"ok":true}');
    expect(await instance.call('check', 'USD')).toBe('{"ok":false}');
  });

  it('tells the author of wrong arguments by function and path, before anybody is called', async () => {
    const seen: Seen = { values: [], events: [] };
    await using instance = await trader(engine, { imports: providers(seen) });
    expect(await instance.call('wrong')).toMatchInlineSnapshot(`
      [
        "acme:rates/echo@1.2.0#unsigned: value: expected u32, got -1",
        "acme:rates/echo@1.2.0#all: value.shapes[1].kind: expected one of "point", "circle", "named", "sized", got "square"",
        "acme:rates/exchange@1.2.0#convert: amount: expected a number, got "1"",
        "acme:rates/exchange@1.2.0#convert: rate: expected an object (Rate), got undefined",
        "acme:rates/sessions@1.2.0#close: session: expected an object of the class Session that has not been disposed or given away, got an object",
      ]
    `);
    expect(seen.values).toEqual([]);
  });

  it('carries resources: made, called, given away, borrowed, disposed', async () => {
    const seen: Seen = { values: [], events: [] };
    const instance = await trader(engine, { imports: providers(seen) });
    expect(await instance.call('sessions')).toMatchInlineSnapshot(`
      [
        "one",
        "{"ok":true,"value":20}",
        "{"ok":false,"error":"nothing to quote"}",
        "two",
        "true",
        "0",
        "7",
        "one and two",
        "acme:rates/sessions@1.2.0#Session.name was called on an object that has been disposed or given away",
        "acme:rates/desk@1.2.0#both: second: expected an object of the class DeskSession that has not been disposed or given away, got an object",
        "three",
        "acme:rates/sessions@1.2.0#Session.name was called on an object that has been disposed or given away",
        "9",
        "true",
      ]
    `);
    expect(await instance.call('keep', 'kept')).toBe('kept');
    expect(await instance.call('keep', 'other')).toBe('kept');
    expect(await instance.call('twice')).toMatchInlineSnapshot(
      `"acme:rates/desk@1.2.0#both: second: expected another DeskSession than one that the same call gives away, got an object"`,
    );
    await instance[Symbol.asyncDispose]();
    await instance[Symbol.asyncDispose]();
    // What has been given back is the provider's; all else is disposed once, at the latest with the instance.
    expect(seen.events.toSorted()).toMatchInlineSnapshot(`
      [
        "kept disposed",
        "kept made",
        "one disposed",
        "one made",
        "own disposed",
        "own made",
        "three given back",
        "three made",
        "ticket 7 disposed",
        "ticket 9 disposed",
        "two made",
      ]
    `);
  });

  it('is counted and audited as a grant of the embedder', async () => {
    const instance = await trader(engine);
    expect(await instance.call('count', 3)).toBe(3);
    const events = host.audit.events.filter((event) => event.instance === instance.id);
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({
      component: 'test:trader@1.0.0',
      operation: 'count',
      hostFunction: 'acme:rates/exchange#count',
      area: 'import',
      action: 'call',
      resource: 'acme:rates/exchange@1.2.0',
      allowed: true,
      rule: 'provided by the embedder',
    });
    expect(instance.usage.hostCalls).toBeGreaterThanOrEqual(3);
    await expect(
      (await trader(engine, { limits: { maxHostCalls: 2 } })).call('count', 3),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`[TrapError: count called the host more than 2 times]`);
  });

  it('ends the call where the provider answers with a wrong value or fails, and says where', async () => {
    const failing = async (name: string, fn: unknown, operation: string, ...args: unknown[]): Promise<string> => {
      const imports = providers();
      const exchange = { ...imports['acme:rates/exchange@1.2.0'], [name]: fn };
      const instance = await trader(engine, { imports: { ...imports, 'acme:rates/exchange@1.2.0': exchange } });
      return await instance.call(operation, ...args).then(
        () => 'nothing',
        (error: Error) => error.message,
      );
    };
    expect(await failing('count', () => -1, 'count', 1)).toMatchInlineSnapshot(
      `"The host's acme:rates/exchange#count failed: result: expected u32, got -1"`,
    );
    expect(await failing('count', async () => await Promise.resolve('1'), 'count', 1)).toMatchInlineSnapshot(
      `"The host's acme:rates/exchange#count failed: result: expected u32, got "1""`,
    );
    expect(await failing('convert', () => 6, 'convert', 3, 'EUR')).toMatchInlineSnapshot(
      `"The host's acme:rates/exchange#convert failed: result: expected { ok: true, value } or { ok: false, error }, got 6"`,
    );
    expect(
      await failing('convert', () => ({ ok: false, error: { kind: 'open' } }), 'convert', 3, 'EUR'),
    ).toMatchInlineSnapshot(
      `"The host's acme:rates/exchange#convert failed: result.error.kind: expected one of "unknown-currency", "closed", got "open""`,
    );
    const broken = (): never => {
      throw new Error('the line is dead');
    };
    expect(await failing('convert', broken, 'convert', 3, 'EUR')).toMatchInlineSnapshot(
      `"The host's acme:rates/exchange#convert failed: the line is dead"`,
    );
    expect(await failing('count', broken, 'count', 1)).toMatchInlineSnapshot(
      `"The host's acme:rates/exchange#count failed: the line is dead"`,
    );
  });
});
