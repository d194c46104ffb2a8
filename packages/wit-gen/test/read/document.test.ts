/** What of a text is in the document. */
import { expect, test } from 'vitest';
import { findInterface, findType, findWorld } from '../../src/index.ts';
import { documentOf } from '../support/read.ts';

const text = `/// About the package.
package shop:orders@1.2.0;

use clock:time/now@0.1.0 as clock;

/// Orders, and what they are made of.
@since(version = 1.0.0)
interface orders {
  use clock.{instant as moment, zone};

  /**
   * One position.
   *
   *   indented
   */
  record line {
    /// What is sold.
    article: string,
    %record: list<u8, 4>,
    tags: map<string, option<u32>>,
  }
  type lines = list<line>;
  variant state { open, closed(tuple<moment, string>), }
  enum size { s, m, }
  flags rights { read, write }
  resource basket {
    constructor(size: size) -> result<basket, string>;
    add: func(line: line);
    @unstable(feature = bulk)
    all: async func() -> stream<line>;
    shared: static func(of: borrow<basket>) -> own<basket>;
  }
  type alias = basket;
  open: func(a: basket, b: borrow<alias>, c: result<_, error-context>, d: result, e: future) -> alias;
}

world shop {
  use orders.{size as shirt};
  import clock;
  import second: orders;
  @external-id("https://example.com/x")
  import log: func(text: string, shirt: shirt);
  export orders;
  /// Inline.
  export tool: interface { use orders.{basket}; run: func(b: basket); }
}
`;
const time = 'package clock:time@0.1.0; interface now { resource zone; record instant { seconds: u64 } }';

test('a document has everything that the text says', () => {
  const { root, packages } = documentOf(text, time);
  expect(root).toBe('shop:orders@1.2.0');
  expect(packages.map(({ id }) => id)).toEqual(['shop:orders@1.2.0', 'clock:time@0.1.0']);
  expect(packages[0]?.interfaces[0]?.types).toMatchInlineSnapshot(`
    [
      {
        "from": "clock:time/now@0.1.0",
        "kind": "use",
        "name": "moment",
        "original": "instant",
      },
      {
        "from": "clock:time/now@0.1.0",
        "kind": "use",
        "name": "zone",
        "original": "zone",
      },
      {
        "docs": "One position.

      indented",
        "fields": [
          {
            "docs": "What is sold.",
            "name": "article",
            "type": {
              "kind": "primitive",
              "name": "string",
            },
          },
          {
            "name": "record",
            "type": {
              "element": {
                "kind": "primitive",
                "name": "u8",
              },
              "kind": "fixed-list",
              "length": 4,
            },
          },
          {
            "name": "tags",
            "type": {
              "key": {
                "kind": "primitive",
                "name": "string",
              },
              "kind": "map",
              "value": {
                "kind": "option",
                "some": {
                  "kind": "primitive",
                  "name": "u32",
                },
              },
            },
          },
        ],
        "kind": "record",
        "name": "line",
      },
      {
        "kind": "alias",
        "name": "lines",
        "type": {
          "element": {
            "kind": "reference",
            "name": "line",
          },
          "kind": "list",
        },
      },
      {
        "cases": [
          {
            "name": "open",
          },
          {
            "name": "closed",
            "type": {
              "items": [
                {
                  "kind": "reference",
                  "name": "moment",
                },
                {
                  "kind": "primitive",
                  "name": "string",
                },
              ],
              "kind": "tuple",
            },
          },
        ],
        "kind": "variant",
        "name": "state",
      },
      {
        "cases": [
          {
            "name": "s",
          },
          {
            "name": "m",
          },
        ],
        "kind": "enum",
        "name": "size",
      },
      {
        "flags": [
          {
            "name": "read",
          },
          {
            "name": "write",
          },
        ],
        "kind": "flags",
        "name": "rights",
      },
      {
        "functions": [
          {
            "async": false,
            "kind": "constructor",
            "name": "constructor",
            "params": [
              {
                "name": "size",
                "type": {
                  "kind": "reference",
                  "name": "size",
                },
              },
            ],
            "result": {
              "err": {
                "kind": "primitive",
                "name": "string",
              },
              "kind": "result",
              "ok": {
                "kind": "own",
                "resource": "basket",
              },
            },
          },
          {
            "async": false,
            "kind": "method",
            "name": "add",
            "params": [
              {
                "name": "line",
                "type": {
                  "kind": "reference",
                  "name": "line",
                },
              },
            ],
          },
          {
            "async": true,
            "gate": {
              "unstable": "bulk",
            },
            "kind": "method",
            "name": "all",
            "params": [],
            "result": {
              "element": {
                "kind": "reference",
                "name": "line",
              },
              "kind": "stream",
            },
          },
          {
            "async": false,
            "kind": "static",
            "name": "shared",
            "params": [
              {
                "name": "of",
                "type": {
                  "kind": "borrow",
                  "resource": "basket",
                },
              },
            ],
            "result": {
              "kind": "own",
              "resource": "basket",
            },
          },
        ],
        "kind": "resource",
        "name": "basket",
      },
      {
        "kind": "alias",
        "name": "alias",
        "type": {
          "kind": "reference",
          "name": "basket",
        },
      },
    ]
  `);
  expect(packages[0]?.worlds).toMatchInlineSnapshot(`
    [
      {
        "exports": [
          {
            "interface": "shop:orders/orders@1.2.0",
            "kind": "interface",
          },
          {
            "docs": "Inline.",
            "functions": [
              {
                "async": false,
                "name": "run",
                "params": [
                  {
                    "name": "b",
                    "type": {
                      "kind": "own",
                      "resource": "basket",
                    },
                  },
                ],
              },
            ],
            "kind": "inline",
            "name": "tool",
            "types": [
              {
                "from": "shop:orders/orders@1.2.0",
                "kind": "use",
                "name": "basket",
                "original": "basket",
              },
            ],
          },
        ],
        "imports": [
          {
            "interface": "clock:time/now@0.1.0",
            "kind": "interface",
          },
          {
            "interface": "shop:orders/orders@1.2.0",
            "kind": "interface",
            "name": "second",
          },
          {
            "async": false,
            "externalId": "https://example.com/x",
            "kind": "function",
            "name": "log",
            "params": [
              {
                "name": "text",
                "type": {
                  "kind": "primitive",
                  "name": "string",
                },
              },
              {
                "name": "shirt",
                "type": {
                  "kind": "reference",
                  "name": "shirt",
                },
              },
            ],
          },
        ],
        "name": "shop",
        "types": [
          {
            "from": "shop:orders/orders@1.2.0",
            "kind": "use",
            "name": "shirt",
            "original": "size",
          },
        ],
      },
    ]
  `);
});

test('all of it is frozen', () => {
  const document = documentOf(text, time);
  expect(Object.isFrozen(document)).toBe(true);
  expect(Object.isFrozen(findInterface(document, 'shop:orders/orders@1.2.0')?.types[2])).toBe(true);
});

test('things are found by their names', () => {
  const document = documentOf(text, time);
  const orders = findInterface(document, 'shop:orders/orders@1.2.0');
  expect(orders && findType(document, orders, 'moment')).toMatchObject({
    item: { kind: 'record', name: 'instant' },
    from: 'clock:time/now@0.1.0',
  });
  const world = findWorld(document);
  expect(world && findType(document, world, 'shirt')).toMatchObject({ item: { kind: 'enum', name: 'size' } });
  expect(findWorld(document, 'other')).toBeUndefined();
});
