/** Components written as text, with nothing but what is written. Without Vitest: campaigns that run by themselves use them too. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** The interface that written components export their functions in. */
export const OPS = 'test:guest/ops@1.0.0';
/** The interface that they import from. */
export const HOST = 'test:guest/host@1.0.0';

/** A function of a written component: its core function has the same name, its parameters and result are `u32`. */
export interface GuestFunction {
  readonly name: string;
  readonly params?: number;
  readonly result?: boolean;
}

export interface GuestText {
  /** The fields of the core module, which can import from `host`. */
  readonly core: string;
  /** Exported functions; by default `run`, without parameters and with a `u32`. */
  readonly exports?: readonly GuestFunction[];
  /** Imported functions without parameters: by name, the WIT result in the text format. */
  readonly imports?: Readonly<Record<string, string>>;
}

/** A component of one core module. */
export async function written({
  core,
  exports = [{ name: 'run', result: true }],
  imports = {},
}: GuestText): Promise<Uint8Array> {
  const names = Object.entries(imports);
  const lines = [
    '(component',
    names.length > 0 &&
      `(import "${HOST}" (instance $host ${names.map(([name, type]) => `(export "${name}" (func ${type}))`).join(' ')}))`,
    ...names.map(([name]) => `(core func $${name} (canon lower (func $host "${name}")))`),
    `(core module $m ${core})`,
    names.length > 0 &&
      `(core instance $imports ${names.map(([name]) => `(export "${name}" (func $${name}))`).join(' ')})`,
    `(core instance $i (instantiate $m ${names.length > 0 ? '(with "host" (instance $imports))' : ''}))`,
    ...exports.map(({ name, params = 0, result = false }) => {
      const list = Array.from({ length: params }, (_, at) => `(param "p${at}" u32)`).join(' ');
      return `(func $${name} ${list} ${result ? '(result u32)' : ''} (canon lift (core func $i "${name}")))`;
    }),
    `(instance $ops ${exports.map(({ name }) => `(export "${name}" (func $${name}))`).join(' ')})`,
    `(export "${OPS}" (instance $ops))`,
    ')',
  ];
  return await parse(lines.filter((line) => line !== false).join('\n'));
}
