/** Every kind of change, once at least: what it does to those who were built against the old version. */
import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { CHANGE_KINDS, compareDocuments, type WitChange } from '../../src/index.ts';
import { documents } from '../support/documents.ts';
import { documentOf } from '../support/read.ts';

/** The body of an interface that is exported, imported or neither. */
const exported = (body: string): string => `interface i { ${body} } world w { export i; }`;
const imported = (body: string): string => `interface i { ${body} } world w { import i; }`;
const world = (body: string): string => `interface a { f: func(); } interface b { g: func(); } world w { ${body} }`;

function changesOf(before: string, after: string): readonly WitChange[] {
  const { changes } = compareDocuments(
    documentOf(`package x:y@1.0.0; ${before}`, DEPENDENCY),
    documentOf(`package x:y@1.0.0; ${after}`, DEPENDENCY),
  );
  return changes;
}

/** Two versions of an interface that others can import. */
const DEPENDENCY = ['0.2.0', '0.2.1'].reduce(
  (text, version) => `${text} package other:one@${version} { interface t { resource r; } }`,
  'package other:base;',
);

const TABLE: readonly (readonly [what: string, before: string, after: string, expected: readonly string[]])[] = [
  ['nothing', exported('f: func();'), exported('f: func();'), []],
  ['function added', exported('f: func();'), exported('f: func(); g: func();'), ['compatible function-added i#g']],
  [
    'function added to an import',
    imported('f: func();'),
    imported('f: func(); g: func();'),
    ['breaking function-added i#g'],
  ],
  ['function removed', exported('f: func(); g: func();'), exported('f: func();'), ['breaking function-removed i#g']],
  [
    'function removed from an import',
    imported('f: func(); g: func();'),
    imported('f: func();'),
    ['compatible function-removed i#g'],
  ],
  ['function of nobody removed', 'interface i { f: func(); }', 'interface i { }', ['breaking function-removed i#f']],
  ['order of functions', exported('f: func(); g: func();'), exported('g: func(); f: func();'), []],
  ['async', exported('f: func();'), exported('f: async func();'), ['breaking function-async i#f']],
  ['parameter added', exported('f: func();'), exported('f: func(a: u8);'), ['breaking parameter-added i#f.a']],
  ['parameter removed', exported('f: func(a: u8);'), exported('f: func();'), ['breaking parameter-removed i#f.a']],
  [
    'parameters swapped',
    exported('f: func(a: u8, b: u8);'),
    exported('f: func(b: u8, a: u8);'),
    ['breaking parameter-order i#f'],
  ],
  [
    'parameter of another type',
    exported('f: func(a: u8);'),
    exported('f: func(a: u16);'),
    ['breaking parameter-type i#f.a'],
  ],
  ['result added', exported('f: func();'), exported('f: func() -> u8;'), ['breaking result-added i#f.result']],
  ['result removed', exported('f: func() -> u8;'), exported('f: func();'), ['breaking result-removed i#f.result']],
  [
    'result of another type',
    exported('f: func() -> u8;'),
    exported('f: func() -> option<u8>;'),
    ['breaking result-type i#f.result'],
  ],
  ['type added', exported(''), exported('type t = u8;'), ['compatible type-added i#t']],
  ['type added to an import', imported(''), imported('type t = u8;'), ['compatible type-added i#t']],
  ['resource added to an import', imported(''), imported('resource t;'), ['breaking type-added i#t']],
  ['type removed', exported('type t = u8;'), exported(''), ['breaking type-removed i#t']],
  ['type of another kind', exported('record t { a: u8 }'), exported('enum t { a }'), ['breaking type-kind i#t']],
  ['record to alias', exported('record t { a: u8 }'), exported('type t = u8;'), ['breaking type-kind i#t']],
  ['alias of another type', exported('type t = u8;'), exported('type t = u16;'), ['breaking type-alias i#t']],
  [
    'alias of another type, used',
    exported('type t = u8; f: func(a: list<t>);'),
    exported('type t = u16; f: func(a: list<t>);'),
    ['breaking type-alias i#t', 'breaking parameter-type i#f.a'],
  ],
  [
    'alias in place of its type',
    exported('f: func(a: u8);'),
    exported('type t = u8; f: func(a: t);'),
    ['compatible type-added i#t'],
  ],
  [
    'record of another name, but alike',
    exported('record t { a: u8 } f: func(a: t);'),
    exported('record t { a: u8 } record s { a: u8 } f: func(a: s);'),
    ['compatible type-added i#s'],
  ],
  [
    'resource of another name',
    exported('resource t; resource s; f: func(a: t, b: borrow<s>);'),
    exported('resource t; resource s; f: func(a: s, b: borrow<s>);'),
    ['breaking parameter-type i#f.a'],
  ],
  [
    'owned to borrowed',
    exported('resource t; f: func(a: t);'),
    exported('resource t; f: func(a: borrow<t>);'),
    ['breaking parameter-type i#f.a'],
  ],
  [
    'field added',
    exported('record t { a: u8 }'),
    exported('record t { a: u8, b: option<u8> }'),
    ['breaking field-added i#t.b'],
  ],
  [
    'field removed',
    exported('record t { a: u8, b: u8 }'),
    exported('record t { a: u8 }'),
    ['breaking field-removed i#t.b'],
  ],
  [
    'fields swapped',
    exported('record t { a: u8, b: u8 }'),
    exported('record t { b: u8, a: u8 }'),
    ['breaking field-order i#t'],
  ],
  [
    'field of another type',
    exported('record t { a: u8 }'),
    exported('record t { a: s8 }'),
    ['breaking field-type i#t.a'],
  ],
  ['case added', exported('variant t { a }'), exported('variant t { a, b }'), ['breaking case-added i#t.b']],
  ['case removed', exported('enum t { a, b }'), exported('enum t { a }'), ['breaking case-removed i#t.b']],
  ['cases swapped', exported('enum t { a, b }'), exported('enum t { b, a }'), ['breaking case-order i#t']],
  [
    'cases of a variant swapped',
    exported('variant t { a, b(u8) }'),
    exported('variant t { b(u8), a }'),
    ['breaking case-order i#t'],
  ],
  [
    'case carries something',
    exported('variant t { a }'),
    exported('variant t { a(u8) }'),
    ['breaking case-type i#t.a'],
  ],
  ['flag added', exported('flags t { a }'), exported('flags t { a, b }'), ['breaking flag-added i#t.b']],
  ['flag removed', exported('flags t { a, b }'), exported('flags t { a }'), ['breaking flag-removed i#t.b']],
  ['flags swapped', exported('flags t { a, b }'), exported('flags t { b, a }'), ['breaking flag-order i#t']],
  ['method added', exported('resource t;'), exported('resource t { m: func(); }'), ['compatible function-added i#t.m']],
  [
    'constructor added to an import',
    imported('resource t;'),
    imported('resource t { constructor(); }'),
    ['breaking function-added i#t.constructor'],
  ],
  [
    'method removed',
    exported('resource t { m: func(); }'),
    exported('resource t;'),
    ['breaking function-removed i#t.m'],
  ],
  [
    'method to static',
    exported('resource t { m: func(); }'),
    exported('resource t { m: static func(); }'),
    ['breaking function-kind i#t.m'],
  ],
  [
    'constructor that can fail',
    exported('resource t { constructor(); }'),
    exported('resource t { constructor() -> result<t>; }'),
    ['breaking result-added i#t.constructor.result'],
  ],
  [
    'documentation',
    exported('/// Old.\nf: func();'),
    exported('/// New.\nf: func();'),
    ['documentation documentation i#f'],
  ],
  [
    'documentation of a field',
    exported('record r { a: u8 }'),
    exported('record r { /// A.\n a: u8 }'),
    ['documentation documentation i#r.a'],
  ],
  [
    'deprecated',
    exported('@since(version = 1.0.0) f: func();'),
    exported('@since(version = 1.0.0) @deprecated(version = 1.0.0) f: func();'),
    ['compatible gate i#f'],
  ],
  ['behind a feature', exported('f: func();'), exported('@unstable(feature = x) f: func();'), ['breaking gate i#f']],
  [
    'unstable removed',
    exported('@unstable(feature = x) f: func();'),
    exported(''),
    ['compatible function-removed i#f'],
  ],
  [
    'unstable changed',
    exported('@unstable(feature = x) f: func();'),
    exported('@unstable(feature = x) f: func(a: u8);'),
    ['compatible parameter-added i#f.a'],
  ],
  [
    'external id',
    exported('@external-id("a") f: func();'),
    exported('@external-id("b") f: func();'),
    ['breaking external-id i#f'],
  ],
  ['import added', world(''), world('import a;'), ['breaking import-added w: import x:y/a@1.0.0']],
  ['import removed', world('import a;'), world(''), ['compatible import-removed w: import x:y/a@1.0.0']],
  [
    'import of another kind',
    world('import a: func();'),
    world('import a: interface {}'),
    ['breaking import-changed w: import a'],
  ],
  [
    'import of another interface',
    world('import c: a;'),
    world('import c: b;'),
    ['breaking import-changed w: import c'],
  ],
  [
    'import in another version',
    world('import other:one/t@0.2.0;'),
    world('import other:one/t@0.2.1;'),
    ['breaking import-changed w: import other:one/t@0.2.0'],
  ],
  [
    'export in another version',
    world('export other:one/t@0.2.0;'),
    world('export other:one/t@0.2.1;'),
    ['compatible export-changed w: export other:one/t@0.2.0'],
  ],
  ['export added', world(''), world('export a;'), ['compatible export-added w: export x:y/a@1.0.0']],
  ['export removed', world('export a;'), world(''), ['breaking export-removed w: export x:y/a@1.0.0']],
  [
    'export of another kind',
    world('export c: func();'),
    world('export c: a;'),
    ['breaking export-changed w: export c'],
  ],
  [
    'function of a world',
    world('export c: func();'),
    world('export c: func() -> u8;'),
    ['breaking result-added w: export c.result'],
  ],
  [
    'inline interface',
    world('import c: interface { }'),
    world('import c: interface { f: func(); }'),
    ['breaking function-added w: import c#f'],
  ],
  [
    'type of a world',
    world('record r { a: u8 } export f: func(r: r);'),
    world('record r { a: u16 } export f: func(r: r);'),
    ['breaking field-type w: r.a'],
  ],
  ['interface added', '', 'interface i { f: func(); }', ['compatible interface-added i']],
  ['interface removed', 'interface i { f: func(); }', '', ['breaking interface-removed i']],
  ['world added', '', 'world w {}', ['compatible world-added w']],
  ['world removed', 'world w {}', '', ['breaking world-removed w']],
];

