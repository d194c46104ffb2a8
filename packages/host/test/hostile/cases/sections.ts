/** Manifests and source maps that are made to be read wrong, and names that mean something in JavaScript. */
import { OPS, written } from '../../written.ts';
import { custom, joined } from '../bytes.ts';
import type { HostileCase, Outcome } from '../hostile-case.ts';
import { lifted, text } from '../text.ts';

const RUN = '(func (export "run") (result i32) (i32.const 1))';
const MANIFEST = 'airssys:manifest';
const MAP = 'airssys:source-map';

const OPERATIONS = { name: 'ops', operations: [], types: [] };
/** A manifest that is fit to be read. */
const FIT = {
  format: 1,
  component: {
    namespace: 'test',
    name: 'guest',
    version: '1.0.0',
    description: '',
    author: '',
    license: '',
    stateful: false,
    className: 'Guest',
    operations: OPERATIONS,
    hooks: {},
    permissions: [],
    limits: { maxMemoryBytes: 1 << 20 },
  },
  build: { engine: 'quickjs', tools: {}, inputHash: '', scriptName: 'x.js' },
};
const fit = (component: object): string => JSON.stringify({ ...FIT, component: { ...FIT.component, ...component } });

const section = (
  name: string,
  [where, content]: readonly [string, string],
  expected: Outcome = 'load: AIRSSYS_MANIFEST_INVALID',
  drive?: HostileCase['drive'],
): HostileCase => ({
  name: `sections: ${name}`,
  bytes: async () => joined(await written({ core: RUN }), custom(where, content)),
  expected: [expected],
  ...(drive && { drive }),
});

const DEEP = 100_000;
const deepType = (depth: number): unknown => {
  let type: unknown = { kind: 'primitive', name: 'u8' };
  for (let level = 0; level < depth; level += 1) type = { kind: 'option', some: type, none: 'undefined' };
  return type;
};
const ofType = (type: unknown): object => ({
  operations: { ...OPERATIONS, operations: [{ name: 'run', key: 'run', params: [], result: type }] },
});

/** A result of a record with one field of a type. */
const ofRecord = (type: unknown): object => ({
  operations: {
    ...OPERATIONS,
    types: [{ kind: 'record', name: 'r', source: 'R', fields: [{ name: 'f', key: 'f', type }] }],
    operations: [{ name: 'run', key: 'run', params: [], result: { kind: 'reference', name: 'r' } }],
  },
});
/** A manifest that describes another result than the one of the component. */
const lie = (name: string, component: object): HostileCase =>
  section(
    `a manifest that tells of ${name}`,
    [MANIFEST, fit(component)],
    'call: AIRSSYS_VALUE_INVALID',
    async (instance) => await instance.call('run'),
  );

/** A component whose exports are named as what every object of JavaScript inherits. */
const exporting = (names: readonly string[]): string => `(component
  (core module $m ${RUN}) (core instance $i (instantiate $m))
  (func $run (result u32) (canon lift (core func $i "run")))
  (instance $ops (export "run" (func $run)) ${names.map((name) => `(export "${name}" (func $run))`).join(' ')})
  ${names.map((name) => `(export "${name}" (func $run))`).join(' ')}
  (export "${OPS}" (instance $ops)))`;

