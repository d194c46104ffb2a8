/** Types of imports and exports, on their way through a whole. The components are real and do nothing. */
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import fc from '../../../../test/properties.ts';
import { expect, it } from 'vitest';
import { isAirssysError } from '@airssys/model';
import { composeComponents, printDocument, readComponent, rootPackage } from '../../src/index.ts';
import { documents } from '../support/documents.ts';
import { validated } from '../support/parts.ts';

const component = async (witSource: string, world: string): Promise<Uint8Array> =>
  await componentNew(await componentEmbed({ dummy: true, witSource, world, features: { tag: 'all' } }));

const printed = (bytes: Uint8Array): string => printDocument(readComponent(bytes));

const ORDERS = `package shop:orders@1.2.0;
  interface clock { resource zone; record instant { seconds: u64 } }
  interface orders {
    use clock.{instant, zone};
    record line { article: string, at: option<instant>, tags: list<tuple<string, option<u8>>> }
    variant state { open, closed(instant), failed(result<u8, string>) }
    enum size { s, m }
    flags rights { read, write }
    type lines = list<line>;
    resource basket { constructor(size: size); add: func(line: line, to: borrow<zone>); shared: static func(of: borrow<basket>) -> basket; }
    all: func(rights: rights) -> result<lines, state>;
  }
  interface reports { use orders.{basket, line}; report: func(of: borrow<basket>) -> list<line>; }
  world maker { import clock; export orders; }
  world reporter { import orders; export reports; }
  world guesser { import orders; import reports; export run: func(); }`;

it('types of an interface that is answered inside are exported with what has them', async () => {
  const components = { reporter: await component(ORDERS, 'reporter'), maker: await component(ORDERS, 'maker') };
  const whole = composeComponents({ components });
  expect(whole.imports.map((one) => one.import)).toEqual(['shop:orders/clock@1.2.0']);
  expect(whole.exports).toEqual(['shop:orders/orders@1.2.0', 'shop:orders/reports@1.2.0']);
  expect(await validated(whole.component)).toMatchInlineSnapshot(`
    "package root:component;

    world root {
      import shop:orders/clock@1.2.0;

      export shop:orders/orders@1.2.0;
      export shop:orders/reports@1.2.0;
    }
    "
  `);
});

it('types of an interface that is answered inside are imported for one that is not', async () => {
  const source = `package shop:sizes@0.3.1;
    interface sizes { enum size { s, m } record label { size: size, text: string } largest: func() -> label; }
    interface labels { use sizes.{label}; print: func(label: label); }
    world maker { export sizes; }
    world user { import sizes; import labels; export run: func(); }`;
  const components = { user: await component(source, 'user'), maker: await component(source, 'maker') };
  const whole = composeComponents({ components });
  expect(whole.wires).toHaveLength(1);
  expect(await validated(whole.component)).toMatchInlineSnapshot(`
    "package root:component;

    world root {
      import shop:sizes/sizes@0.3.1;
      import shop:sizes/labels@0.3.1;

      export run: func();
    }
    "
  `);
  // Its types alone: the function is answered inside.
  expect(printed(whole.component)).not.toContain('largest');
});

it('a resource that is made inside is asked of nobody outside', async () => {
  const components = { guesser: await component(ORDERS, 'guesser'), maker: await component(ORDERS, 'maker') };
  const wires = [{ component: 'guesser', import: 'shop:orders/orders', provider: 'maker' }];
  let said: unknown;
  try {
    composeComponents({ components, wires });
  } catch (error) {
    said = isAirssysError(error) ? error.message : error;
  }
  expect(said).toMatchInlineSnapshot(
    `"The resource basket of shop:orders/orders@1.2.0 is made inside, and an interface that the host is asked for has it"`,
  );
});

it('an interface under a name of its own is refused', async () => {
  const source = 'package a:b; interface i { f: func(); } world w { import x: i; export run: func(); }';
  const alone = await component(source, 'w');
  expect(() => composeComponents({ components: { alone } })).toThrow('alone has the interface a:b/i under the name x');
});

it('a component in another one is what it was', async () => {
  const property = fc.asyncProperty(documents, async (document) => {
    const [world] = rootPackage(document).worlds;
    const items = [...(world?.imports ?? []), ...(world?.exports ?? [])];
    fc.pre(world !== undefined && !items.some((item) => item.kind === 'interface' && item.name !== undefined));
    // Not every world makes a component: some of its features are younger than the tool.
    const alone = await component(printDocument(document), world.name).catch(() => undefined);
    fc.pre(alone !== undefined);
    const whole = composeComponents({ components: { alone } });
    await validated(whole.component);
    expect(printed(whole.component)).toBe(printed(alone));
  });
  await fc.assert(property, { numRuns: 25 });
});
