/** Texts that follow the grammar and make no sense: all complaints, in one line each. */
import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { compareDocuments, readWit } from '../../src/index.ts';
import { complaintsOf } from '../support/read.ts';

function said(text: string, ...dependencies: readonly string[]): string {
  const { document, diagnostics } = readWit({
    files: [{ path: '/x.wit', text }],
    dependencies: dependencies.map((one, at) => [{ path: `/deps/${at}.wit`, text: one }]),
  });
  if (document !== undefined) return 'nothing';
  return diagnostics
    .map(({ code, line, column, message }) => `${code.slice(17)} ${line}:${column} ${message}`)
    .join(' & ');
}

const inInterface = (body: string): string =>
  `package a:b@1.0.0;\ninterface i { resource r;\n${body}\n}\ninterface j { type t = u8; }`;
const inWorld = (body: string): string =>
  `package a:b@1.0.0;\ninterface i { type t = u8; f: func(); }\ninterface k { resource r; }\nworld x { import a: func(); import i; }\nworld w {\n${body}\n}`;
const listed = (texts: readonly string[], around: (body: string) => string): readonly string[] =>
  texts.map((text) => `${text}  ⇒  ${said(around(text))}`);

test('all complaints about a text, from top to bottom', () => {
  expect(
    complaintsOf(
      'package a:b;\n\ninterface i {\n  f: func(a: nope, a: u8);\n  record r { a: r }\n}\n\nworld w {\n  import j;\n}\n',
    ),
  ).toMatchInlineSnapshot(`
    "root.wit:4:14 - error AIRSSYS_WIT_READ_UNDEFINED: there is no type 'nope' in the interface 'i'

    3 | interface i {
    4 |   f: func(a: nope, a: u8);
      |              ^~~~
    5 |   record r { a: r }

    hint: It has: r. A type of another interface comes by use.

    root.wit:4:20 - error AIRSSYS_WIT_READ_DUPLICATE: 'a' is there twice in the parameters of 'f'

    3 | interface i {
    4 |   f: func(a: nope, a: u8);
      |                    ^
    5 |   record r { a: r }

    hint: Give one of them another name; upper and lower case count as the same.

    root.wit:5:17 - error AIRSSYS_WIT_READ_CYCLE: the type 'r' contains itself

    4 |   f: func(a: nope, a: u8);
    5 |   record r { a: r }
      |                 ^
    6 | }

    hint: Types of WIT cannot be recursive, not even through a list.

    root.wit:9:10 - error AIRSSYS_WIT_READ_UNDEFINED: there is no interface 'j' in the package a:b

     8 | world w {
     9 |   import j;
       |          ^
    10 | }

    hint: It has: i, w."
  `);
});

test('names that are not there', () => {
  const texts = [
    'f: func(a: nope);', 'type t = float32;', 'f: func(a: f);', 'type t = own<nope>;', 'f: func(a: i);', 'use nope.{t};', 'use j.{nope};',
    'use j.{t as u}; f: func(a: t);', 'use c:d/e.{t};', 'use c:d/e@1.0.0.{t};',
  ]; // prettier-ignore
  expect(listed(texts, inInterface)).toMatchInlineSnapshot(`
    [
      "f: func(a: nope);  ⇒  UNDEFINED 3:12 there is no type 'nope' in the interface 'i'",
      "type t = float32;  ⇒  UNDEFINED 3:10 there is no type 'float32' in the interface 'i'",
      "f: func(a: f);  ⇒  UNDEFINED 3:12 'f' is a function, not a type",
      "type t = own<nope>;  ⇒  UNDEFINED 3:14 there is no type 'nope' in the interface 'i'",
      "f: func(a: i);  ⇒  UNDEFINED 3:12 there is no type 'i' in the interface 'i'",
      "use nope.{t};  ⇒  UNDEFINED 3:5 there is no interface 'nope' in the package a:b@1.0.0",
      "use j.{nope};  ⇒  UNDEFINED 3:8 there is no type 'nope' in a:b/j@1.0.0",
      "use j.{t as u}; f: func(a: t);  ⇒  UNDEFINED 3:28 there is no type 't' in the interface 'i'",
      "use c:d/e.{t};  ⇒  UNDEFINED 3:5 there is no package c:d",
      "use c:d/e@1.0.0.{t};  ⇒  UNDEFINED 3:5 there is no package c:d@1.0.0",
    ]
  `);
});

