import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/codec/json-text.ts';
import { ValueFault } from '../../src/codec/value-fault.ts';

describe('any JSON as text', () => {
  it('says that a value is nested too deeply, not that JSON has nothing for it', () => {
    // V8 writes any depth of arrays; a property that is written by writing its object overflows every stack.
    const endless = {
      get inner(): string {
        return JSON.stringify(endless);
      },
    };
    expect(() => jsonText().lower(endless)).toThrow(
      new ValueFault('a value that JSON can write', 'an object, nested too deeply'),
    );
  });

  it('refuses what JSON has no text for', () => {
    expect(() => jsonText().lower(1n)).toThrow(new ValueFault('a value that JSON can write', '1n'));
  });
});
