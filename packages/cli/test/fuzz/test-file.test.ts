import type { TrapError } from '@airssys/host';
import fc from '../../../../test/properties.ts';
import { isDeepStrictEqual } from 'node:util';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { PRIMITIVES, Type, TYPED_ARRAYS, type TypedArrayName } from '@airssys/model';
import { compileArbitrary } from '@airssys/model/arbitrary';
import type { Finding } from '../../src/fuzz/finding.ts';
import { GeneratedImports } from '../../src/fuzz/generated-imports.ts';
import type { Target } from '../../src/fuzz/target.ts';
import { printTestFile } from '../../src/fuzz/test-file.ts';
import { worthTrying } from '../../src/fuzz/worth-trying.ts';

const target: Target = {
  label: 'say',
  hasParameters: true,
  arguments: () => fc.tuple(),
  call: async () => {},
  print: (args) => `component.say(${args.map((one) => fc.stringify(one)).join(', ')})`,
};

const finding = (message: string, kind: TrapError['kind'] = 'guest-error'): Finding => ({
  ...{ key: 'say', operation: 'say', kind, code: 'AIRSSYS_TRAP_GUEST_ERROR', message },
  frames: ['at say (src/a.ts:1:1)'],
  input: { calls: [{ target, args: ['\n'] }], answers: {} },
  answered: {},
});

const OPTIONS = {
  ...{ out: 'test/a.fuzz.test.ts', component: 'dist/a.wasm', model: undefined, engine: 'quickjs', seed: 7 },
  ...{ grants: ['storage'], limits: { maxFuel: 10 } },
  imports: new GeneratedImports({ interfaces: [], values: 'author' }, false),
};

test('what the component says stays within its comment', () => {
  const text = printTestFile([finding("a\nprocess.exit(); // '\u2028process.exit();\r*/ b")], OPTIONS);
  expect(text).toMatchInlineSnapshot(`
    "// Found by \`airssys fuzz\` with seed 7: each test fails as long as the component does what was found.
    import { mount } from '@airssys/testing';
    import { expect, test } from 'vitest';

    const mounted = async () =>
      await mount('../dist/a.wasm', { grants: ['storage'], limits: { maxFuel: 10 } });

    // a process.exit(); // ' process.exit(); */ b
    //   at say (src/a.ts:1:1)
    test('say("\\\\n") does not end in guest-error', async () => {
      const component = await mounted();
      await expect(component.say("\\n")).not.toTrap();
    });
    "
  `);
});

test('every value is written as the text that makes it', () => {
  const arrays = Object.keys(TYPED_ARRAYS) as TypedArrayName[]; // an object literal of these names
  const types = [
    ...PRIMITIVES.map((name) => Type.primitive(name)),
    ...arrays.map((name) => Type.typedArray(name)),
    ...[Type.bytes(), Type.json(), Type.set(Type.primitive('u8')), Type.record(Type.primitive('f64'))],
    ...[Type.map(Type.primitive('string'), Type.primitive('u64')), Type.option(Type.primitive('u8'), 'null')],
    Type.result(Type.primitive('bool'), Type.primitive('char')),
  ];
  for (const type of types) {
    fc.assert(
      fc.property(compileArbitrary([])(type), (value) =>
        isDeepStrictEqual(runInThisContext(`(${fc.stringify(value)})`), value),
      ),
      { numRuns: 50 },
    );
  }
});

test("values worth trying are those of the author's sources", () => {
  const sources = {
    'src/a.ts': `import { x } from './other-1.ts'; if (size === 4_711 || mode === "fast" || x > 0x10) limit = 1.5;`,
    '../node_modules/b/index.js': 'const theirs = 99;',
  };
  const map = { sources: Object.keys(sources), sourcesContent: Object.values(sources) };
  expect(worthTrying(JSON.stringify(map))).toEqual({ numbers: [4_711, 16, 1.5], strings: ['fast'] });
  expect(worthTrying(undefined)).toEqual({ numbers: [], strings: [] });
});
