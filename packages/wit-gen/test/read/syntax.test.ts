/** What does not follow the grammar: the first complaint about a text, in one line. */
import { expect, test } from 'vitest';
import { readWit } from '../../src/index.ts';
import { complaintsOf } from '../support/read.ts';

/** Code, place and message of all complaints. */
function said(text: string): string {
  const { document, diagnostics } = readWit({ files: [{ path: '/x.wit', text }] });
  if (document !== undefined) return 'nothing';
  return diagnostics
    .map(({ code, line, column, message }) => `${code.slice(17)} ${line}:${column} ${message}`)
    .join('\n');
}

const inInterface = (body: string): string => `package a:b@1.0.0;\ninterface i { resource r;\n${body}\n}`;
const inWorld = (body: string): string => `package a:b@1.0.0;\ninterface i {}\nworld w {\n${body}\n}`;
const listed = (texts: readonly string[], around: (body: string) => string): readonly string[] =>
  texts.map((text) => `${text}  ⇒  ${said(around(text))}`);

test('a complaint with its place', () => {
  expect(complaintsOf('package a:b;\n\ninterface i {\n  f: func(a: u8) - > u8;\n}\n')).toMatchInlineSnapshot(`
    "root.wit:4:18 - error AIRSSYS_WIT_READ_SYNTAX: ';' is expected, not '-'

    3 | interface i {
    4 |   f: func(a: u8) - > u8;
      |                  ^
    5 | }"
  `);
});

test('packages', () => {
  const texts = [
    '',
    'world w {}',
    'package a; world w {}',
    'package a:b world w {}',
    'package a:b:c;',
    'package a:b/c;',
    'package a:type;',
    'package A-b:c; package d:e;',
    'world w {} package a:b;',
    'package a:b { package c:d {} }',
    'package a:b@1.0;',
    'package a:b@1.0.0.0;',
    'package a:b@01.0.0;',
    'package a:b@1.0.0-rc.01;',
    'package a:b@v1.0.0;',
    'package a:b; use c; default interface i {}',
  ];
  expect(listed(texts, (text) => text)).toMatchInlineSnapshot(`
    [
      "  ⇒  PACKAGE 1:1 the package is not declared",
      "world w {}  ⇒  PACKAGE 1:1 the package is not declared",
      "package a; world w {}  ⇒  SYNTAX 1:10 ':' is expected, not ';'",
      "package a:b world w {}  ⇒  SYNTAX 1:13 ';' is expected, not 'world'",
      "package a:b:c;  ⇒  UNSUPPORTED 1:12 namespaces and packages inside of others are not supported",
      "package a:b/c;  ⇒  UNSUPPORTED 1:12 namespaces and packages inside of others are not supported",
      "package a:type;  ⇒  NAME 1:11 'type' is a keyword of WIT, where the name of the package is expected",
      "package A-b:c; package d:e;  ⇒  PACKAGE 1:24 the package is declared after the start of the file",
      "world w {} package a:b;  ⇒  PACKAGE 1:20 the package is declared after the start of the file",
      "package a:b { package c:d {} }  ⇒  PACKAGE 1:15 a package stands inside of another",
      "package a:b@1.0;  ⇒  VERSION 1:13 '1.0' is not a semantic version",
      "package a:b@1.0.0.0;  ⇒  SYNTAX 1:18 ';' is expected, not '.'",
      "package a:b@01.0.0;  ⇒  VERSION 1:13 '01.0.0' is not a semantic version",
      "package a:b@1.0.0-rc.01;  ⇒  VERSION 1:13 '1.0.0-rc.01' is not a semantic version",
      "package a:b@v1.0.0;  ⇒  VERSION 1:13 'v1.0.0' is not a semantic version",
      "package a:b; use c; default interface i {}  ⇒  SYNTAX 1:21 package, interface, world or use is expected, not 'default'",
    ]
  `);
});

