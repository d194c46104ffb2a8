import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/codec/json-text.ts';
import { ValueFault } from '../../src/codec/value-fault.ts';

describe('any JSON as text', () => {
  it('says that a value is nested too deeply, not that JSON has nothing for it', () => {
    let deep: unknown = null;
    for (let level = 0; level < 200_000; level++) deep = [deep];
    expect(() => jsonText().lower(deep)).toThrow(
      new ValueFault('a value that JSON can write', 'an array, nested too deeply'),
    );
  });

  it('refuses what JSON has no text for', () => {
    expect(() => jsonText().lower(1n)).toThrow(new ValueFault('a value that JSON can write', '1n'));
  });
});