export const SECTIONS: readonly HostileCase[] = [
  section('a manifest that is no JSON', [MANIFEST, '{']),
  section('a manifest of null', [MANIFEST, 'null']),
  section('a manifest with a prototype', [MANIFEST, `{"__proto__":${JSON.stringify(FIT)}}`]),
  section('a manifest that is nested without end', [MANIFEST, '['.repeat(DEEP) + ']'.repeat(DEEP)]),
  section('a manifest whose objects are nested without end', [
    MANIFEST,
    '{"component":'.repeat(DEEP) + '1' + '}'.repeat(DEEP),
  ]),
  section('a manifest of ten megabytes', [
    MANIFEST,
    fit({ operations: { ...OPERATIONS, operations: 'x'.repeat(10 << 20) } }),
  ]),
  section('a manifest with a type a thousand deep', [MANIFEST, fit(ofType(deepType(1_000)))]),
  section(
    'a manifest with a type of itself',
    [MANIFEST, fit(ofRecord({ kind: 'reference', name: 'r' }))],
    'call: AIRSSYS_VALUE_INVALID',
    async (instance) => await instance.call('run'),
  ),
  section('a manifest that asks for limits without end', [MANIFEST, fit({ limits: { maxMemoryBytes: 1e300 } })]),
  section('a manifest that asks for no memory', [MANIFEST, fit({ limits: { maxMemoryBytes: 0 } })]),
  lie('a record where a number is', ofRecord({ kind: 'primitive', name: 'string' })),
  lie('a list where a number is', ofType({ kind: 'list', element: { kind: 'primitive', name: 'u8' }, as: 'bytes' })),
  lie('a text where a number is', ofType({ kind: 'primitive', name: 'string' })),
  section(
    'a manifest of operations named __proto__',
    [
      MANIFEST,
      fit({
        operations: {
          ...OPERATIONS,
          operations: ['__proto__', 'constructor'].map((key) => ({ name: key, key, params: [] })),
        },
      }),
    ],
    'call: AIRSSYS_SANDBOX_OPERATION_UNKNOWN',
    async (instance) => await instance.call('constructor'),
  ),
  section(
    'a manifest with imports named __proto__',
    [MANIFEST, fit({ imports: [{ ...OPERATIONS, wit: '__proto__' }] })],
    'start: AIRSSYS_SANDBOX_IMPORT_MISSING',
  ),
  section('a source map nested without end', [MAP, '['.repeat(DEEP) + ']'.repeat(DEEP)], 'call: answers'),
  section('a source map of no JSON', [MAP, '{'], 'call: answers'),
  {
    name: 'names: exports named as what objects inherit',
    bytes: text(exporting(['constructor', 'to-string', 'value-of', 'has-own-property'])),
    drive: async (instance) => {
      for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'run'])
        await instance.callExport(OPS, name, []);
    },
    expected: ['call: answers'],
  },
  {
    name: 'names: a function that every object has',
    bytes: async () => await written({ core: RUN }),
    drive: async (instance) => await instance.callExport(OPS, 'toString', []),
    expected: ['call: AIRSSYS_SANDBOX_OPERATION_UNKNOWN'],
  },
  {
    name: 'names: an interface that every object has',
    bytes: async () => await written({ core: RUN }),
    drive: async (instance) => await instance.callExport('__proto__', 'toString', []),
    expected: ['call: AIRSSYS_SANDBOX_OPERATION_UNKNOWN'],
  },
  {
    name: 'names: core exports named __proto__ and constructor',
    bytes: async () =>
      await written({
        core: `${RUN} (func (export "__proto__")) (func (export "constructor")) (memory (export "hasOwnProperty") 1) (global (export "__proto__x") i32 (i32.const 1))`,
      }),
    expected: ['call: answers'],
  },
  {
    name: 'names: core imports from __proto__',
    bytes: text(`(component
      (core module $a (func (export "constructor") (result i32) (i32.const 1)))
      (core module $m (import "__proto__" "constructor" (func $c (result i32))) (func (export "run") (result i32) (call $c)))
      (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "__proto__" (instance $a))))
      (func $run (result u32) (canon lift (core func $i "run")))
      (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`),
    expected: ['call: answers'],
  },
  {
    name: 'names: core exports that would end a string of JavaScript',
    bytes: async () =>
      await written({
        core: `${RUN} ${[`'];throw 1;//`, '`${throw}`', '\\u2028', '\\00', '*/', '</script>'].map((name) => `(func (export "${name.replaceAll('\\u2028', '\u2028')}"))`).join(' ')}`,
      }),
    // Nothing takes them; taken they would be in the glue.
    expected: ['load: AIRSSYS_ENGINE_UNSUPPORTED'],
  },
  {
    name: 'names: records with fields named as what objects inherit',
    bytes: lifted({
      named: '(record (field "constructor" u8) (field "to-string" u8))',
      type: '(result $t)',
      core: '(memory (export "memory") 1) (func (export "run") (result i32) (i32.const 8))',
    }),
    expected: ['call: answers'],
  },
];
