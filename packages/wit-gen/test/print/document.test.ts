import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDiagnostic, printDocument, readWit } from '../../src/index.ts';
import { documents } from '../support/documents.ts';
import { documentOf } from '../support/read.ts';

test('reading what was printed gives the same document', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const text = printDocument(document);
      const again = readWit({ files: [{ path: 'printed.wit', text }] });
      expect(again.diagnostics.map((one) => formatDiagnostic(one, text))).toEqual([]);
      expect(again.document).toEqual(document);
    }),
    { numRuns: 300 },
  );
});

test('the normal form', () => {
  const document = documentOf(
    `/** The package. */ package a:%interface@1.0.0-rc.1;
     interface i { f:func()->u8; @since(version=0.1.0) type t=u8; resource r; type own-r = own<r>; type same = r;
       use b:c/d@0.2.0.{e as g, h}; @external-id("say \\"hi\\"") k: async func(x: r, y: borrow<r>) -> result<_, r>; }
     world w { export j: i; import i; import x: interface { z: func(); } @unstable(feature = f) import q: func(); }`,
    'package b:c@0.2.0; /// Used.\ninterface d { type e = u8; enum h { a } }',
  );
  expect(printDocument(document)).toMatchInlineSnapshot(`
    "/// The package.
    package a:%interface@1.0.0-rc.1;

    interface i {
      @since(version = 0.1.0)
      type t = u8;

      resource r;
      type own-r = own<r>;
      type same = r;
      use b:c/d@0.2.0.{e as g, h};
      f: func() -> u8;

      @external-id("say \\"hi\\"")
      k: async func(x: r, y: borrow<r>) -> result<_, r>;
    }

    world w {
      import i;

      import x: interface {
        z: func();
      }

      @unstable(feature = f)
      import q: func();

      export j: i;
    }

    package b:c@0.2.0 {
      /// Used.
      interface d {
        type e = u8;

        enum h {
          a,
        }
      }
    }
    "
  `);
});