test('names', () => {
  const names = [
    'type',
    'async',
    'map',
    'aB',
    'a-',
    'a--b',
    'a_b',
    '-a',
    '1a',
    '%1a',
    '%',
    'é',
    'a.b',
    'AB-c',
    '%type',
    'a-1',
  ];
  expect(
    listed(
      names.map((name) => `${name}: func();`),
      inInterface,
    ),
  ).toMatchInlineSnapshot(`
    [
      "type: func();  ⇒  NAME 3:1 'type' is a keyword of WIT, where a type or a function is expected",
      "async: func();  ⇒  NAME 3:1 'async' is a keyword of WIT, where a type or a function is expected",
      "map: func();  ⇒  NAME 3:1 'map' is a keyword of WIT, where a type or a function is expected",
      "aB: func();  ⇒  NAME 3:1 'aB' is not a kebab-case name",
      "a-: func();  ⇒  NAME 3:1 'a-' is not a kebab-case name",
      "a--b: func();  ⇒  NAME 3:1 'a--b' is not a kebab-case name",
      "a_b: func();  ⇒  SYNTAX 3:2 ':' is expected, not '_'",
      "-a: func();  ⇒  SYNTAX 3:1 a type or a function is expected, not '-'",
      "1a: func();  ⇒  SYNTAX 3:1 a type or a function is expected, not '1'",
      "%1a: func();  ⇒  SYNTAX 3:1 '%' has no meaning in WIT",
      "%: func();  ⇒  SYNTAX 3:1 '%' has no meaning in WIT",
      "é: func();  ⇒  SYNTAX 3:1 'é' has no meaning in WIT",
      "a.b: func();  ⇒  SYNTAX 3:2 ':' is expected, not '.'",
      "AB-c: func();  ⇒  nothing",
      "%type: func();  ⇒  nothing",
      "a-1: func();  ⇒  nothing",
    ]
  `);
});

test('comments and characters', () => {
  const texts = ['/* no end', '/* /* one end */', '// fine /* \n', '/* /* */ */', '$', '"text"', '\u202E', '\u0007'];
  expect(listed(texts, inInterface).map((line) => JSON.stringify(line))).toMatchInlineSnapshot(`
    [
      ""/* no end  ⇒  SYNTAX 3:1 the comment has no end"",
      ""/* /* one end */  ⇒  SYNTAX 3:1 the comment has no end"",
      ""// fine /* \\n  ⇒  nothing"",
      ""/* /* */ */  ⇒  nothing"",
      ""$  ⇒  SYNTAX 3:1 '$' has no meaning in WIT"",
      ""\\"text\\"  ⇒  SYNTAX 3:1 a type or a function is expected, not '\\"text\\"'"",
      ""‮  ⇒  SYNTAX 3:1 the text has the hidden character U+202E"",
      ""\\u0007  ⇒  SYNTAX 3:1 the text has the hidden character U+0007"",
    ]
  `);
});