test('names that are there twice', () => {
  const texts = [
    'f: func(); f: func();', 'f: func(); F: func();', 'type f = u8; f: func();', 'type t = u8; record t { a: u8 }', 'use j.{t}; type t = u8;',
    'use j.{t, t};', 'f: func(a: u8, A: u8);', 'record t { a: u8, a: u8 }', 'variant t { a, a }', 'enum t { a, A }', 'flags t { a, a }',
    'resource s { m: func(); m: static func(); }', 'resource s { constructor(); constructor(); }', 'resource s { m: func(self: u8); }',
    'resource s { %constructor: func(); constructor(); }',
  ]; // prettier-ignore
  expect(listed(texts, inInterface)).toMatchInlineSnapshot(`
    [
      "f: func(); f: func();  ⇒  DUPLICATE 3:12 'f' is there twice in the interface 'i'",
      "f: func(); F: func();  ⇒  DUPLICATE 3:12 'F' is there twice in the interface 'i'",
      "type f = u8; f: func();  ⇒  DUPLICATE 3:14 'f' is there twice in the interface 'i'",
      "type t = u8; record t { a: u8 }  ⇒  DUPLICATE 3:21 't' is there twice in the interface 'i'",
      "use j.{t}; type t = u8;  ⇒  DUPLICATE 3:17 't' is there twice in the interface 'i'",
      "use j.{t, t};  ⇒  DUPLICATE 3:11 't' is there twice in the interface 'i'",
      "f: func(a: u8, A: u8);  ⇒  DUPLICATE 3:16 'A' is there twice in the parameters of 'f'",
      "record t { a: u8, a: u8 }  ⇒  DUPLICATE 3:19 'a' is there twice in the record 't'",
      "variant t { a, a }  ⇒  DUPLICATE 3:16 'a' is there twice in the variant 't'",
      "enum t { a, A }  ⇒  DUPLICATE 3:13 'A' is there twice in the enum 't'",
      "flags t { a, a }  ⇒  DUPLICATE 3:14 'a' is there twice in the flags 't'",
      "resource s { m: func(); m: static func(); }  ⇒  DUPLICATE 3:25 'm' is there twice in the resource 's'",
      "resource s { constructor(); constructor(); }  ⇒  DUPLICATE 3:29 '[constructor]' is there twice in the resource 's'",
      "resource s { m: func(self: u8); }  ⇒  DUPLICATE 3:22 'self' is there twice in the parameters of 'm'",
      "resource s { %constructor: func(); constructor(); }  ⇒  nothing",
    ]
  `);
});

test('types that contain themselves', () => {
  const texts = [
    'type t = t;', 'type t = list<t>;', 'record t { a: option<t> }', 'record t { a: u } variant u { b(list<t>) }', 'type t = own<t>;',
    'resource s { m: func(a: s) -> s; }',
  ]; // prettier-ignore
  expect(listed(texts, inInterface)).toMatchInlineSnapshot(`
    [
      "type t = t;  ⇒  CYCLE 3:10 the type 't' contains itself",
      "type t = list<t>;  ⇒  CYCLE 3:15 the type 't' contains itself",
      "record t { a: option<t> }  ⇒  CYCLE 3:22 the type 't' contains itself",
      "record t { a: u } variant u { b(list<t>) }  ⇒  CYCLE 3:38 the type 't' contains itself",
      "type t = own<t>;  ⇒  TYPE 3:14 't' is no resource, so there is no handle of it",
      "resource s { m: func(a: s) -> s; }  ⇒  nothing",
    ]
  `);
});

