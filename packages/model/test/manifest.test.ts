import fc from '../../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { createCodecs, createJsonCodecs, JCO } from '../src/codec/index.ts';
import {
  formatPermission,
  INSTANT,
  isAirssysError,
  type Manifest,
  operationsInterface,
  packageName,
  parseManifest,
  Type,
  type TypeDefinition,
  type TypeNode,
} from '../src/index.ts';
import { failure, INTERFACE } from './codec/samples.ts';

const component = {
  namespace: 'acme',
  name: 'order-book',
  version: '1.2.0',
  description: '',
  author: '',
  license: '',
  stateful: false,
  className: 'OrderBook',
  operations: INTERFACE,
  hooks: {},
  permissions: [],
  limits: { maxMemoryBytes: 16_777_216 },
};
const manifest = { format: 1, component, build: { engine: 'quickjs', tools: {}, inputHash: '', scriptName: 'x.js' } };

const withComponent = (members: object): string =>
  JSON.stringify({ ...manifest, component: { ...component, ...members } });
const withOperations = (types: readonly unknown[], result: unknown): string =>
  withComponent({ operations: { name: 'ops', types, operations: [{ name: 'go', key: 'go', params: [], result }] } });
const withTypes = (types: readonly unknown[]): string => withOperations(types, undefined);
const withResult = (result: unknown): string => withOperations([], result);

const SHAPE = { kind: 'variant', name: 'shape', source: 'Shape', discriminant: 'kind', cases: [] };