test.for(TABLE)('%s', ([, before, after, expected]) => {
  expect(changesOf(before, after).map(({ effect, kind, place }) => `${effect} ${kind} ${place}`)).toEqual(expected);
});

test('every kind of change is in the table', () => {
  const kinds = TABLE.flatMap(([, before, after]) => changesOf(before, after)).map(({ kind }) => kind);
  expect([...new Set(kinds)].toSorted()).toEqual(
    Object.keys(CHANGE_KINDS)
      .filter((kind) => kind !== 'package-name')
      .toSorted(),
  );
});

test('a change says what, why, and how it was before', () => {
  expect(changesOf(exported('variant t { b(u8), a }'), exported('variant t { a, b(option<u8>) }')))
    .toMatchInlineSnapshot(`
    [
      {
        "after": "a, b",
        "before": "b, a",
        "effect": "breaking",
        "kind": "case-order",
        "place": "i#t",
        "what": "the cases are in another order",
        "why": "a case is a number on the wire, by its position",
      },
      {
        "after": "option<u8>",
        "before": "u8",
        "effect": "breaking",
        "kind": "case-type",
        "place": "i#t.b",
        "what": "the case is of another type",
        "why": "its values have another form",
      },
    ]
  `);
});

test('a package of another name', () => {
  const { changes } = compareDocuments(
    documentOf('package a:b; interface i {}'),
    documentOf('package a:c; interface i {}'),
  );
  expect(changes.map(({ kind, before, after }) => [kind, before, after])).toEqual([['package-name', 'a:b', 'a:c']]);
});

test('a document is the same as itself', () => {
  fc.assert(fc.property(documents, (document) => compareDocuments(document, document).changes.length === 0));
});

test('an interface of another package that came along in another form', () => {
  const document = (body: string) =>
    documentOf(
      'package x:y@1.0.0; world w { import o:p/i; }',
      `package o:p; interface i { use t.{r}; f: func(r: r); } interface t { ${body} }`,
    );
  const { changes } = compareDocuments(document('record r { a: u8 } g: func();'), document('record r { a: u16 }'));
  expect(changes.map(({ effect, place }) => `${effect} ${place}`)).toEqual(['breaking o:p/t#r.a']);
});
