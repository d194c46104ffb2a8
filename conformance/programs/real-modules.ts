/**
 * Runs published modules on fixed inputs and prints a digest of what each has made.
 *
 *     node conformance/programs/real-modules.ts plain | fast | exact
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Metered, meterWebAssembly } from './metered-webassembly.ts';

/** The codecs' JavaScript has no types of its own that are right outside of a browser. */
interface Codec {
  readonly default: (input: unknown, options?: object) => Promise<never>;
  readonly init: (module: WebAssembly.Module) => Promise<void>;
}

const load = async (specifier: string): Promise<Codec> => (await import(specifier)) as Codec;

interface Database {
  exec(sql: string): void;
  run(sql: string, values: readonly unknown[]): void;
  all(sql: string): readonly unknown[];
  close(): void;
}

/** What a program has made, in the order of making. */
type Made = readonly (string | Uint8Array)[];

const SIZE = 96;
const SQLITE: string = 'node-sqlite3-wasm';
const compileFile = (specifier: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve(specifier))));

/** An image with gradients, edges and noise; the noise is the same every time. */
function image(): { readonly data: Uint8ClampedArray<ArrayBuffer>; readonly width: number; readonly height: number } {
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  let noise = 12_345;
  for (let pixel = 0; pixel < SIZE * SIZE; pixel += 1) {
    noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648;
    const [x, y] = [pixel % SIZE, Math.floor(pixel / SIZE)];
    data.set([x * 2, y * 2, x > y ? noise % 64 : 200, 255 - (x % 7)], pixel * 4);
  }
  return { data, width: SIZE, height: SIZE };
}

/** The codecs answer with the browser's class. */
class ImageDataStandIn {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
Object.assign(globalThis, { ImageData: ImageDataStandIn });

const PROGRAMS: Readonly<Record<string, () => Promise<Made>>> = {
  async 'png codec'() {
    const [encoder, decoder] = [await load('@jsquash/png/encode.js'), await load('@jsquash/png/decode.js')];
    const module = compileFile('@jsquash/png/codec/pkg/squoosh_png_bg.wasm');
    await encoder.init(module);
    await decoder.init(module);
    const file: ArrayBuffer = await encoder.default(image());
    const { data }: ImageDataStandIn = await decoder.default(file);
    return [new Uint8Array(file), new Uint8Array(data)];
  },

  async 'webp codec, with vectors'() {
    const [encoder, decoder] = [await load('@jsquash/webp/encode.js'), await load('@jsquash/webp/decode.js')];
    await encoder.init(compileFile('@jsquash/webp/codec/enc/webp_enc_simd.wasm'));
    await decoder.init(compileFile('@jsquash/webp/codec/dec/webp_dec.wasm'));
    const made: Uint8Array[] = [];
    for (const quality of [10, 90]) {
      const file: ArrayBuffer = await encoder.default(image(), { quality });
      const { data }: ImageDataStandIn = await decoder.default(file);
      made.push(new Uint8Array(file), new Uint8Array(data));
    }
    return made;
  },

  async SQLite() {
    const { default: sqlite } = (await import(SQLITE)) as {
      readonly default: { readonly Database: new (file: string) => Database };
    };
    const dir = mkdtempSync(join(tmpdir(), 'airssys-sqlite-'));
    try {
      const file = join(dir, 'test.db');
      const database = new sqlite.Database(file);
      database.exec('create table t (id integer primary key, name text, value real); create index i on t (name)');
      database.exec('begin');
      for (let id = 0; id < 2000; id += 1) {
        database.run('insert into t values (?, ?, ?)', [id, `name ${(id * 7919) % 500}`, Math.sin(id)]);
      }
      database.exec('commit; delete from t where id % 3 = 0; vacuum');
      const rows = database.all(
        'select name, count(*) n, sum(value) s, group_concat(id) ids from t group by name having n > 1 order by s desc',
      );
      database.close();
      return [JSON.stringify(rows), readFileSync(file)];
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },

  async 'es-module-lexer'() {
    const { init, parse } = await import('es-module-lexer');
    await init;
    const sources = ['es-module-lexer', '@bytecodealliance/jco-transpile', 'fast-check'];
    return sources.map((one) => JSON.stringify(parse(readFileSync(fileURLToPath(import.meta.resolve(one)), 'utf8'))));
  },

  async 'jco: text to binary and back'() {
    const { parse, print } = await import('@bytecodealliance/jco-transpile/wasm-tools');
    const file = fileURLToPath(import.meta.resolve('@jsquash/webp/codec/dec/webp_dec.wasm'));
    const text = await print(readFileSync(file));
    return [text, await parse(text)];
  },

  async 'jco: transpiling a component'() {
    const { parse } = await import('@bytecodealliance/jco-transpile/wasm-tools');
    const { transpileBytes } = await import('@bytecodealliance/jco-transpile');
    const component = await parse(`(component (core module $m (memory (export "m") 1)
      (func (export "r") (param i32 i32 i32 i32) (result i32) (i32.const 64))
      (func (export "f") (param i32 i32) (result i32) (i32.const 8)))
      (core instance $i (instantiate $m))
      (func (export "f") (param "text" string) (result (list u8))
        (canon lift (core func $i "f") (memory (core memory $i "m")) (realloc (core func $i "r")))))`);
    const { files } = await transpileBytes(component, { name: 'a', instantiation: { tag: 'async' } });
    return Object.entries(files).flatMap(([name, content]) => [name, content]);
  },
};

const [, , way = 'plain'] = process.argv;
const metered: Metered | undefined = way === 'fast' || way === 'exact' ? meterWebAssembly(way) : undefined;
const report: Record<string, unknown> = {};
for (const [name, program] of Object.entries(PROGRAMS)) {
  const before = metered?.fuel() ?? 0n;
  const start = performance.now();
  const hash = createHash('sha256');
  let bytes = 0;
  for (const part of await program()) {
    hash.update(part);
    bytes += part.length;
  }
  const fuel = Number((metered?.fuel() ?? 0n) - before);
  report[name] = { digest: hash.digest('hex'), bytes, fuel, durationMs: performance.now() - start };
}
console.log(JSON.stringify(report));
process.exit(0);
