import { expect, test } from 'vitest';
import { describeArgs } from '../../src/explore/describe-args.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each<readonly [string, readonly unknown[]]>([
  [String.raw`"key", "text\n"`, ['key', bytes('text\n')]],
  ['"3 bytes"', [Uint8Array.of(0, 1, 255)]],
  ['"2 bytes"', [Uint8Array.of(1, 2)]],
  ['{"key":"a","value":"b","ttlMs":5}, undefined, 7', [{ key: 'a', value: bytes('b'), ttlMs: 5n }, undefined, 7n]],
  [`"${'x'.repeat(59)}…`, ['x'.repeat(100)]],
])('%s', (text, args) => {
  expect(describeArgs(args)).toBe(text);
});

test('a line has its end', () => {
  expect(describeArgs(Array.from({ length: 50 }, () => 'x'.repeat(50)))).toHaveLength(201);
});