test('types where they may not stand', () => {
  const flags = Array.from({ length: 33 }, (_, at) => `x${at}`).join(', ');
  const texts = [
    'f: func() -> borrow<r>;', 'record t { a: borrow<r> } f: func() -> list<t>;', 'resource s { m: func() -> borrow<s>; }',
    'f: func(a: stream<borrow<r>>);', 'record t { a: borrow<r> } type u = future<t>;', 'type t = u8; f: func(a: borrow<t>);',
    'type t = own<r>; f: func(a: borrow<t>);', 'type t = map<f32, u8>;', 'type k = string; type t = map<k, u8>;',
    'resource s { constructor() -> s; }', 'resource s { constructor() -> result<r>; }', 'resource s { constructor() -> result<own<s>>; }',
    `flags t { ${flags} }`,
  ]; // prettier-ignore
  expect(listed(texts, inInterface).map((line) => line.replace(flags, '…'))).toMatchInlineSnapshot(`
    [
      "f: func() -> borrow<r>;  ⇒  TYPE 3:14 'f' returns a borrow, which ends with the call",
      "record t { a: borrow<r> } f: func() -> list<t>;  ⇒  TYPE 3:40 'f' returns a borrow, which ends with the call",
      "resource s { m: func() -> borrow<s>; }  ⇒  TYPE 3:27 'm' returns a borrow, which ends with the call",
      "f: func(a: stream<borrow<r>>);  ⇒  TYPE 3:19 a stream carries a borrow, which would outlive its call",
      "record t { a: borrow<r> } type u = future<t>;  ⇒  TYPE 3:43 a future carries a borrow, which would outlive its call",
      "type t = u8; f: func(a: borrow<t>);  ⇒  TYPE 3:32 't' is no resource, so there is no handle of it",
      "type t = own<r>; f: func(a: borrow<t>);  ⇒  TYPE 3:36 't' is no resource, so there is no handle of it",
      "type t = map<f32, u8>;  ⇒  TYPE 3:14 the key of a map is not a plain type",
      "type k = string; type t = map<k, u8>;  ⇒  TYPE 3:31 the key of a map is not a plain type",
      "resource s { constructor() -> s; }  ⇒  TYPE 3:31 the constructor of 's' returns something else than a result of it",
      "resource s { constructor() -> result<r>; }  ⇒  TYPE 3:31 the constructor of 's' returns something else than a result of it",
      "resource s { constructor() -> result<own<s>>; }  ⇒  nothing",
      "flags t { … }  ⇒  TYPE 3:7 the flags 't' are 33",
    ]
  `);
});

test('versions of gates', () => {
  const gated = '@since(version = 1.1.0) interface i {}';
  expect([
    said(`package a:b@1.0.0; ${gated}`),
    said(`package a:b; ${gated}`),
    said(`package a:b@1.1.0-rc.1; ${gated}`),
    said(`package a:b@1.1.0; ${gated}`),
    said('package a:b; world w { @since(version = 1.0.0) import f: func(); }'),
    said('package a:b; interface i { resource r { @unstable(feature = x) @deprecated(version = 1.0.0) m: func(); } }'),
  ]).toMatchInlineSnapshot(`
    [
      "VERSION 1:37 the package a:b@1.0.0 has not reached version 1.1.0",
      "VERSION 1:31 a gate names a version, but the package a:b has none",
      "VERSION 1:42 the package a:b@1.1.0-rc.1 has not reached version 1.1.0",
      "nothing",
      "VERSION 1:41 a gate names a version, but the package a:b has none",
      "VERSION 1:86 a gate names a version, but the package a:b has none",
    ]
  `);
});

test('worlds', () => {
  const texts = [
    'import nope;', 'import x;', 'export i; export i;', 'import i; import i;', 'import i; export i;', 'import f: func(); import f: interface {}',
    'import f: func(); export f: func();', 'export f: func(); export F: func();', 'type f = u8; import f: func();', 'use i.{t}; use i.{t};',
    'use i.{f};', 'type t = u8; import y: interface { g: func(a: t); }', 'import p: i; import p: k;', 'import y: interface { use nope.{t}; }',
    'export f: func(a: nope);', 'resource s { m: func(); } export f: func(a: s);', 'import f: func() -> borrow<s>; resource s;',
  ]; // prettier-ignore
  expect(listed(texts, inWorld)).toMatchInlineSnapshot(`
    [
      "import nope;  ⇒  UNDEFINED 6:8 there is no interface 'nope' in the package a:b@1.0.0",
      "import x;  ⇒  UNDEFINED 6:8 'x' is a world, not an interface",
      "export i; export i;  ⇒  DUPLICATE 6:18 a:b/i@1.0.0 is there twice in the world 'w'",
      "import i; import i;  ⇒  DUPLICATE 6:18 a:b/i@1.0.0 is there twice in the world 'w'",
      "import i; export i;  ⇒  nothing",
      "import f: func(); import f: interface {}  ⇒  DUPLICATE 6:26 'f' is there twice in the world 'w'",
      "import f: func(); export f: func();  ⇒  nothing",
      "export f: func(); export F: func();  ⇒  DUPLICATE 6:26 'F' is there twice in the world 'w'",
      "type f = u8; import f: func();  ⇒  DUPLICATE 6:21 'f' is there twice in the world 'w'",
      "use i.{t}; use i.{t};  ⇒  DUPLICATE 6:19 't' is there twice in the world 'w'",
      "use i.{f};  ⇒  UNDEFINED 6:8 there is no type 'f' in a:b/i@1.0.0",
      "type t = u8; import y: interface { g: func(a: t); }  ⇒  UNDEFINED 6:47 there is no type 't' in the interface 'y'",
      "import p: i; import p: k;  ⇒  DUPLICATE 6:21 'p' is there twice in the world 'w'",
      "import y: interface { use nope.{t}; }  ⇒  UNDEFINED 6:27 there is no interface 'nope' in the package a:b@1.0.0",
      "export f: func(a: nope);  ⇒  UNDEFINED 6:19 there is no type 'nope' in the world 'w'",
      "resource s { m: func(); } export f: func(a: s);  ⇒  nothing",
      "import f: func() -> borrow<s>; resource s;  ⇒  TYPE 6:21 'f' returns a borrow, which ends with the call",
    ]
  `);
});

