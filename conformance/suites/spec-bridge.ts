import { op, type, u32, utf8 } from '../../packages/host/src/engine/metering/encoding.ts';

/**
 * A module of one function that calls an imported one and turns values into words and back; see `spec-values.ts`. Compiled once
 * for each signature.
 */
const VALUE_TYPES: Readonly<Record<string, number>> = {
  ...{ i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b },
  ...{ funcref: 0x70, externref: 0x6f },
};

const I32_REINTERPRET = 0xbc;
const I64_REINTERPRET = 0xbd;
const F32_REINTERPRET = 0xbe;
const F64_REINTERPRET = 0xbf;
const I64X2_SPLAT = [0xfd, 0x12];
const I64X2_EXTRACT_LANE = [0xfd, 0x1d];
const I64X2_REPLACE_LANE = [0xfd, 0x1e];

const modules = new Map<string, WebAssembly.Module>();

/** Wraps a function of this signature in one that takes and gives words. */
export function bridge(
  target: WebAssembly.ExportValue,
  params: readonly string[],
  results: readonly string[],
): (...words: unknown[]) => unknown {
  const key = `${params.join()}>${results.join()}`;
  let module = modules.get(key);
  if (module === undefined) {
    module = new WebAssembly.Module(bytesFor(params, results));
    modules.set(key, module);
  }
  const { call } = new WebAssembly.Instance(module, { '': { target } }).exports;
  if (typeof call !== 'function') throw new TypeError('the bridge exports no function');
  return call as (...words: unknown[]) => unknown; // an exported function takes anything
}

function typeOf(name: string): number {
  const found = VALUE_TYPES[name];
  if (found === undefined) throw new TypeError(`unknown value type ${name}`);
  return found;
}

function wordTypes(names: readonly string[]): number[] {
  return names.flatMap((name) => {
    if (name === 'v128') return [type.i64, type.i64];
    return [name === 'f32' ? type.i32 : name === 'f64' ? type.i64 : typeOf(name)];
  });
}

/** Code that leaves one argument, made of the words from local `at` on. */
function fromWords(name: string, at: number): number[] {
  const get = [op.localGet, ...u32(at)];
  if (name === 'f32') return [...get, F32_REINTERPRET];
  if (name === 'f64') return [...get, F64_REINTERPRET];
  if (name === 'v128') return [...get, ...I64X2_SPLAT, op.localGet, ...u32(at + 1), ...I64X2_REPLACE_LANE, 1];
  return get;
}

function intoWords(name: string, local: number): number[] {
  const get = [op.localGet, ...u32(local)];
  if (name === 'f32') return [...get, I32_REINTERPRET];
  if (name === 'f64') return [...get, I64_REINTERPRET];
  if (name === 'v128') return [...get, ...I64X2_EXTRACT_LANE, 0, ...get, ...I64X2_EXTRACT_LANE, 1];
  return get;
}

function bytesFor(params: readonly string[], results: readonly string[]): Uint8Array<ArrayBuffer> {
  const words = wordTypes(params);
  const back = wordTypes(results);
  const code: number[] = [...u32(results.length), ...results.flatMap((name) => [1, typeOf(name)])];
  let at = 0;
  for (const name of params) {
    code.push(...fromWords(name, at));
    at += name === 'v128' ? 2 : 1;
  }
  code.push(op.call, 0);
  for (let index = results.length - 1; index >= 0; index--) code.push(op.localSet, ...u32(words.length + index));
  for (const [index, name] of results.entries()) code.push(...intoWords(name, words.length + index));
  code.push(op.end);
  const types = [signature(params.map(typeOf), results.map(typeOf)), signature(words, back)];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [...u32(types.length), ...types.flat()]),
    ...section(2, [1, ...utf8(''), ...utf8('target'), 0, 0]),
    ...section(3, [1, 1]),
    ...section(7, [1, ...utf8('call'), 0, 1]),
    ...section(10, [1, ...u32(code.length), ...code]),
  ]);
}

function signature(params: readonly number[], results: readonly number[]): number[] {
  return [type.func, ...u32(params.length), ...params, ...u32(results.length), ...results];
}

function section(id: number, body: readonly number[]): number[] {
  return [id, ...u32(body.length), ...body];
}
