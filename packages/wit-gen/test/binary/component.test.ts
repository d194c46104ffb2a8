/** Real components, made by wit-component from documents: what is read from their bytes is what they were made from. */
import { escapeWitName } from '@airssys/model';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import {
  compareDocuments,
  printDocument,
  readComponent,
  readWit,
  rootPackage,
  type WitDocument,
} from '../../src/index.ts';
import { documents } from '../support/documents.ts';
import { documentOf } from '../support/read.ts';

/** A core module that says which world it is for, and a component with nothing in it. */
async function embed(document: WitDocument): Promise<{ module: Uint8Array; component: () => Promise<Uint8Array> }> {
  const world = rootPackage(document).worlds[0]?.name ?? '';
  const witSource = printDocument(document);
  const module = await componentEmbed({ dummy: true, witSource, world, features: { tag: 'all' } });
  return { module, component: async () => await componentNew(module) };
}

function reread(document: WitDocument, bytes: Uint8Array): WitDocument {
  const own = rootPackage(document);
  const { namespace, name, version } = own;
  return readComponent(bytes, { root: { namespace, name, version, world: own.worlds[0]?.name ?? '' } });
}

const SHOP = documentOf(
  `package shop:orders@1.2.0;
   interface orders {
     use clock:time/now@0.1.0.{instant as moment, zone};
     record line { article: string, state: state, tags: list<tuple<string, option<u8>>> }
     variant state { open, closed(moment) }
     enum size { s, m }
     flags rights { read, write }
     type lines = list<line>;
     type more-lines = lines;
     resource basket {
       constructor(size: size) -> result<basket, string>;
       add: func(line: line, to: borrow<zone>);
       shared: static func(of: borrow<basket>) -> basket;
     }
     type same = basket;
     all: func(rights: rights) -> result<lines, same>;
   }
   interface reports { use orders.{basket, line}; report: func(of: borrow<basket>) -> list<line>; }
   world shop {
     use orders.{size};
     import log: func(text: string, size: size);
     import tool: interface { run: func() -> u8; }
     export orders;
     export reports;
   }`,
  'package clock:time@0.1.0; interface now { resource zone; record instant { seconds: u64 } }',
);

test('a component with everything', async () => {
  const document = reread(SHOP, await (await embed(SHOP)).component());
  expect(printDocument(document)).toMatchInlineSnapshot(`
    "package shop:orders@1.2.0;

    interface orders {
      use clock:time/now@0.1.0.{instant as moment, zone};

      variant state {
        open,
        closed(moment),
      }

      record line {
        article: string,
        state: state,
        tags: list<tuple<string, option<u8>>>,
      }

      enum size {
        s,
        m,
      }

      flags rights {
        read,
        write,
      }

      type lines = list<line>;
      type more-lines = lines;

      resource basket {
        constructor(size: size) -> result<basket, string>;
        add: func(line: line, to: borrow<zone>);
        shared: static func(of: borrow<basket>) -> basket;
      }

      type same = basket;
      all: func(rights: rights) -> result<lines, same>;
    }

    interface reports {
      use orders.{basket, line};
      report: func(of: borrow<basket>) -> list<line>;
    }

    world shop {
      use orders.{size};

      import tool: interface {
        run: func() -> u8;
      }

      import clock:time/now@0.1.0;
      import orders;
      import log: func(text: string, size: size);
      export orders;
      export reports;
    }

    package clock:time@0.1.0 {
      interface now {
        resource zone;

        record instant {
          seconds: u64,
        }
      }
    }
    "
  `);
});

test('without more knowledge it is the package root:component', async () => {
  const document = readComponent(
    await (await embed(documentOf('package a:b; world w { export f: func(); }'))).component(),
  );
  expect(printDocument(document)).toMatchInlineSnapshot(`
    "package root:component;

    world root {
      export f: func();
    }
    "
  `);
});

test('a WIT package in binary form', async () => {
  const { module } = await embed(SHOP);
  const document = readComponent(customSection(module, 'component-type'));
  expect(document.root).toBe('shop:orders@1.2.0');
  expect(rootPackage(document).worlds.map(({ name }) => name)).toEqual(['shop']);
  expect(differences(SHOP, document)).toEqual([]);
});