test('what worlds include', () => {
  const texts = [
    'include nope;', 'include i;', 'include w;', 'include x;', 'include x; include x;', 'import a: func(); include x;',
    'import a: func(); include x with { a as b }', 'import b: func(); include x with { a as b }', 'include x with { nope as b }',
    'include x with { i as b }', 'include x with { a as b, a as c }', 'type a = u8; include x;',
  ]; // prettier-ignore
  expect(listed(texts, inWorld)).toMatchInlineSnapshot(`
    [
      "include nope;  ⇒  UNDEFINED 6:9 there is no world 'nope' in the package a:b@1.0.0",
      "include i;  ⇒  UNDEFINED 6:9 'i' is an interface, not a world",
      "include w;  ⇒  CYCLE 6:9 the world 'w' includes itself",
      "include x;  ⇒  nothing",
      "include x; include x;  ⇒  DUPLICATE 6:20 'a' comes with 'x', but the world 'w' has one already",
      "import a: func(); include x;  ⇒  DUPLICATE 6:27 'a' comes with 'x', but the world 'w' has one already",
      "import a: func(); include x with { a as b }  ⇒  nothing",
      "import b: func(); include x with { a as b }  ⇒  DUPLICATE 6:27 'b' comes with 'x', but the world 'w' has one already",
      "include x with { nope as b }  ⇒  UNDEFINED 6:18 the world 'x' has nothing that is called 'nope'",
      "include x with { i as b }  ⇒  UNDEFINED 6:18 the world 'x' has nothing that is called 'i'",
      "include x with { a as b, a as c }  ⇒  DUPLICATE 6:26 'a' is given two names",
      "type a = u8; include x;  ⇒  DUPLICATE 6:22 'a' comes with 'x', but the world 'w' has one already",
    ]
  `);
});

test('circles', () => {
  const used = 'interface k { use i.{t}; record u { t: t } } interface i { type t = u8; }';
  expect([
    said('package a:b; interface i { use i.{t}; type t = u8; }'),
    said('package a:b; interface i { use j.{u}; type t = u8; } interface j { use i.{t}; type u = u8; }'),
    said('package a:b; world v { include w; } world w { include v; }'),
    said('package a:b; interface i { use a:b/j.{t}; } interface j { type t = u8; }'),
    said('package a:b; use i as i; interface i {}'),
    said('package a:b; use i as k; use k as l; interface i {} world w { import l; }'),
    said(
      'package a:b; interface i { use c:d/e.{t}; } interface j { type t = u8; }',
      'package c:d; interface e { use a:b/j.{t}; }',
    ),
    said(`package a:b; interface j { use k.{u}; } ${used} world w { export i; export j; }`),
    said(`package a:b; interface j { use k.{u}; } ${used} world w { export i; export j; export k; }`),
  ]).toMatchInlineSnapshot(`
    [
      "CYCLE 1:32 the interface 'i' uses itself & DUPLICATE 1:44 't' is there twice in the interface 'i'",
      "CYCLE 1:72 the interface 'i' uses itself",
      "CYCLE 1:55 the world 'v' includes itself",
      "CYCLE 1:32 the package a:b names itself",
      "DUPLICATE 1:23 'i' is there twice in the package a:b",
      "UNDEFINED 1:30 there is no interface or world 'k' in the package a:b",
      "CYCLE 1:32 the package a:b depends on itself",
      "CYCLE 1:142 the export of a:b/j needs an import of a:b/i, which is exported too",
      "nothing",
    ]
  `);
});

