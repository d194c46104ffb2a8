import { componentEmbed } from '@bytecodealliance/jco-transpile/wasm-tools';
import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { escapeWitName } from '@airssys/model';
import { formatDiagnostic, printDocument, readWit, rootPackage } from '../../src/index.ts';
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
    { numRuns: 150 },
  );
});

test('another reader of WIT takes what was printed', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      const world = rootPackage(document).worlds[0];
      // Names of worlds that are keywords cannot be given to it, and it takes exports under plain names for exports of the interface.
      fc.pre(world !== undefined && escapeWitName(world.name) === world.name);
      fc.pre(!world.exports.some((item) => item.kind === 'interface' && item.name !== undefined));
      const witSource = printDocument(document);
      await expect(
        componentEmbed({ dummy: true, witSource, world: world.name, features: { tag: 'all' } }),
      ).resolves.toBeDefined();
    }),
    { numRuns: 30 },
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