test('types', () => {
  const types = [
    'list', 'list<>', 'list<u8,>', 'list<u8, 0>', 'list<u8, 4294967296>', 'list<u8, n>', 'option', 'option<u8, u8>', 'tuple', 'tuple<>',
    'result<>', 'result<_>', 'result<_, _>', 'result<u8, u8, u8>', 'map<string>', 'stream<>', 'own', 'own<u8>', 'borrow<list<u8>>',
    'u8<u8>', 'string<u8>', 'list<u8', `${'list<'.repeat(101)}u8${'>'.repeat(101)}`,
  ]; // prettier-ignore
  const texts = types.map((type) => `type t = ${type};`);
  expect(listed(texts, inInterface).map((line) => line.replace(/(list<){9,}.*>;/, '…'))).toMatchInlineSnapshot(`
    [
      "type t = list;  ⇒  SYNTAX 3:14 '<' is expected, not ';'",
      "type t = list<>;  ⇒  SYNTAX 3:15 a type is expected, not '>'",
      "type t = list<u8,>;  ⇒  SYNTAX 3:18 '>' is not the length of a list",
      "type t = list<u8, 0>;  ⇒  SYNTAX 3:19 '0' is not the length of a list",
      "type t = list<u8, 4294967296>;  ⇒  SYNTAX 3:19 '4294967296' is not the length of a list",
      "type t = list<u8, n>;  ⇒  SYNTAX 3:19 'n' is not the length of a list",
      "type t = option;  ⇒  SYNTAX 3:16 '<' is expected, not ';'",
      "type t = option<u8, u8>;  ⇒  SYNTAX 3:19 '>' is expected, not ','",
      "type t = tuple;  ⇒  SYNTAX 3:15 '<' is expected, not ';'",
      "type t = tuple<>;  ⇒  EMPTY 3:15 the tuple has no types",
      "type t = result<>;  ⇒  SYNTAX 3:17 a type is expected, not '>'",
      "type t = result<_>;  ⇒  SYNTAX 3:18 ',' is expected, not '>'",
      "type t = result<_, _>;  ⇒  SYNTAX 3:20 a type is expected, not '_'",
      "type t = result<u8, u8, u8>;  ⇒  SYNTAX 3:23 '>' is expected, not ','",
      "type t = map<string>;  ⇒  SYNTAX 3:20 ',' is expected, not '>'",
      "type t = stream<>;  ⇒  SYNTAX 3:17 a type is expected, not '>'",
      "type t = own;  ⇒  SYNTAX 3:13 '<' is expected, not ';'",
      "type t = own<u8>;  ⇒  NAME 3:14 'u8' is a keyword of WIT, where the name of a resource is expected",
      "type t = borrow<list<u8>>;  ⇒  NAME 3:17 'list' is a keyword of WIT, where the name of a resource is expected",
      "type t = u8<u8>;  ⇒  SYNTAX 3:12 ';' is expected, not '<'",
      "type t = string<u8>;  ⇒  SYNTAX 3:16 ';' is expected, not '<'",
      "type t = list<u8;  ⇒  SYNTAX 3:17 '>' is expected, not ';'",
      "type t = …  ⇒  SYNTAX 3:515 types are nested more than 100 deep",
    ]
  `);
});

