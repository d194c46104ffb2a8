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
    expect(() => jsonText(true).lower(endless)).toThrow(
      new ValueFault('a value that JSON can write', 'an object, nested too deeply'),
    );
  });

  it('refuses what is deeper than every engine can read, on the host, in both directions', () => {
    const nested = (levels: number): string => `${'['.repeat(levels - 1)}{"]":"[["}${']'.repeat(levels - 1)}`;
    const host = jsonText(true);
    expect(host.lower(host.lift(nested(256)))).toBe(nested(256));
    const fault = new ValueFault('JSON of at most 256 levels', '257 levels');
    expect(() => host.lift(nested(257))).toThrow(fault);
    expect(() => host.lower(JSON.parse(nested(257)))).toThrow(fault);
    expect(jsonText(false).lift(nested(257))).toEqual(JSON.parse(nested(257)));
  });

  it('takes brackets and quotes in strings for text', () => {
    const text = JSON.stringify([`${'['.repeat(300)}"\\`, { '"{': '\\' }]);
    expect(jsonText(true).lower(jsonText(true).lift(text))).toBe(text);
  });

  it('refuses what JSON has no text for', () => {
    expect(() => jsonText(true).lower(1n)).toThrow(new ValueFault('a value that JSON can write', '1n'));
  });
});
