import { join } from 'node:path';
import {
  type ComponentModel,
  isWitIdentifier,
  Type,
  type TypeDefinition,
  type TypeNode,
  toKebabCase,
} from '@airssys/model';
import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { analyzeComponent, printType, printWit } from '../../src/index.ts';
import { validateWit } from '../support/wit-tools.ts';
import { Workspace } from '../support/workspace.ts';

const IMPORTS = ['airssys:core/host-services@1.0.0', 'airssys:core/storage@1.0.0'];

test('a rich class', async () => {
  const { model } = analyzeComponent({ entry: join(import.meta.dirname, '../fixtures/orders.ts') });
  const wit = printWit(model!, { imports: IMPORTS });
  expect(wit).toMatchInlineSnapshot(`
    "package acme:orders@1.2.0-beta.1;

    /// Takes orders and keeps them. The second sentence is not
    /// the description.
    interface operations {
      /// A line of an order.
      record order-line {
        /// Stock keeping unit.
        sku: string,
        quantity: u32,
        note: option<string>,
        gift-wrap: option<bool>,
      }

      /// How soon.
      enum priority {
        /// Some day.
        low,
        normal,
        /// Now.
        very-high,
      }

      enum currency {
        usd,
        eur,
        chf,
      }

      /// An amount in the smallest unit of its currency.
      record money {
        cents: u64,
        currency: currency,
      }

      record payment-failed {
        reason: string,
        attempts: u8,
        next: option<u64>,
      }

      /// What became of a payment.
      variant payment {
        /// Nothing was paid yet.
        open,
        paid(money),
        /// The card was refused.
        failed(payment-failed),
      }

      record order-ship-to {
        street: string,
        zip: option<string>,
      }

      /// An order, as the shop has it.
      record order {
        id: string,
        lines: list<order-line>,
        priority: priority,
        payment: payment,
        ship-to: order-ship-to,
        initial: char,
        position: tuple<f64, f64>,
        attachment: option<list<u8>>,
      }

      enum place-error {
        sold-out,
        refused,
      }

      enum list-filter-level {
        low,
        high,
      }

      record list-filter {
        level: list-filter-level,
      }

      record order-summary {
        id: string,
        priority: priority,
        total: money,
      }

      /// Part of a longer list.
      record page-order-summary {
        items: list<order-summary>,
        next: option<string>,
      }

      record order-patch {
        lines: option<list<order-line>>,
        priority: option<priority>,
        ship-to: option<order-ship-to>,
        initial: option<char>,
        position: option<tuple<f64, f64>>,
        attachment: option<list<u8>>,
      }

      /// Places an order, once.
      ///
      /// - \`order\`: What to order.
      /// - \`urgent\`: Whether to hurry.
      place: func(order: order, urgent: option<bool>) -> result<u64, place-error>;

      find: func(order-id: string, %from: option<u64>) -> option<order>;

      %list: func(page: u32, filter: option<list-filter>) -> page-order-summary;

      patch: func(id: string, patch: order-patch) -> result<_, string>;

      clear: func();
    }

    world component {
      import airssys:core/host-services@1.0.0;
      import airssys:core/storage@1.0.0;
      export airssys:core/component-lifecycle@1.0.0;
      export operations;
    }
    "
  `);
  await expect(validateWit(wit)).resolves.toBeInstanceOf(Uint8Array);
});

test('a component without operations has no interface of its own', async () => {
  const workspace = new Workspace();
  const { model } = workspace.members('  @onMessage() take(): void {}');
  const wit = printWit(model!, { imports: [] });
  expect(wit).toMatchInlineSnapshot(`
    "package acme:sample@1.0.0;

    world component {
      export airssys:core/component-lifecycle@1.0.0;
    }
    "
  `);
  await expect(validateWit(wit)).resolves.toBeInstanceOf(Uint8Array);
});

test('names that are WIT keywords are escaped everywhere', async () => {
  const workspace = new Workspace();
  const { model } = workspace.members(
    "  @operation() func(type: Record, use: 'static' | 'async'): Interface { throw 1; }",
    "interface Record { list: string; result?: u32 }\ntype Interface = { enum: 'own'; flags: u32 } | { enum: 'borrow' };",
  );
  const wit = printWit({ ...model!, namespace: 'list', name: 'record' }, { imports: [] });
  expect(wit).toMatchInlineSnapshot(`
    "package %list:%record@1.0.0;

    interface operations {
      record %record {
        %list: string,
        %result: option<u32>,
      }

      enum func-use {
        %static,
        %async,
      }

      variant %interface {
        %own(u32),
        %borrow,
      }

      %func: func(%type: %record, %use: func-use) -> %interface;
    }

    world component {
      export airssys:core/component-lifecycle@1.0.0;
      export operations;
    }
    "
  `);
  await expect(validateWit(wit)).resolves.toBeInstanceOf(Uint8Array);
});

