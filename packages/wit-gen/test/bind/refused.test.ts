import { describe, expect, it } from 'vitest';
import { bindInterface, formatDiagnostic } from '../../src/index.ts';
import { documentOf } from '../support/read.ts';

describe('what cannot be used', () => {
  it('is refused by its name, at its place', () => {
    const text = `package a:b;
interface streams {
  record chunk { rest: stream<u8> }
  read: func() -> list<list<u8, 4>>;
  wait: async func(x: map<string, u32>);
  fail: func(e: error-context) -> future;
  resource file { constructor(p: string) -> result<file, string>; again: func() -> option<option<option<u8>>>; }
}
interface other {
  use streams.{chunk, file};
  f: func(c: chunk, f: file);
}`;
    const shown = (id: string): string =>
      bindInterface(documentOf(text), id, [{ path: '/wit/root.wit', text }])
        .diagnostics.map((one) => formatDiagnostic(one, text, { cwd: '/wit', docs: false }))
        .join('\n\n');
    expect(shown('a:b/streams')).toMatchInlineSnapshot(`
      "root.wit:3:24 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'chunk' of a:b/streams has a stream, which a component cannot use yet

      2 | interface streams {
      3 |   record chunk { rest: stream<u8> }
        |                        ^~~~~~~~~~
      4 |   read: func() -> list<list<u8, 4>>;

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:4:24 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'read' of a:b/streams has a list of a fixed length, which a component cannot use yet

      3 |   record chunk { rest: stream<u8> }
      4 |   read: func() -> list<list<u8, 4>>;
        |                        ^~~~~~~~~~~
      5 |   wait: async func(x: map<string, u32>);

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:5:3 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'wait' of a:b/streams has an async function, which a component cannot use yet

      4 |   read: func() -> list<list<u8, 4>>;
      5 |   wait: async func(x: map<string, u32>);
        |   ^~~~
      6 |   fail: func(e: error-context) -> future;

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:5:23 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'wait' of a:b/streams has a map, which a component cannot use yet

      4 |   read: func() -> list<list<u8, 4>>;
      5 |   wait: async func(x: map<string, u32>);
        |                       ^~~~~~~~~~~~~~~~
      6 |   fail: func(e: error-context) -> future;

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:6:17 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'fail' of a:b/streams has an error-context, which a component cannot use yet

      5 |   wait: async func(x: map<string, u32>);
      6 |   fail: func(e: error-context) -> future;
        |                 ^~~~~~~~~~~~~
      7 |   resource file { constructor(p: string) -> result<file, string>; again:

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:6:35 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'fail' of a:b/streams has a future, which a component cannot use yet

      5 |   wait: async func(x: map<string, u32>);
      6 |   fail: func(e: error-context) -> future;
        |                                   ^~~~~~
      7 |   resource file { constructor(p: string) -> result<file, string>; again:

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:7:19 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'file.constructor' of a:b/streams has a constructor that can fail, which a component cannot use yet

      6 |   fail: func(e: error-context) -> future;
      7 |   resource file { constructor(p: string) -> result<file, string>; again:
        |                   ^~~~~~~~~~~
      8 | }

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:7:84 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'file.again' of a:b/streams has an option of an option of an option, which a component cannot use yet

      6 |
      7 | >; again: func() -> option<option<option<u8>>>; }
        |                     ^~~~~~~~~~~~~~~~~~~~~~~~~~
      8 |

      hint: Use another interface, or leave this part out of the copy in wit/deps."
    `);
    expect(shown('a:b/other')).toMatchInlineSnapshot(`
      "root.wit:3:24 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'chunk' of a:b/streams has a stream, which a component cannot use yet

      2 | interface streams {
      3 |   record chunk { rest: stream<u8> }
        |                        ^~~~~~~~~~
      4 |   read: func() -> list<list<u8, 4>>;

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:7:19 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'file.constructor' of a:b/streams has a constructor that can fail, which a component cannot use yet

      6 |   fail: func(e: error-context) -> future;
      7 |   resource file { constructor(p: string) -> result<file, string>; again:
        |                   ^~~~~~~~~~~
      8 | }

      hint: Use another interface, or leave this part out of the copy in wit/deps.

      root.wit:7:84 - error AIRSSYS_WIT_BIND_UNSUPPORTED: 'file.again' of a:b/streams has an option of an option of an option, which a component cannot use yet

      6 |
      7 | >; again: func() -> option<option<option<u8>>>; }
        |                     ^~~~~~~~~~~~~~~~~~~~~~~~~~
      8 |

      hint: Use another interface, or leave this part out of the copy in wit/deps."
    `);
    expect(bindInterface(documentOf(text), 'a:b/other').diagnostics[0]).toMatchObject({ file: 'a:b/streams', line: 1 });
  });
});
