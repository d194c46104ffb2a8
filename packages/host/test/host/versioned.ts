/** Versions of one small component, with manifests: they are made in no time. Without Vitest: programs use them too. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { MANIFEST_SECTION, parsePermission, Type } from '@airssys/model';

export interface Versioned {
  readonly version?: string;
  /** `namespace:name`. */
  readonly name?: string;
  /** What `answer` answers. */
  readonly answer?: number;
  readonly permissions?: readonly string[];
  /** Operations without parameters, which answer a `u32`: their bodies in the text format. Besides `answer`, `trap` and `spin`. */
  readonly operations?: Readonly<Record<string, string>>;
  /** Operations that it does not have. */
  readonly without?: readonly string[];
  /** Runs when it is instantiated, in the text format. */
  readonly start?: string;
}

export async function versioned({
  version = '1.0.0',
  name = 'test:versioned',
  answer = 1,
  permissions = [],
  operations = {},
  without = [],
  start = '',
}: Versioned = {}): Promise<Uint8Array> {
  const all: Readonly<Record<string, string>> = {
    answer: `(i32.const ${answer})`,
    // What it counts is gone with the instance.
    count: '(global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count)',
    trap: '(unreachable)',
    spin: '(loop $l (br $l)) (i32.const 0)',
    ...operations,
  };
  const names = Object.keys(all).filter((one) => !without.includes(one));
  const bytes = await parse(`(component
    (core module $m
      (global $count (mut i32) (i32.const 0))
      (func $start ${start}) (start $start)
      ${names.map((one) => `(func (export "${one}") (result i32) ${all[one]})`).join('\n')})
    (core instance $i (instantiate $m))
    ${names.map((one) => `(func $${one} (result u32) (canon lift (core func $i "${one}")))`).join('\n')}
    (instance $ops ${names.map((one) => `(export "${one}" (func $${one}))`).join(' ')})
    (export "${name}/ops@${version}" (instance $ops)))`);
  const [namespace, short] = name.split(':');
  const manifest = {
    format: 1,
    component: {
      namespace,
      name: short,
      version,
      description: `Version ${version}`,
      author: '',
      license: '',
      stateful: false,
      className: 'Versioned',
      operations: {
        name: 'ops',
        types: [],
        operations: names.map((one) => ({ name: one, key: one, params: [], result: Type.primitive('u32') })),
      },
      hooks: {},
      permissions: permissions.flatMap(parsePermission),
      limits: { maxMemoryBytes: 1024 * 1024 },
    },
    build: { engine: 'quickjs', tools: {}, inputHash: '', scriptName: 'none.js' },
  };
  return withSection(bytes, MANIFEST_SECTION, JSON.stringify(manifest));
}

/** A component with one custom section more. */
export function withSection(bytes: Uint8Array, name: string, content: string): Uint8Array {
  const head = Buffer.from(name);
  const body = Buffer.concat([leb128(head.length), head, Buffer.from(content)]);
  return Buffer.concat([bytes, Uint8Array.of(0), leb128(body.length), body]);
}

function leb128(value: number): Uint8Array {
  const last = value & 0x7f;
  return value < 0x80 ? Uint8Array.of(last) : Buffer.concat([Uint8Array.of(last | 0x80), leb128(value >> 7)]);
}