test('packages', () => {
  const dependency = 'package c:d@1.0.0; interface e {}';
  expect([
    said('package a:b; world w { import c:d/e@1.0.0; }', dependency),
    said('package a:b; world w { import c:d/e; }', dependency),
    said('package a:b; world w { import c:d/nope@1.0.0; }', dependency),
    said('package a:b; use c:d/nope@1.0.0;', dependency),
    said('package a:b;', dependency, dependency),
    said('package a:b; package a:b {}'),
    said('package a:b { interface i {} }'),
    said('package a:b; interface i {} world i {}'),
    said('package a:b; use i; interface i {}'),
    said('package a:b;', 'interface no-package {}'),
  ]).toMatchInlineSnapshot(`
    [
      "nothing",
      "UNDEFINED 1:31 there is no package c:d",
      "UNDEFINED 1:35 there is no interface 'nope' in the package c:d@1.0.0",
      "UNDEFINED 1:22 there is no interface or world 'nope' in the package c:d@1.0.0",
      "PACKAGE 1:9 the package c:d@1.0.0 is there twice",
      "PACKAGE 1:22 the package a:b is there twice",
      "PACKAGE 1:1 the package is not declared",
      "DUPLICATE 1:35 'i' is there twice in the package a:b",
      "DUPLICATE 1:18 'i' is there twice in the package a:b",
      "PACKAGE 1:1 the package is not declared",
    ]
  `);
  const files = ['package a:b; interface i {}', 'package c:d;', 'world w { import i; }'].map((text, at) => ({
    path: `/${at}`,
    text,
  }));
  expect(readWit({ files }).diagnostics.map(({ file, message }) => `${file} ${message}`)).toMatchInlineSnapshot(`
    [
      "/1 this file is of the package c:d, another one in the folder of a:b",
    ]
  `);
  expect(readWit({ files: files.filter((_, at) => at !== 1) }).diagnostics).toEqual([]);
  const documented = ['/// One.\npackage a:b;', '/// Two.\npackage a:b;'].map((text, at) => ({ path: `/${at}`, text }));
  expect(readWit({ files: documented }).diagnostics.map(({ file, message }) => `${file} ${message}`)).toEqual([
    '/1 the package a:b has documentation in several files',
  ]);
});

test('packages that are missing can be accepted', () => {
  const text =
    'package a:b; interface i { use c:d/e@1.0.0.{t, r}; f: func(a: t, b: borrow<r>) -> own<r>; } world w { import c:d/e@1.0.0; export i; }';
  expect(readWit({ files: [{ path: '/x', text }], missing: 'accept' }).diagnostics).toEqual([]);
});

test('long chains and wide sharing are no work', () => {
  const chain = (count: number): string =>
    Array.from({ length: count }, (_, at) => `type t${at + 1} = t${at};`).join(' ');
  const doubles = Array.from({ length: 200 }, (_, at) => `record r${at + 1} { a: r${at}, b: r${at} }`).join(' ');
  const text = `package a:b; interface i { type t0 = u8; ${chain(400)} record r0 { a: t400 } ${doubles} f: func() -> r200; }`;
  const { document, diagnostics } = readWit({ files: [{ path: '/x', text }] });
  expect(diagnostics).toEqual([]);
  expect(document && compareDocuments(document, document).changes).toEqual([]);
});

test('what depends on itself over too many steps is refused, not an accident', () => {
  const records = Array.from({ length: 30_000 }, (_, at) => `record t${at} { a: t${at + 1} }`).join(' ');
  expect(said(`package a:b; interface i { ${records} type t30000 = u8; }`)).toMatchInlineSnapshot(
    `"UNSUPPORTED 1:1 types or packages depend on each other over too many steps"`,
  );
});

test('whatever the text, it is read or complained of', () => {
  const words =
    'package a:b ; interface world { } i use . , as type = list < > u8 record enum resource func ( ) : -> import export include with @since "x" % /* */ // \n 1.0.0 own borrow static constructor async'.split(
      ' ',
    );
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(text, (one) => {
      const { document, diagnostics } = readWit({ files: [{ path: '/x', text: `package a:b; ${one}` }] });
      expect(document === undefined).toBe(diagnostics.length > 0);
    }),
    { numRuns: 2000 },
  );
});