describe('parseManifest', () => {
  it('reads what JSON.stringify wrote, and the same interface', () => {
    expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  });

  it('takes every spelling of a list, and refuses one whose elements are of another', () => {
    const spelled = (as: string, element: TypeNode): string => withResult({ kind: 'list', element, as });
    const pair = Type.tuple([Type.primitive('u8'), Type.primitive('bool')]);
    for (const type of [
      Type.bytes(),
      Type.typedArray('Float64Array'),
      Type.set(pair),
      Type.map(Type.primitive('u8'), pair),
      Type.record(pair),
    ]) {
      expect(parseManifest(withResult(type)).component.operations.operations[0]?.result).toEqual(type);
    }
    const wrong = [
      spelled('bytes', Type.primitive('s8')),
      spelled('Float64Array', Type.primitive('f32')),
      spelled('BigInt64Array', pair),
      spelled('map', Type.primitive('u8')),
      spelled('record', pair),
      spelled('heap', pair),
    ];
    expect(wrong.map((text) => failure(() => parseManifest(text)).replace(/.*result\./, ''))).toMatchInlineSnapshot(`
      [
        "element is not u8, as a list spelled bytes has it
        Build the component again with this version of airssys.",
        "element is not f64, as a list spelled Float64Array has it
        Build the component again with this version of airssys.",
        "element is not s64, as a list spelled BigInt64Array has it
        Build the component again with this version of airssys.",
        "element is not a pair of key and value, as a list spelled map has it
        Build the component again with this version of airssys.",
        "element is not a pair of key and value, as a list spelled record has it
        Build the component again with this version of airssys.",
        "as is not one of array, bytes, set, map, record, Int8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array, Float32Array, Float64Array: there is "heap"
        Build the component again with this version of airssys.",
      ]
    `);
  });

  it('takes flags, and a Date only for what it is', () => {
    const flags = { kind: 'flags', name: 'access', source: 'Access', flags: [{ name: 'read', literal: 'read' }] };
    expect(parseManifest(withTypes([flags, INSTANT])).component.operations.types).toEqual([flags, INSTANT]);
    const texts = [
      withTypes([{ ...flags, flags: [{ name: 'read' }] }]),
      withTypes([{ ...INSTANT, fields: [] }]),
      withTypes([{ ...INSTANT, fields: INSTANT.fields.map((field) => ({ ...field, type: Type.primitive('u8') })) }]),
    ];
    expect(texts.map((text) => failure(() => parseManifest(text)).replace(/.*types/, ''))).toMatchInlineSnapshot(`
      [
        "[0].flags[0].literal is not a string: there is nothing
        Build the component again with this version of airssys.",
        "[0].fields are not those of a record that stands for a Date
        Build the component again with this version of airssys.",
        "[0].fields are not those of a record that stands for a Date
        Build the component again with this version of airssys.",
      ]
    `);
  });

  it('refuses with the reason', () => {
    const texts = [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{}',
      '{"format":2}',
      '{"format":{"toString":1}}',
      JSON.stringify({ ...manifest, component: undefined }),
      JSON.stringify({ ...manifest, build: [] }),
      JSON.stringify({ ...manifest, component: { ...component, operations: null } }),
      JSON.stringify({ ...manifest, component: { ...component, version: 1 } }),
      withComponent({ limits: { maxMemoryBytes: '1' } }),
      withComponent({ limits: { maxMemoryBytes: 1, timeoutMs: 0.5 } }),
      withComponent({ permissions: [{ area: 'moon', action: 'land', pattern: '*' }] }),
      withComponent({ hooks: { shutdown: null } }),
      withComponent({ description: 'x'.repeat(1_000), author: ['x'.repeat(1_000)] }),
      withTypes([{ ...SHAPE, cases: [{ name: 'a', literal: 'a', payload: { style: 'both' } }] }]),
      withTypes([{ ...SHAPE, kind: '__proto__' }]),
      withTypes([SHAPE, SHAPE]),
      withResult({ kind: 'reference', name: 'toString' }),
      withResult({ kind: 'list', as: 'array', element: { kind: 'primitive', name: 'u128' } }),
      JSON.stringify({ ...manifest, build: { ...manifest.build, tools: { 'a b': 1 } } }),
      JSON.stringify({ ...manifest, build: { ...manifest.build, engine: 'v8' } }),
    ];
    expect(texts.map((text) => failure(() => parseManifest(text)).split('\n')[0])).toMatchInlineSnapshot(`
      [
        "The component's manifest cannot be read: it is not JSON",
        "The component's manifest cannot be read: it is not JSON",
        "The component's manifest cannot be read: it is not an object",
        "The component's manifest cannot be read: it is not an object",
        "The component's manifest cannot be read: it is not an object",
        "The component's manifest cannot be read: its format is nothing, and this version reads format 1",
        "The component's manifest cannot be read: its format is 2, and this version reads format 1",
        "The component's manifest cannot be read: its format is an object, and this version reads format 1",
        "The component's manifest cannot be read: component is not an object: there is nothing",
        "The component's manifest cannot be read: build is not an object: there is an array",
        "The component's manifest cannot be read: component.operations is not an object: there is null",
        "The component's manifest cannot be read: component.version is not a string: there is 1",
        "The component's manifest cannot be read: component.limits.maxMemoryBytes is not a whole number from 1: there is "1"",
        "The component's manifest cannot be read: component.limits.timeoutMs is not a whole number from 1: there is 0.5",
        "The component's manifest cannot be read: component.permissions[0].area is not one of filesystem, network, storage, messaging, process, environment, secrets, clock, random, or namespace:name: there is "moon"",
        "The component's manifest cannot be read: component.hooks.shutdown is not a string: there is null",
        "The component's manifest cannot be read: component.author is not a string: there is an array",
        "The component's manifest cannot be read: component.operations.types[0].cases[0].payload.style is not one of property, properties: there is "both"",
        "The component's manifest cannot be read: component.operations.types[0].kind is not one of record, variant, enum, flags, resource: there is "__proto__"",
        "The component's manifest cannot be read: component.operations.types[1].name is the name of an earlier type too: there is "shape"",
        "The component's manifest cannot be read: component.operations.operations[0].result.name is not the name of a type in component.operations.types: there is "toString"",
        "The component's manifest cannot be read: component.operations.operations[0].result.element.name is not one of bool, s8, u8, s16, u16, s32, u32, s64, u64, f32, f64, char, string: there is "u128"",
        "The component's manifest cannot be read: build.tools["a b"] is not a string: there is 1",
        "The component's manifest cannot be read: build.engine is not one of starlingmonkey, quickjs: there is "v8"",
      ]
    `);
  });

  it('says the path as data, and what to do', () => {
    expect(() => parseManifest(withComponent({ stateful: 'no' }))).toThrow(
      expect.objectContaining({
        code: 'AIRSSYS_MANIFEST_INVALID',
        data: { path: 'component.stateful' },
        hint: 'Build the component again with this version of airssys.',
      }),
    );
  });

  it('ignores members that it does not know', () => {
    const text = withComponent({ colour: 'red', limits: { ...component.limits, maxWishes: 'three' } });
    expect(parseManifest(text).component).toMatchObject({ colour: 'red' });
  });

  it('keeps the cause of broken JSON', () => {
    try {
      parseManifest('{');
      expect.unreachable();
    } catch (error) {
      expect(isAirssysError(error, 'AIRSSYS_MANIFEST_INVALID')).toBe(true);
      expect(error).toMatchObject({ cause: expect.any(SyntaxError) });
    }
  });
});

/** What host and tools do with a manifest before they run anything. */
function use({ component }: Manifest): void {
  createCodecs(component.operations, JCO);
  createJsonCodecs(component.operations);
  component.permissions.map(formatPermission);
  packageName(component);
}

/** Each place in a JSON value, as the keys that lead to it. */
function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]))];
}

