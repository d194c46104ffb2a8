import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findWasmtime } from '../../scripts/wasmtime.mjs';
import { emptyResult, fail, type Suite, type SuiteResult } from '../suite.ts';
import { exportFunctions, numericFunctions, type ValueType } from './export-all.ts';
import { MeteredInstances } from './metered-instance.ts';

/** Modules of three toolchains (Rust, Emscripten with vectors, wasi-sdk), as published. */
const MODULES: readonly string[] = [
  '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
  '@jsquash/webp/codec/dec/webp_dec.wasm',
  'node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm',
];
const SCRIPT = fileURLToPath(new URL('../../scripts/fuel-in-wasmtime.py', import.meta.url));
const FUNCTIONS_OF_EACH = 110;
const MAX_FUEL = 1_000_000;

/** One argument of each type, by which call it is of the same function. */
const ARGUMENTS: readonly Readonly<Record<ValueType, string>>[] = [
  { i32: '0', i64: '0', f32: '0', f64: '0' },
  { i32: '65536', i64: '3', f32: '1.5', f64: '2.5' },
];

interface Call {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly args: readonly string[];
}

/** `fuel`: of the call alone; null where it did not come to its end. */
interface Used {
  readonly fuel: string | null;
  readonly result: string | null;
}

/** Functions of published modules, called in wasmtime and here on a fresh instance each: the same result for the same exact fuel. */
export const fuelWasmtime: Suite = {
  name: 'fuel-wasmtime',
  run(): SuiteResult {
    const result: SuiteResult = { ...emptyResult(), notes: [] };
    const wasmtime = findWasmtime();
    if ('skipped' in wasmtime) {
      result.skipped.push({ name: 'whole suite', reason: `wasmtime is not here: ${wasmtime.skipped}` });
      return result;
    }
    for (const specifier of MODULES) compare(wasmtime.python, specifier, result);
    return result;
  },
};

function compare(python: string, specifier: string, result: SuiteResult): void {
  const original = readFileSync(fileURLToPath(import.meta.resolve(specifier)));
  const functions = [...numericFunctions(original)];
  const step = Math.max(1, Math.floor(functions.length / FUNCTIONS_OF_EACH));
  const chosen = functions.filter((_one, index) => index % step === 0);
  const bytes = exportFunctions(
    original,
    chosen.map(([index]) => index),
  );
  const calls = chosen.flatMap(([index, params]) =>
    ARGUMENTS.map((values): Call => ({ name: `f${index}`, params, args: params.map((type) => values[type]) })),
  );
  const module = new WebAssembly.Module(bytes);
  const there = inWasmtime(python, bytes, calls);
  const equal = new Set<string>();
  for (const [index, call] of calls.entries()) {
    const name = `${specifier.split('/').at(-1)} ${call.name}(${call.args.join(', ')})`;
    const here = run(bytes, importsOf(module), call);
    const other = there[index];
    if (here.fuel === null && other?.fuel === null) result.skipped.push({ name, reason: 'traps in both' });
    else if (here.fuel === other?.fuel && here.result === other.result) {
      result.passed++;
      equal.add(call.name);
    } else fail(result, name, `${JSON.stringify(here)} here, ${JSON.stringify(other)} in wasmtime`);
  }
  result.notes?.push({ name: specifier, reason: `${equal.size} functions use the same fuel` });
}

function run(bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports, { name, params, args }: Call): Used {
  const instances = new MeteredInstances('exact', BigInt(MAX_FUEL));
  const fn = instances.instantiate(bytes, imports)[name];
  if (typeof fn !== 'function') throw new TypeError(`${name} is not exported`);
  const before = instances.used;
  try {
    const answer: unknown = fn(...args.map((text, at) => (params[at] === 'i64' ? BigInt(text) : Number(text))));
    return { fuel: String(instances.used - before), result: wholeNumber(answer) };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return { fuel: null, result: null };
    throw error;
  }
}

/** Other numbers are not compared: their text differs between the languages. */
function wholeNumber(answer: unknown): string | null {
  if (typeof answer === 'bigint') return String(answer);
  return Number.isSafeInteger(answer) && !Object.is(answer, -0) ? String(answer) : null;
}

/** Functions that answer 0, and whatever else the module wants, empty. */
function importsOf(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') throw new TypeError(`${from}.${name} is a ${kind}: not a module for this`);
    (imports[from] ??= {})[name] = () => 0;
  }
  return imports;
}

function inWasmtime(python: string, bytes: Uint8Array, calls: readonly Call[]): readonly Used[] {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-fuel-'));
  try {
    writeFileSync(join(dir, 'module.wasm'), bytes);
    const request = join(dir, 'request.json');
    writeFileSync(request, JSON.stringify({ module: join(dir, 'module.wasm'), fuel: MAX_FUEL, calls }));
    const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    const { stdout, stderr, status } = spawnSync(python, [SCRIPT, request], options);
    if (status !== 0) throw new Error(`wasmtime failed: ${stderr}`);
    return JSON.parse(stdout) as readonly Used[]; // printed by the script that is ours
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