test('definitions', () => {
  const texts = [
    'type t;', 'type t = ;', 'record t {}', 'record t { a }', 'record t { a: u8; b: u8 }', 'record t { a: u8 b: u8 }', 'variant t {}',
    'variant t { a() }', 'variant t { a(u8, u8) }', 'enum t {}', 'enum t { a(u8) }', 'flags t {}', 'flags t { a: bool }', 'union t { u8 }',
    'resource t', 'resource t {};', 'resource t { type u = u8; }', 'resource t { constructor: func(); }', 'resource t { async constructor(); }',
    'resource t { m: async static func(); }', 'use c;', 'use c.d;', 'use c.{};', 'use c.{d as};', 'import f: func();', 'interface j {}',
  ]; // prettier-ignore
  expect(listed(texts, inInterface)).toMatchInlineSnapshot(`
    [
      "type t;  ⇒  SYNTAX 3:7 '=' is expected, not ';'",
      "type t = ;  ⇒  SYNTAX 3:10 a type is expected, not ';'",
      "record t {}  ⇒  EMPTY 3:8 the record 't' is empty",
      "record t { a }  ⇒  SYNTAX 3:14 ':' is expected, not '}'",
      "record t { a: u8; b: u8 }  ⇒  SYNTAX 3:17 '}' is expected, not ';'",
      "record t { a: u8 b: u8 }  ⇒  SYNTAX 3:18 '}' is expected, not 'b'",
      "variant t {}  ⇒  EMPTY 3:9 the variant 't' is empty",
      "variant t { a() }  ⇒  SYNTAX 3:15 a type is expected, not ')'",
      "variant t { a(u8, u8) }  ⇒  SYNTAX 3:17 ')' is expected, not ','",
      "enum t {}  ⇒  EMPTY 3:6 the enum 't' is empty",
      "enum t { a(u8) }  ⇒  SYNTAX 3:11 '}' is expected, not '('",
      "flags t {}  ⇒  EMPTY 3:7 the flags 't' is empty",
      "flags t { a: bool }  ⇒  SYNTAX 3:12 '}' is expected, not ':'",
      "union t { u8 }  ⇒  SYNTAX 3:7 ':' is expected, not 't'",
      "resource t  ⇒  SYNTAX 4:1 '{' is expected, not '}'",
      "resource t {};  ⇒  SYNTAX 3:14 a type or a function is expected, not ';'",
      "resource t { type u = u8; }  ⇒  NAME 3:14 'type' is a keyword of WIT, where a method or the constructor is expected",
      "resource t { constructor: func(); }  ⇒  SYNTAX 3:25 '(' is expected, not ':'",
      "resource t { async constructor(); }  ⇒  NAME 3:14 'async' is a keyword of WIT, where a method or the constructor is expected",
      "resource t { m: async static func(); }  ⇒  SYNTAX 3:23 'func' is expected, not 'static'",
      "use c;  ⇒  SYNTAX 3:6 '.' is expected, not ';'",
      "use c.d;  ⇒  SYNTAX 3:7 '{' is expected, not 'd'",
      "use c.{};  ⇒  EMPTY 3:7 the list of used types is empty",
      "use c.{d as};  ⇒  SYNTAX 3:12 a name is expected, not '}'",
      "import f: func();  ⇒  NAME 3:1 'import' is a keyword of WIT, where a type or a function is expected",
      "interface j {}  ⇒  NAME 3:1 'interface' is a keyword of WIT, where a type or a function is expected",
    ]
  `);
});

test('functions', () => {
  const texts = [
    'f: func()', 'f: func;', 'f() -> u8;', 'f: async;', 'f: async async func();', 'f: func(a);', 'f: func(a: u8,, b: u8);', 'f: func(,);',
    'f: func(a: u8 b: u8);', 'f: func() -> ();', 'f: func() -> (a: u8);', 'f: func() ->;', 'f: static func();',
  ]; // prettier-ignore
  expect(listed(texts, inInterface)).toMatchInlineSnapshot(`
    [
      "f: func()  ⇒  SYNTAX 4:1 ';' is expected, not '}'",
      "f: func;  ⇒  SYNTAX 3:8 '(' is expected, not ';'",
      "f() -> u8;  ⇒  SYNTAX 3:2 ':' is expected, not '('",
      "f: async;  ⇒  SYNTAX 3:9 'func' is expected, not ';'",
      "f: async async func();  ⇒  SYNTAX 3:10 'func' is expected, not 'async'",
      "f: func(a);  ⇒  SYNTAX 3:10 ':' is expected, not ')'",
      "f: func(a: u8,, b: u8);  ⇒  SYNTAX 3:15 a parameter is expected, not ','",
      "f: func(,);  ⇒  SYNTAX 3:9 a parameter is expected, not ','",
      "f: func(a: u8 b: u8);  ⇒  SYNTAX 3:15 ')' is expected, not 'b'",
      "f: func() -> ();  ⇒  SYNTAX 3:14 a type is expected, not '('",
      "f: func() -> (a: u8);  ⇒  SYNTAX 3:14 a type is expected, not '('",
      "f: func() ->;  ⇒  SYNTAX 3:13 a type is expected, not ';'",
      "f: static func();  ⇒  SYNTAX 3:4 'func' is expected, not 'static'",
    ]
  `);
});