test('the validator refuses what is wrong', async () => {
  const wit =
    'package a:bcd@1.0.0;\ninterface operations { enum x { a } x: func(); }\nworld component { export operations; }\n';
  await expect(validateWit(wit)).rejects.toThrow(/defined more than once/);
});

const words = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,8}$/).filter((word) => toKebabCase(word) !== undefined);

const types = (names: readonly string[]): fc.Arbitrary<TypeNode> =>
  fc.letrec<{ type: TypeNode }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...(['bool', 'u8', 's64', 'f32', 'char', 'string'] as const)).map((name) => Type.primitive(name)),
      fc.constantFrom(...names).map((name) => Type.reference(name)),
      fc.constant(Type.bytes()),
      tie('type').map((element) => Type.list(element)),
      tie('type').map((element) => Type.set(element)),
      fc.tuple(tie('type'), tie('type')).map(([key, value]) => Type.map(key, value)),
      tie('type').map((value) => Type.record(value)),
      tie('type').map((some) => Type.option(some)),
      fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map((items) => Type.tuple(items)),
      fc
        .record({ ok: fc.option(tie('type'), { nil: undefined }), err: fc.option(tie('type'), { nil: undefined }) })
        .map(({ ok, err }) => Type.result(ok, err)),
    ),
  })).type;

const models: fc.Arbitrary<ComponentModel> = fc
  .uniqueArray(words, { minLength: 4, maxLength: 8, selector: (word) => toKebabCase(word) })
  .chain((names) => {
    const [color = '', ...rest] = names.map((name) => toKebabCase(name) ?? '');
    const [record = '', operation = '', ...keys] = rest;
    const colors: TypeDefinition = {
      kind: 'enum',
      name: color,
      source: 'Color',
      cases: keys.map((name) => ({ name, literal: name })),
    };
    const docs = fc.option(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(text)),
      { nil: undefined },
    );
    return fc
      .record({
        fields: fc.array(types([color]), { minLength: keys.length, maxLength: keys.length }),
        param: types([color, record]),
        docs,
      })
      .map(({ fields, param, docs: text }): ComponentModel => ({
        namespace: 'acme',
        name: 'sample',
        version: '1.0.0',
        description: '',
        author: '',
        license: '',
        stateful: false,
        className: 'Sample',
        hooks: {},
        permissions: [],
        limits: { maxMemoryBytes: 1 << 20 },
        operations: {
          name: 'operations',
          types: [
            colors,
            {
              kind: 'record',
              name: record,
              source: 'Thing',
              fields: fields.map((type, index) => ({
                key: 'k',
                name: keys[index] ?? '',
                type,
                ...(text !== undefined && { docs: text }),
              })),
            },
          ],
          operations: [
            {
              key: operation,
              name: operation,
              params: [{ key: 'a', name: 'a', type: param }],
              result: param,
              ...(text !== undefined && { docs: text }),
            },
          ],
        },
      }));
  });

test('every model prints WIT that wasm-tools reads', async () => {
  await fc.assert(
    fc.asyncProperty(models, async (model) => {
      await expect(validateWit(printWit(model, { imports: IMPORTS }))).resolves.toBeInstanceOf(Uint8Array);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('a kebab-case name is a WIT identifier, and its own kebab-case', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const name = toKebabCase(text);
      if (name === undefined) return;
      expect(isWitIdentifier(name)).toBe(true);
      expect(toKebabCase(name)).toBe(name);
    }),
  );
});

test('types print as WIT has them', () => {
  expect(printType(Type.result())).toBe('result');
  expect(printType(Type.result(undefined, Type.primitive('string')))).toBe('result<_, string>');
  expect(printType(Type.option(Type.bytes(), 'null'))).toBe('option<list<u8>>');
  expect(printType(Type.set(Type.primitive('char')))).toBe('list<char>');
  expect(printType(Type.map(Type.primitive('u32'), Type.record(Type.bytes())))).toBe(
    'list<tuple<u32, list<tuple<string, list<u8>>>>>',
  );
  expect(printType(Type.reference('record'))).toBe('%record');
});
