/**
 * Values that a component of each engine gives to functions that it imports, and gets from them: exact at every position.
 * The component hands what it is called with to the import, and the import's answer back to its caller.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type InterfaceModel, type PrimitiveName, Type, type TypeDefinition, type TypeNode } from '@airssys/model';
import { createCodecs, JCO } from '@airssys/model/codec';
import { transpile } from '@bytecodealliance/jco-transpile';
import { build } from 'esbuild';
import fc from '../../../../../test/properties.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { componentize } from '../../../src/build/componentize.ts';

const { primitive, list, option, reference, tuple } = Type;
const dir = mkdtempSync(fileURLToPath(new URL('../../../../../.tmp-imports-', import.meta.url)));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const variant = (name: string, ...cases: readonly PrimitiveName[]): TypeDefinition => ({
  kind: 'variant',
  name,
  source: name,
  discriminant: 'kind',
  cases: cases.map((type) => ({
    name: `is-${type}`,
    literal: type,
    payload: { style: 'property', key: 'value', type: primitive(type) },
  })),
});

const TYPES: readonly TypeDefinition[] = [
  variant('mixed', 'u32', 'u64', 's64', 'f32', 'f64', 'char', 'string', 'bool'),
  variant('narrow', 'u32', 's32', 's8', 's16', 'f32', 'char'),
  variant('wide', 'u64', 's64', 'f32', 'f64'),
  {
    kind: 'record',
    name: 'only',
    source: 'Only',
    fields: [{ name: 'value', key: 'value', type: primitive('s64') }],
  },
];

/** By the function's name: its type in WIT and in the model. */
const FUNCTIONS: Readonly<Record<string, readonly [wit: string, type: TypeNode]>> = {
  ...Object.fromEntries(
    (['u8', 's8', 'u16', 's16', 'u32', 's32', 'u64', 's64', 'f32', 'f64', 'char', 'string'] as const).map((name) => [
      `a-${name}`,
      [name, primitive(name)] as const,
    ]),
  ),
  'a-mixed': ['mixed', reference('mixed')],
  'a-narrow': ['narrow', reference('narrow')],
  'a-wide': ['wide', reference('wide')],
  'an-only': ['only', reference('only')],
  'a-pair': ['tuple<u64, s64, u32>', tuple([primitive('u64'), primitive('s64'), primitive('u32')])],
  'a-maybe': ['option<s64>', option(primitive('s64'))],
  'a-nested': ['option<option<u64>>', option(option(primitive('u64'), 'null'))],
  'an-array': ['list<s64>', Type.typedArray('BigInt64Array')],
  'a-list': ['list<u64>', list(primitive('u64'))],
  'a-list-of-words': ['list<u32>', list(primitive('u32'))],
};

const key = (name: string): string => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const MODEL: InterfaceModel = {
  name: 'values',
  types: TYPES,
  operations: Object.entries(FUNCTIONS).map(([name, [, type]]) => ({
    name,
    key: key(name),
    params: [{ name: 'it', key: 'it', type }],
    result: type,
  })),
};

const FUNCTIONS_WIT = Object.entries(FUNCTIONS).map(([name, [wit]]) => `${name}: func(it: ${wit}) -> ${wit};`);
const VARIANTS_WIT = TYPES.flatMap((type) =>
  type.kind === 'variant'
    ? [`variant ${type.name} { ${type.cases.map(({ name, literal }) => `${name}(${String(literal)})`).join(', ')} }`]
    : [],
);
const WIT = `package test:values;
  interface types { ${VARIANTS_WIT.join(' ')} record only { value: s64 } }
  interface given { use types.{mixed, narrow, wide, only}; ${FUNCTIONS_WIT.join(' ')} }
  interface taken { use types.{mixed, narrow, wide, only}; ${FUNCTIONS_WIT.join(' ')} }
  world component { import given; export taken; }`;