test('gates', () => {
  const texts = [
    '@foo f: func();', '@since f: func();', '@since(1.0.0) f: func();', '@since(version = 1) f: func();', '@unstable(version = 1.0.0) f: func();',
    '@since(version = 1.0.0) @since(version = 1.0.0) f: func();', '@since(version = 1.0.0) @unstable(feature = x) f: func();',
    '@deprecated(version = 1.0.0) f: func();', 'record t { @since(version = 1.0.0) a: u8 }', '@external-id(x) f: func();',
    '@external-id("x) f: func();', '@external-id("x") use i.{t};', '@since(version = 1.0.0)',
  ]; // prettier-ignore
  expect(listed(texts, inInterface)).toMatchInlineSnapshot(`
    [
      "@foo f: func();  ⇒  GATE 3:1 there is no '@foo'",
      "@since f: func();  ⇒  SYNTAX 3:8 '(' is expected, not 'f'",
      "@since(1.0.0) f: func();  ⇒  SYNTAX 3:8 'version' is expected, not '1'",
      "@since(version = 1) f: func();  ⇒  VERSION 3:18 '1' is not a semantic version",
      "@unstable(version = 1.0.0) f: func();  ⇒  SYNTAX 3:11 'feature' is expected, not 'version'",
      "@since(version = 1.0.0) @since(version = 1.0.0) f: func();  ⇒  GATE 3:25 @since is given twice",
      "@since(version = 1.0.0) @unstable(feature = x) f: func();  ⇒  GATE 3:1 both @since and @unstable are given",
      "@deprecated(version = 1.0.0) f: func();  ⇒  GATE 3:1 @deprecated stands alone",
      "record t { @since(version = 1.0.0) a: u8 }  ⇒  GATE 3:12 a field cannot have a gate",
      "@external-id(x) f: func();  ⇒  SYNTAX 3:14 a text in quotes is expected, not 'x'",
      "@external-id("x) f: func();  ⇒  SYNTAX 3:14 the text has no end",
      "@external-id("x") use i.{t};  ⇒  GATE 3:19 a use cannot have an @external-id",
      "@since(version = 1.0.0)  ⇒  SYNTAX 4:1 a type or a function is expected, not '}'",
    ]
  `);
});

test('worlds', () => {
  const texts = [
    'f: func();', 'import f: u8;', 'import f: func()', 'import i', 'import a:b;', 'import c:d/e/f;', 'import x: async interface {}',
    'import x: interface {};', 'export;', 'include;', 'include x with { a };', 'include x with { a:b/c as d }', 'world v {}', 'include x with { a as b };',
  ]; // prettier-ignore
  expect(listed(texts, inWorld)).toMatchInlineSnapshot(`
    [
      "f: func();  ⇒  SYNTAX 4:1 import, export, include, use or a type is expected, not 'f'",
      "import f: u8;  ⇒  NAME 4:11 'u8' is a keyword of WIT, where func, interface or the name of an interface is expected",
      "import f: func()  ⇒  SYNTAX 5:1 ';' is expected, not '}'",
      "import i  ⇒  SYNTAX 5:1 ';' is expected, not '}'",
      "import a:b;  ⇒  SYNTAX 4:11 '/' is expected, not ';'",
      "import c:d/e/f;  ⇒  UNSUPPORTED 4:13 namespaces and packages inside of others are not supported",
      "import x: async interface {}  ⇒  SYNTAX 4:17 'func' is expected, not 'interface'",
      "import x: interface {};  ⇒  SYNTAX 4:23 import, export, include, use or a type is expected, not ';'",
      "export;  ⇒  SYNTAX 4:7 an interface is expected, not ';'",
      "include;  ⇒  SYNTAX 4:8 the name of a world is expected, not ';'",
      "include x with { a };  ⇒  SYNTAX 4:20 'as' is expected, not '}'",
      "include x with { a:b/c as d }  ⇒  SYNTAX 4:19 'as' is expected, not ':'",
      "world v {}  ⇒  SYNTAX 4:1 import, export, include, use or a type is expected, not 'world'",
      "include x with { a as b };  ⇒  SYNTAX 4:26 import, export, include, use or a type is expected, not ';'",
    ]
  `);
});
