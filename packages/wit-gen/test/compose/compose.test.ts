import { isAirssysError } from '@airssys/model';
import { describe, expect, it } from 'vitest';
import { type ComposeOptions, composeComponents } from '../../src/index.ts';
import { bank, link, teller, validated } from '../support/parts.ts';

/** What is said of components that cannot be composed. */
function refusal(options: ComposeOptions): string {
  try {
    composeComponents(options);
  } catch (error) {
    if (isAirssysError(error)) return `${error.code}: ${error.message}\n${error.hint ?? ''}`;
    throw error;
  }
  return 'composed';
}

describe('components of other toolchains', () => {
  it('are wired by name, resources too; what both import is asked of the host once, in the higher version', async () => {
    const whole = composeComponents({ components: { teller: await teller(), bank: await bank() } });
    expect(whole).toMatchObject({
      wires: [{ component: 'teller', import: 'acme:bank/api@1.0.0', provider: 'bank', export: 'acme:bank/api@1.0.0' }],
      imports: [{ import: 'acme:log/api@1.1.0', components: ['bank', 'teller'] }],
      exports: ['test:guest/ops@1.0.0'],
      order: ['bank', 'teller'],
    });
    expect(await validated(whole.component)).toMatchInlineSnapshot(`
      "package root:component;

      world root {
        import acme:log/api@1.1.0;

        export test:guest/ops@1.0.0;
      }
      "
    `);
  });

  it('can be composed again, and export what is inside', async () => {
    const [front, back] = [await link('t:b/b@1.0.0', 't:a/a@1.0.0'), await link('t:c/c@1.0.0', 't:b/b@1.0.0')];
    const end = await link('t:host/h@0.2.3', 't:c/c@1.2.0');
    const half = composeComponents({ components: { back, end } });
    const exports = [{ component: 'half', export: 't:b/b@1.0.0' }];
    const whole = composeComponents({ components: { front, half: half.component }, exports });
    expect(whole.imports).toEqual([{ import: 't:host/h@0.2.3', components: ['half'] }]);
    expect(whole.exports).toEqual(['t:a/a@1.0.0', 't:b/b@1.0.0']);
    await validated(whole.component);
  });

  it('are wired as it is said, under other names and without versions', async () => {
    const [front, back] = [await link('t:b/b@1.0.0', 't:a/a@1.0.0'), await link('t:host/h@1.0.0', 't:other/x@3.0.0')];
    const wires = [{ import: 't:b/b', provider: 'back', export: 't:other/x' }];
    const whole = composeComponents({ components: { front, back }, wires });
    expect(whole.wires).toEqual([
      { component: 'front', import: 't:b/b@1.0.0', provider: 'back', export: 't:other/x@3.0.0' },
    ]);
    await validated(whole.component);
  });
});

describe('what cannot be composed is told', () => {
  it('components in a circle', async () => {
    const [one, two] = [await link('t:b/b@1.0.0', 't:a/a@1.0.0'), await link('t:a/a@1.0.0', 't:b/b@1.0.0')];
    expect(refusal({ components: { one, two } })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: The components need each other in a circle: one needs two needs one
      Of two that call each other one has to be instantiated first. Leave one of the imports to the host, or move what both need into a third component."
    `);
  });

  it('two that could answer', async () => {
    const [front, back] = [await link('t:b/b@1.0.0', 't:a/a@1.0.0'), await link('t:host/h@1.0.0', 't:b/b@1.0.0')];
    expect(refusal({ components: { front, back, again: back } })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: t:b/b@1.0.0, which front imports, is exported by back and again
      Say which of them answers: front/t:b/b@1.0.0=back."
    `);
    const wires = [
      { import: 't:b/b', provider: 'back' },
      { import: 't:b/b', provider: 'again' },
    ];
    expect(refusal({ components: { front, back, again: back }, wires })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: t:b/b@1.0.0 of front is wired twice: to back and to again
      One export answers an import. Leave one of the wires out."
    `);
  });

  it('other types', async () => {
    const front = await link('t:b/b@1.0.0', 't:a/a@1.0.0');
    const back = await link('t:host/h@1.0.0', 't:b/b@1.0.0', 's32');
    expect(refusal({ components: { front, back } })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: t:b/b@1.0.0 of front is not what back exports as t:b/b@1.0.0: get is imported as func() -> u32, and exported as func() -> s32
      Build one of them against the interface of the other: airssys wit add COMPONENT.wasm --replace."
    `);
    expect(refusal({ components: { teller: await teller(), bank: await bank('"high" "low"') } }))
      .toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: bank and teller import acme:log/api@1.1.0 with other types: level is imported as enum { high, low }, and exported as enum { low, high }
      The whole can import it once. Build them against one version of the interface."
    `);
  });

  it('another version, a component without use, and names that nobody knows', async () => {
    const [front, back] = [await link('t:b/b@1.0.0', 't:a/a@1.0.0'), await link('t:host/h@1.0.0', 't:b/b@2.0.0')];
    expect(refusal({ components: { front, back } })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: Nothing that the others need is answered by back
      It exports t:b/b@2.0.0; the others import t:b/b@1.0.0. Wire an import to it by name, or leave it out."
    `);
    const wires = [{ import: 't:b/b', provider: 'bakc' }];
    expect(refusal({ components: { front, back }, wires })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: There is no component bakc among those that are composed
      There are: front, back."
    `);
    expect(refusal({ components: { front, back }, wires: [{ import: 't:x/b', provider: 'back' }] }))
      .toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: front does not import t:x/b
      There are: t:b/b@1.0.0."
    `);
    expect(refusal({ components: { front }, main: 'frnt' })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: There is no component frnt among those that are composed
      Give the main component and those that it needs."
    `);
    expect(refusal({ components: {} })).toMatchInlineSnapshot(`
      "AIRSSYS_COMPOSE_INVALID: There is no component to compose
      Give the main component and those that it needs."
    `);
  });
});
