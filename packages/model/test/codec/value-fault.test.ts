import { describe, expect, it } from 'vitest';
import { compileType, JCO } from '../../src/codec/index.ts';
import { AirssysError, Type } from '../../src/index.ts';
import { codec, failure } from './samples.ts';

const u32 = codec(Type.primitive('u32'));

describe('a refused value', () => {
  it('is shown briefly', () => {
    const values = [
      'text',
      'x'.repeat(1000),
      12n,
      10n ** 100n,
      -0.5,
      NaN,
      true,
      null,
      undefined,
      Symbol('s'),
      () => 1,
      [1],
      { a: 1 },
      new Map(),
      new Float32Array(2),
    ];
    expect(values.map((value) => failure(() => u32.lower(value, 'x')))).toMatchInlineSnapshot(`
      [
        "x: expected u32, got "text"",
        "x: expected u32, got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (1000 characters)",
        "x: expected u32, got 12n",
        "x: expected u32, got 1000000000000000000000000000000000000000…n",
        "x: expected u32, got -0.5",
        "x: expected u32, got NaN",
        "x: expected u32, got true",
        "x: expected u32, got null",
        "x: expected u32, got undefined",
        "x: expected u32, got a symbol",
        "x: expected u32, got a function",
        "x: expected u32, got an array",
        "x: expected u32, got an object",
        "x: expected u32, got an object",
        "x: expected u32, got a Float32Array",
      ]
    `);
  });

  it('runs none of its own code', () => {
    const trap = (): never => {
      throw new Error('the value ran');
    };
    const hostile = {
      toString: trap,
      valueOf: trap,
      toJSON: trap,
      [Symbol.toPrimitive]: trap,
      get [Symbol.toStringTag](): string {
        return trap();
      },
      get constructor(): object {
        return trap();
      },
    };
    const proxy = new Proxy({}, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap });
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    for (const value of [hostile, proxy, revoked.proxy]) {
      expect(failure(() => u32.lower(value, 'x'))).toBe('x: expected u32, got an object');
    }
  });

  it('has its path and what was expected as data', () => {
    try {
      u32.lower(-1, 'total');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AirssysError);
      expect(error).toMatchObject({ code: 'AIRSSYS_VALUE_INVALID', data: { path: 'total', expected: 'u32' } });
    }
  });

  it('has a path that can be read, whatever its keys', () => {
    const record = (key: string) =>
      compileType(
        Type.reference('r'),
        new Map([
          [
            'r',
            {
              kind: 'record',
              name: 'r',
              source: 'R',
              fields: [{ name: 'a', key, type: Type.primitive('u8') }],
            } as const,
          ],
        ]),
        JCO,
      );
    expect([
      failure(() => record('plain').lower({}, '')),
      failure(() => record('$x_1').lower({}, 'it')),
      failure(() => record('full name').lower({}, 'it')),
      failure(() => record('a"]\n').lower({}, 'it')),
      failure(() => u32.lower({}, '')),
    ]).toMatchInlineSnapshot(`
      [
        "plain: expected u8, got nothing: the property is missing",
        "it.$x_1: expected u8, got nothing: the property is missing",
        "it["full name"]: expected u8, got nothing: the property is missing",
        "it["a\\"]\\n"]: expected u8, got nothing: the property is missing",
        "value: expected u32, got an object",
      ]
    `);
  });
});
