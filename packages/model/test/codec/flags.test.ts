import { describe, expect, it } from 'vitest';
import { compileType, createJsonCodecs, JCO } from '../../src/codec/index.ts';
import { type FlagsDefinition, Type } from '../../src/index.ts';
import { failure } from './samples.ts';

const definition: FlagsDefinition = {
  kind: 'flags',
  name: 'rights',
  source: 'Rights',
  flags: [
    { name: 'can-read', literal: 'canRead' },
    { name: 'constructor', literal: 'constructor' },
    { name: 'write', literal: '__proto__' },
  ],
};
const type = Type.reference('rights');
const rights = compileType(type, new Map([['rights', definition]]), JCO);
const operations = [{ name: 'echo', key: 'echo', params: [{ name: 'it', key: 'it', type }], result: type }];
const json = createJsonCodecs({ name: 'i', types: [definition], operations }).get('echo');

describe('flags', () => {
  it('are an object of booleans in the ABI, and an array in JSON', () => {
    const on = new Set(['__proto__', 'canRead']);
    expect(rights.lower(on, '')).toEqual({ canRead: true, constructor: false, write: true });
    expect([...(rights.lift({ canRead: true, constructor: false, write: true }, '') as Set<string>)]).toEqual([
      'canRead',
      '__proto__',
    ]);
    expect(json?.formatResult(on)).toEqual(['canRead', '__proto__']);
    expect(json?.parseParams([['__proto__', 'canRead']])).toEqual([on]);
    expect(rights.lower(new Set(), '')).toEqual({ canRead: false, constructor: false, write: false });
  });

  it('refuse what is unknown, missing or there twice', () => {
    expect([
      ...[['canRead'], new Set(['read']), {}].map((wrong) => failure(() => rights.lower(wrong, 'it'))),
      failure(() => rights.lift({ canRead: true, write: 1 }, 'it')),
      failure(() => rights.lift(3, 'it')),
      failure(() => json?.parseParams([['canRead', 'canRead']])),
      failure(() => json?.parseParams(['canRead'])),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected a Set, got an array",
        "it[0]: expected one of "canRead", "constructor", "__proto__", got "read"",
        "it: expected a Set, got an object",
        "it.constructor: expected a boolean, got undefined",
        "it: expected an object of booleans, got 3",
        "it[1]: expected a member that is not in the set yet, got "canRead"",
        "it: expected an array, got "canRead"",
      ]
    `);
  });
});
