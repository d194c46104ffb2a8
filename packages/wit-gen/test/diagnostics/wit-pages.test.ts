/** As pages.test.ts, for what is said of WIT texts: when they are read, and when they are bound to TypeScript. */
import { expect, test } from 'vitest';
import { BIND_CODES, bindInterface, type Diagnostic, formatDiagnostic, READ_CODES, readWit } from '../../src/index.ts';
import { diagnosticPages } from '../support/diagnostic-page.ts';

const pages = diagnosticPages().filter(({ code }) => /^AIRSSYS_WIT_(?:READ|BIND)_/.test(code));

/** Reads a text, and binds the interfaces of its package. */
function complaints(text: string): readonly Diagnostic[] {
  const files = [{ path: '/wit/root.wit', text }];
  const { document, diagnostics } = readWit({ files });
  const ids = [...text.matchAll(/^interface ([\w-]+)/gm)].map(([, name]) => {
    const [, id = '', version = ''] = /^package ([\w:-]+)(@[^;]+)?;/m.exec(text) ?? [];
    return `${id}/${name}${version}`;
  });
  if (document === undefined) return diagnostics;
  return ids.flatMap((id) => bindInterface(document, id, files).diagnostics);
}

test('every code has a page that says what it means, and no page is of another code', () => {
  const meanings = Object.fromEntries(pages.map(({ code, meaning }) => [code, meaning]));
  expect(meanings).toEqual({ ...READ_CODES, ...BIND_CODES });
  for (const { code, title, fences } of pages) {
    expect(title).toBe(code);
    expect(fences).toEqual(['wit wrong', 'wit mended']);
  }
});

test.each(pages)('$code: the example shows it at the marked line, and the mended one nothing', ({ code, ...page }) => {
  const [wrong = '', mended = ''] = [...page.wrong, ...page.mended];
  const marked = wrong.split('\n').findIndex((line) => /\/\/ [↓←] here/.test(line)) + (wrong.includes('←') ? 1 : 2);
  expect(complaints(wrong).map((one) => `${one.code} ${one.line} ${one.docs}`)).toEqual([
    `${code} ${marked} airssys explain ${code}`,
  ]);
  expect(complaints(mended)).toEqual([]);
});

test('what is said of the examples', () => {
  const texts = pages.flatMap(({ wrong: [text = ''] }) =>
    complaints(text).map((one) => formatDiagnostic(one, text, { cwd: '/wit', docs: false })),
  );
  expect(texts.join('\n\n')).toMatchInlineSnapshot(`
    "root.wit:5:18 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'all' of acme:shop/orders has a stream, which a component cannot use yet

    4 |   // ↓ here
    5 |   all: func() -> stream<string>;
      |                  ^~~~~~~~~~~~~~
    6 | }

    hint: Use another interface, or leave this part out of the copy in wit/deps.

    root.wit:7:19 - error AIRSSYS_WIT_READ_CYCLE: the type 'comment' contains itself

    6 |     // ↓ here
    7 |     answers: list<comment>,
      |                   ^~~~~~~
    8 |   }

    hint: Types of WIT cannot be recursive, not even through a list.

    root.wit:6:10 - error AIRSSYS_WIT_READ_DUPLICATE: 'order' is there twice in the interface 'orders'

    5 |   // ↓ here
    6 |   record order {
      |          ^~~~~
    7 |     id: string,

    hint: Give one of them another name; upper and lower case count as the same.

    root.wit:5:10 - error AIRSSYS_WIT_READ_EMPTY: the record 'options' is empty

    4 |   // ↓ here
    5 |   record options {}
      |          ^~~~~~~
    6 |   place: func(order: string, options: options) -> string;

    hint: Give it a field.

    root.wit:5:3 - error AIRSSYS_WIT_READ_GATE: there is no '@added'

    4 |   // ↓ here
    5 |   @added(version = 1.2.0)
      |   ^
    6 |   place: func(order: string) -> string;

    hint: Known: @since(version = 1.2.3), @unstable(feature = name),
          @deprecated(version = 1.2.3), @external-id("text").

    root.wit:6:5 - error AIRSSYS_WIT_READ_NAME: 'type' is a keyword of WIT, where a field is expected

    5 |     // ↓ here
    6 |     type: string,
      |     ^~~~
    7 |   }

    hint: Write %type.

    root.wit:1:1 - error AIRSSYS_WIT_READ_PACKAGE: the package is not declared

    1 | // ← here, where the package should be
      | ^
    2 | interface orders {

    hint: Begin the file with \`package namespace:name;\`.

    root.wit:5:21 - error AIRSSYS_WIT_READ_SYNTAX: ':' is expected, not 'string'

    4 |   // ↓ here
    5 |   place: func(order string) -> string;
      |                     ^~~~~~
    6 | }

    hint: A parameter is written \`name: type\`.

    root.wit:6:29 - error AIRSSYS_WIT_READ_TYPE: 'open' returns a borrow, which ends with the call

    5 |   // ↓ here
    6 |   open: func(id: string) -> borrow<basket>;
      |                             ^~~~~~~~~~~~~~
    7 | }

    hint: Return an owned handle.

    root.wit:5:22 - error AIRSSYS_WIT_READ_UNDEFINED: there is no type 'order' in the interface 'orders'

    4 |   // ↓ here
    5 |   place: func(order: order) -> string;
      |                      ^~~~~
    6 | }


    root.wit:2:18 - error AIRSSYS_WIT_READ_UNSUPPORTED: namespaces and packages inside of others are not supported

    1 | // ↓ here
    2 | package acme:shop:orders;
      |                  ^
    3 |

    hint: Use \`namespace:name\`, with one of each.

    root.wit:5:20 - error AIRSSYS_WIT_READ_VERSION: the package acme:shop@1.1.0 has not reached version 1.2.0

    4 |   // ↓ here
    5 |   @since(version = 1.2.0)
      |                    ^~~~~
    6 |   place: func(order: string) -> string;

    hint: What is not released yet is @unstable(feature = …)."
  `);
});
