import type { InterfaceModel, OperationModel } from '@airssys/model';
import { closest, INSTANT, Type } from '@airssys/model';
import { createJsonCodecs } from '@airssys/model/codec';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/parse/arguments.ts';
import { parseEnv } from '../src/parse/pairs.ts';
import { parseBytes, parseCount, parseDurationMs } from '../src/parse/quantities.ts';
import { formatBytes, formatMs } from '../src/report/numbers.ts';
import { formatSignature } from '../src/report/signature.ts';
import { printable, wrap } from '../src/report/text.ts';

describe('quantities', () => {
  it.each([
    ['65536', 65_536],
    ['512KiB', 524_288],
    ['64mib', 67_108_864],
    ['1.5GiB', 1_610_612_736],
    ['2 MB', 2_000_000],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseBytes('--max-memory', text)).toBe(bytes);
  });

  it.each([
    ['500', 500],
    ['250ms', 250],
    ['1.5s', 1_500],
    ['2m', 120_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDurationMs('--timeout', text)).toBe(ms);
  });

  it.each(['', '-1', '0', '1e9', 'x', '1 constructor', '1__proto__', '99999999999999999999'])(
    '%j is no count',
    (text) => {
      expect(() => parseCount('--max-fuel', text)).toThrow(`--max-fuel cannot be '${text}'`);
    },
  );

  it('a count may have underscores', () => {
    expect(parseCount('--max-fuel', '10_000')).toBe(10_000);
  });

  it('are shown in few digits', () => {
    expect([0, 1023, 1536, 2_225_083, 67_108_864].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '2.1 MiB',
      '64 MiB',
    ]);
    expect([0.04, 9.96, 12.3, 1_234].map(formatMs)).toEqual(['0 ms', '10 ms', '12 ms', '1.23 s']);
  });
});

describe('pairs', () => {
  it('are split at the first =', () => {
    expect(parseEnv(['A=1=2', 'B='])).toEqual({ A: '1=2', B: '' });
    expect(Object.keys(parseEnv(['__proto__=x']))).toEqual(['__proto__']);
    expect(() => parseEnv(['=x'])).toThrow("--env cannot be '=x'");
  });
});

describe('arguments', () => {
  const operation: OperationModel = {
    name: 'op',
    key: 'op',
    params: [
      { name: 'letter', key: 'letter', type: Type.primitive('char') },
      { name: 'level', key: 'level', type: Type.option(Type.reference('level')), optional: true },
      { name: 'bytes', key: 'bytes', type: Type.option(Type.bytes()), optional: true },
    ],
    result: Type.list(Type.option(Type.primitive('f64'), 'null')),
  };
  const cases = [
    { name: 'low', literal: 1 },
    { name: 'high', literal: 'high' },
  ];
  const operations: InterfaceModel = {
    name: 'operations',
    types: [{ kind: 'enum', name: 'level', source: 'Level', cases }],
    operations: [operation],
  };
  const codec = createJsonCodecs(operations).get('op');

  const read = (...texts: readonly string[]): readonly unknown[] => {
    if (codec === undefined) throw new Error('no codec');
    return parseArguments(operation, operations, codec, texts);
  };

  it('take text where the type is one', () => {
    expect(read('7')).toEqual(['7']);
    expect(read('"7"', '1')).toEqual(['7', 1]);
    expect(read('x', 'high')).toEqual(['x', 'high']);
    expect(read('x', 'null', '"AQI="')).toEqual(['x', undefined, Uint8Array.of(1, 2)]);
  });

  it('take a date as text too', () => {
    const dated = { ...operation, params: [{ name: 'at', key: 'at', type: Type.reference('instant') }] };
    const model = { ...operations, types: [INSTANT], operations: [dated] };
    const parsed = createJsonCodecs({ ...model, operations: [{ ...dated, result: Type.reference('instant') }] }).get(
      'op',
    );
    const at = new Date(Date.UTC(2026, 10, 20));
    for (const text of ['2026-11-20', '"2026-11-20T00:00:00Z"']) {
      expect(parsed && parseArguments(dated, model, parsed, [text])).toEqual([at]);
    }
    expect(formatSignature(dated, model)).toBe('op(at: Date): (number | null)[]');
  });

  it('are JSON elsewhere', () => {
    expect(() => read('x', 'high', 'AQI=')).toThrow('Argument 3 (bytes) is not JSON: AQI=');
  });

  it('have a signature', () => {
    expect(formatSignature(operation, operations)).toBe(
      'op(letter: char, level?: Level, bytes?: Uint8Array): (number | null)[]',
    );
    const text = Type.primitive('string');
    const result = Type.tuple([
      Type.set(text),
      Type.map(Type.primitive('u8'), text),
      Type.record(text),
      Type.typedArray('Int8Array'),
    ]);
    expect(formatSignature({ ...operation, params: [], result }, operations)).toBe(
      'op(): [Set<string>, Map<u8, string>, Record<string, string>, Int8Array]',
    );
  });
});

describe('text', () => {
  it('has nothing that drives a terminal', () => {
    expect(printable('a\u001B[31mb\u009Bc\u202Ed\n\te')).toBe('a\\x1b[31mb\\x9bc\\u202ed\n\te');
  });

  it('is broken at spaces, with an indent', () => {
    expect(wrap('one two three\nfour', 9, 2)).toBe('one two\n  three\n  four');
  });

  it('finds what was meant', () => {
    expect(closest('mnothlyReport', ['monthlyReport', 'totalDays'])).toBe('monthlyReport');
    expect(closest('add', ['subtract'])).toBeUndefined();
  });
});