test('documentation comes from the section package-docs', async () => {
  const { module } = await embed(
    documentOf(
      'package a:b@1.0.0; interface i { f: func(); record r { x: u8 } resource s { m: func(); } } world w { import i; }',
    ),
  );
  const docs = {
    docs: 'Package.',
    interfaces: {
      i: {
        docs: 'Interface.\n',
        stability: { stable: { since: '1.0.0' } },
        funcs: { f: 'Function.', '[method]s.m': { docs: 'Method.', stability: { unstable: { feature: 'new' } } } },
        types: { r: { docs: 'Record.', items: { x: 'Field.' } } },
      },
    },
  };
  const bytes = withSection(customSection(module, 'component-type'), 'package-docs', `\u0001${JSON.stringify(docs)}`);
  const [own] = readComponent(bytes).packages;
  expect(own && printDocument({ root: own.id, packages: [own] })).toMatchInlineSnapshot(`
    "/// Package.
    package a:b@1.0.0;

    /// Interface.
    @since(version = 1.0.0)
    interface i {
      /// Record.
      record r {
        /// Field.
        x: u8,
      }

      resource s {
        /// Method.
        @unstable(feature = new)
        m: func();
      }

      /// Function.
      f: func();
    }

    world w {
      import i;
    }
    "
  `);
  const unreadable = withSection(customSection(module, 'component-type'), 'package-docs', 'not JSON');
  expect(readComponent(unreadable).packages[0]?.docs).toBeUndefined();
});

test('what random documents become is read back', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      const [world] = rootPackage(document).worlds;
      fc.pre(world !== undefined && escapeWitName(world.name) === world.name);
      fc.pre(!world.exports.some((item) => item.kind === 'interface' && item.name !== undefined));
      const { component } = await embed(document);
      // Not every world makes a component: some of its features are younger than the tool.
      const bytes = await component().catch(() => undefined);
      fc.pre(bytes !== undefined);
      const found = reread(document, bytes);
      expect(readWit({ files: [{ path: 'printed.wit', text: printDocument(found) }] }).diagnostics).toEqual([]);
      expect(differences(document, found)).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('bytes that are no component, or are cut off', async () => {
  const refused = expect.objectContaining({ code: 'AIRSSYS_ENGINE_INVALID_COMPONENT' });
  expect(() => readComponent(new Uint8Array())).toThrow(refused);
  expect(() => readComponent(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))).toThrow(refused);
  const bytes = await (await embed(SHOP)).component();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const broken = bytes.slice();
      broken[at] = byte;
      for (const one of [broken, bytes.slice(0, at)]) {
        try {
          readComponent(one);
        } catch (error) {
          expect(error).toEqual(refused);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('types that share others many times over are refused before they are written out', () => {
  const sections = (count: number): Uint8Array => {
    // t0 = tuple<u8, u8>, t1 = tuple<t0, t0> …, a function that takes the last one, and its import as `f`.
    const tuples = Array.from({ length: count }, (_, at) => [0x6f, 2, ...(at === 0 ? [0x7d, 0x7d] : [at - 1, at - 1])]);
    const types = [count + 1, ...tuples.flat(), 0x40, 1, 1, 0x78, count - 1, 1, 0];
    const imports = [1, 0, 1, 0x66, 1, count];
    const header = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
    return Uint8Array.from([
      ...header,
      7,
      (types.length & 0x7f) | 0x80,
      types.length >> 7,
      ...types,
      10,
      imports.length,
      ...imports,
    ]);
  };
  expect(printDocument(readComponent(sections(2)))).toContain(
    'import f: func(x: tuple<tuple<u8, u8>, tuple<u8, u8>>);',
  );
  expect(() => readComponent(sections(60))).toThrow("The types in the world 'root' are too large");
});

/** What components do not have: documentation, gates, and what nothing in them needs. */
const LOST = /^(documentation|gate|interface-removed|world-removed|import-removed|type-removed|external-id)$/;

function differences(before: WitDocument, after: WitDocument): readonly string[] {
  const { changes } = compareDocuments(before, after);
  return changes
    .filter(({ kind }) => !LOST.test(kind))
    .map(({ kind, place, before: old, after: now }) => `${kind} ${place}: ${old} → ${now}`);
}

/** The content of a custom section of a core module, by the start of its name. */
function customSection(module: Uint8Array, name: string): Uint8Array {
  const [found] = WebAssembly.Module.customSections(new WebAssembly.Module(Uint8Array.from(module)), name);
  if (found !== undefined) return new Uint8Array(found);
  throw new Error(`no section ${name}`);
}

/** The component with one more custom section. */
function withSection(bytes: Uint8Array, name: string, content: string): Uint8Array {
  const text = Buffer.from(content);
  const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), text]);
  // Lengths in two bytes of LEB128.
  return Buffer.concat([bytes, Buffer.from([0, (body.length & 0x7f) | 0x80, body.length >> 7]), body]);
}