async function script(engine: 'quickjs' | 'starlingmonkey'): Promise<string> {
  const isQuickJs = engine === 'quickjs';
  const contents = `
    import { createCodecs, QUICKJS, STARLINGMONKEY } from '@airssys/model/codec';
    import { carryExactIntegers } from './src/runtime/starlingmonkey-integers.ts';
    import ${isQuickJs ? 'given' : '* as given'} from 'test:values/given';
    ${isQuickJs ? '' : 'carryExactIntegers(given.aU8);'}
    const { operations } = createCodecs(${JSON.stringify(MODEL)}, ${isQuickJs ? 'QUICKJS' : 'STARLINGMONKEY'});
    export const taken = Object.fromEntries([...operations].map(([key, codec]) => [key, (it) => {
      const answer = given[key](...codec.lowerParams(codec.liftParams([it])));
      return codec.lowerResult(codec.liftResult({ ok: true, value: answer })).value;
    }]));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../../..', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'esm',
    external: ['test:values/given'],
  });
  return outputFiles[0]?.text ?? '';
}

type Functions = Readonly<Record<string, (value: unknown) => unknown>>;

/** The component's functions in jco's values. Its imports note what they are given, and give it back. */
async function instantiate(engine: 'quickjs' | 'starlingmonkey', seen: (value: unknown) => void): Promise<Functions> {
  const component = await componentize({
    engine,
    bundle: { script: await script(engine), sourceMap: '{}' },
    projectDir: dir,
    wit: WIT,
    imports: [],
    packages: [],
    workDir: join(dir, 'work'),
  });
  const folder = join(dir, engine);
  mkdirSync(folder);
  const file = join(folder, 'component.wasm');
  writeFileSync(file, component);
  const { files } = await transpile(file, { name: 'glue', instantiation: { tag: 'async' } });
  for (const [name, content] of Object.entries(files)) {
    if (!name.endsWith('.d.ts')) writeFileSync(join(folder, name), content);
  }
  const { instantiate } = (await import(pathToFileURL(join(folder, 'glue.js')).href)) as {
    instantiate: (load: (path: string) => WebAssembly.Module, imports: object) => Promise<Record<string, Functions>>;
  };
  const echo = (value: unknown): unknown => {
    seen(value);
    return value;
  };
  const given = Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [key(name), echo]));
  const compile = (path: string): WebAssembly.Module => new WebAssembly.Module(readFileSync(join(folder, path)));
  const exports = await instantiate(compile, { 'test:values/given': given, 'test:values/types': {} });
  return exports['taken'] ?? {};
}

const int = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max: Math.min(max, 2 ** 31 - 1) }));
const bigint = (min: bigint, max: bigint): fc.Arbitrary<bigint> => {
  const edges = [31n, 32n, 53n, 63n].flatMap((bit) => [2n ** bit, 2n ** bit - 1n, 2n ** bit + 1n, -(2n ** bit)]);
  return fc.oneof(
    fc.constantFrom(min, max, ...edges.filter((edge) => edge >= min && edge <= max)),
    fc.bigInt(min, max),
  );
};
const u64 = bigint(0n, 2n ** 64n - 1n);
const s64 = bigint(-(2n ** 63n), 2n ** 63n - 1n);
const u32 = int(0, 2 ** 32 - 1);

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  u8: int(0, 255),
  s8: int(-128, 127),
  u16: int(0, 65_535),
  s16: int(-32_768, 32_767),
  u32,
  s32: int(-(2 ** 31), 2 ** 31 - 1),
  u64,
  s64,
  f32: fc.float(),
  f64: fc.oneof(fc.double(), fc.integer()),
  char: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  string: fc.string({ unit: 'binary' }),
  bool: fc.boolean(),
};

const cases = (name: string): fc.Arbitrary<unknown> => {
  const definition = TYPES.find((type) => type.name === name);
  const literals = definition?.kind === 'variant' ? definition.cases.map(({ literal }) => String(literal)) : [];
  return fc.oneof(...literals.map((kind) => (SCALARS[kind] ?? fc.constant(0)).map((value) => ({ kind, value }))));
};

const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ...Object.fromEntries(Object.entries(SCALARS).map(([name, values]) => [`a-${name}`, values])),
  'a-mixed': cases('mixed'),
  'a-narrow': cases('narrow'),
  'a-wide': cases('wide'),
  'an-only': s64.map((value) => ({ value })),
  'a-pair': fc.tuple(u64, s64, u32),
  'a-maybe': fc.option(s64, { nil: undefined }),
  'a-nested': fc.oneof(u64, fc.constantFrom(null, undefined)),
  'an-array': fc.array(s64).map((items) => BigInt64Array.from(items)),
  'a-list': fc.array(u64),
  'a-list-of-words': fc.array(u32),
};

describe.each(['quickjs', 'starlingmonkey'] as const)('%s', (engine) => {
  let exported: Functions;
  let seen: unknown;
  const codecs = createCodecs(MODEL, JCO).operations;

  beforeAll(async () => {
    exported = await instantiate(engine, (value) => (seen = value));
  });

  test.each(Object.keys(FUNCTIONS))('%s', async (name) => {
    const codec = codecs.get(key(name));
    await fc.assert(
      fc.asyncProperty(VALUES[name] ?? fc.constant(0), async (value) => {
        const answer = await exported[key(name)]?.(codec?.lowerParams([value])[0]);
        expect(codec?.liftParams([seen])).toStrictEqual([value]);
        expect(codec?.liftResult({ ok: true, value: answer })).toStrictEqual(value);
      }),
    );
  });
});