/** A copy with another value (undefined: none) at the place. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? changed(one, rest, to) : one));
  return Object.fromEntries(
    Object.entries(value as object).map((e) => (e[0] === key ? [key, changed(e[1], rest, to)] : e)),
  );
}

describe('a manifest that was tampered with', () => {
  const whole = {
    ...manifest,
    component: {
      ...component,
      docs: 'text',
      hooks: { initialize: 'start', shutdown: 'stop' },
      permissions: [
        { area: 'filesystem', action: 'read', pattern: '/data/*' },
        { area: 'clock', action: 'read', pattern: '*' },
      ],
      limits: { maxMemoryBytes: 1_048_576, maxFuel: 1_000, timeoutMs: 5 },
      operations: {
        ...INTERFACE,
        operations: [
          ...INTERFACE.operations,
          {
            name: 'pair',
            key: 'pair',
            params: [],
            result: Type.tuple([Type.bytes(), Type.option(Type.bytes(), 'null')]),
          },
        ],
      },
    },
    build: { ...manifest.build, tools: { esbuild: '1.0.0' } },
  };
  const all = places(whole);
  const junk = fc.oneof(
    fc.constant(undefined),
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('reference', 'list', 'variant', 'properties', 'toString', '__proto__', 'order', 0, -1, 2 ** 60),
    fc
      .constantFrom(...all)
      .map((place) => place.reduce<unknown>((value, key) => Reflect.get(value as object, key), whole)),
  );

  it('is usable, or refused with the path of what is wrong', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...all), junk), { minLength: 1, maxLength: 3 }), (changes) => {
        const text = JSON.stringify(
          changes.reduce<unknown>(
            (value, [place, to]) =>
              places(value).some((one) => one.join('\0') === place.join('\0')) ? changed(value, place, to) : value,
            whole,
          ),
        );
        try {
          use(parseManifest(text ?? ''));
        } catch (error) {
          if (!isAirssysError(error, 'AIRSSYS_MANIFEST_INVALID')) throw error;
          refused += 1;
          const { path } = error.data;
          if (path === undefined) expect(error.message).toMatch(/it is not (an object|JSON)$/);
          else expect(error.message).toContain(path);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });

  it('lacks nothing that is needed', () => {
    // Members of arrays and of the record of tools may be missing.
    const members = all.filter((place) => !/^\d*$/.test(place.at(-1) ?? '') && !place.includes('esbuild'));
    const free = members.filter((place) => {
      const text = JSON.stringify(changed(whole, place, undefined));
      try {
        return parseManifest(text) !== undefined;
      } catch (error) {
        const message: unknown = expect.stringContaining(place.at(-1) ?? '');
        expect(error).toMatchObject({ code: 'AIRSSYS_MANIFEST_INVALID', message });
        return false;
      }
    });
    const names = new Set(free.map((place) => String(place.at(-1))));
    expect([...names].toSorted((a, b) => a.localeCompare(b))).toMatchInlineSnapshot(`
      [
        "docs",
        "err",
        "initialize",
        "maxFuel",
        "ok",
        "optional",
        "payload",
        "result",
        "shutdown",
        "timeoutMs",
      ]
    `);
  });

  it('cannot exhaust the stack', () => {
    const deep = (levels: number): TypeNode => {
      let type: TypeNode = Type.primitive('u8');
      for (let level = 1; level < levels; level += 1) type = Type.option(type);
      return type;
    };
    const chain = (length: number): readonly TypeDefinition[] =>
      Array.from({ length }, (_, at) => ({
        kind: 'record',
        name: `t${at}`,
        source: `T${at}`,
        fields: at + 1 < length ? [{ name: 'next', key: 'next', type: Type.reference(`t${at + 1}`) }] : [],
      }));
    use(parseManifest(withResult(deep(100))));
    use(parseManifest(withOperations(chain(100), Type.reference('t0'))));
    // One that refers to itself does not go on for ever.
    use(
      parseManifest(
        withOperations(
          [{ ...chain(1)[0], fields: [{ name: 'self', key: 'self', type: Type.reference('t0') }] }],
          Type.reference('t0'),
        ),
      ),
    );
    const nested = (text: string): string => withResult(0).replace('"result":0', `"result":${text}`);
    for (const text of [
      withResult(deep(101)),
      withOperations(chain(101), Type.reference('t0')),
      withTypes(chain(20_000)),
      nested(`${'{"kind":"list","as":"array","element":'.repeat(100_000)}0${'}'.repeat(100_000)}`),
    ]) {
      expect(failure(() => parseManifest(text))).toContain('is nested more than 100 types deep');
    }
    expect(failure(() => parseManifest(nested(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)))).toContain('an array');
    expect(failure(() => parseManifest(`{"format":${'['.repeat(100_000)}${']'.repeat(100_000)}}`))).toContain(
      'an array',
    );
  });
});

describe('names of a component', () => {
  it('are those of its WIT package', () => {
    expect(packageName(component)).toBe('acme:order-book@1.2.0');
    expect(operationsInterface(component)).toBe('acme:order-book/operations@1.2.0');
  });
});
