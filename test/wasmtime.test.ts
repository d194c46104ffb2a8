/** A component built here runs in another runtime, unchanged, and answers the same. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ComponentHost } from '@airssys/host';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
import { composeComponents } from '@airssys/wit-gen';
import { afterAll, describe, expect, test } from 'vitest';
import { findWasmtime } from '../scripts/wasmtime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = join(root, 'examples/weather-report');
const csv = '/data/seattle-weather.csv';
const wasmtime = findWasmtime();
if ('skipped' in wasmtime) console.log(`skipped: wasmtime is not here (${wasmtime.skipped})`);

const dir = mkdtempSync(join(tmpdir(), 'airssys-wasmtime-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Field names as the author wrote them, for a value that carries WIT's. */
function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camelKeys(inner),
    ]),
  );
}

/** Where the component answers HTTP requests, as wasmtime finds it by its own names. */
function linked(file: string): unknown {
  if ('skipped' in wasmtime) throw new Error('unreachable: the suite is skipped');
  const script = join(root, 'scripts/link-in-wasmtime.py');
  const { stdout, stderr, status } = spawnSync(wasmtime.python, [script, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Runs a request of the script, and gives what it prints. */
function there(request: object): unknown {
  if ('skipped' in wasmtime) throw new Error('unreachable: the suite is skipped');
  const file = join(dir, 'request.json');
  // Python's integers have as many digits as they need.
  const marked = JSON.stringify(request, (_, value: unknown) => (typeof value === 'bigint' ? `#${value}` : value));
  writeFileSync(file, marked.replaceAll(/"#(-?\d+)"/g, '$1'));
  const { stdout, stderr, status } = spawnSync(wasmtime.python, [join(root, 'scripts/run-in-wasmtime.py'), file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.skipIf('skipped' in wasmtime)('in wasmtime', () => {
  test.each(['quickjs', 'starlingmonkey'] as const)(
    '%s answers as it does here',
    async (engine) => {
      const entry = join(example, 'src/weather-report.ts');
      const { component } = await buildComponent({ entry, engine, outDir: false });
      await using host = new ComponentHost({ cacheDir: defaultCacheDir(example) });
      const loaded = await host.load(component);
      await using instance = await loaded.instantiate({
        grants: ['filesystem.read:/data/*', 'storage'],
        mounts: { '/data': join(example, 'data') },
      });
      const here = await instance.call('monthlyReport', csv);

      const file = join(dir, `${engine}.wasm`);
      writeFileSync(file, component);
      const request = {
        component: file,
        interface: 'demo:weather-report/operations@1.0.0',
        function: 'monthly-report',
        args: [csv],
        files: { [csv]: join(example, 'data/seattle-weather.csv') },
      };
      const answer = there(request) as { readonly result: unknown; readonly stored: unknown };
      expect(camelKeys(answer.result)).toEqual(here);
      expect(answer.stored).toEqual({ 'total-days': '1461' });
    },
    120_000,
  );

  test('a class that answers requests is linked to what wasmtime has of HTTP', async () => {
    const entry = join(root, 'packages/host/test/fixtures/web/site.ts');
    const { component } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
    const file = join(dir, 'site.wasm');
    writeFileSync(file, component);
    expect(linked(file)).toEqual({ handle: true, missing: false });
  }, 240_000);

  test('two components that were composed into one', async () => {
    const built = async (name: string): Promise<Uint8Array> => {
      const entry = join(root, `packages/host/test/fixtures/importing/src/${name}.ts`);
      return (await buildComponent({ entry, engine: 'quickjs', outDir: false })).component;
    };
    const components = { caller: await built('caller'), maths: await built('maths') };
    const file = join(dir, 'composed.wasm');
    writeFileSync(file, composeComponents({ components }).component);
    const calls = [
      ['sum', [[1, 2, 3]]],
      ['divide', [3, 2]],
    ];
    const request = { component: file, interface: 'test:caller/operations@1.0.0', calls };
    expect(there(request)).toEqual({ results: [6, 1.5] });
  }, 240_000);

  // The runtime of QuickJS is changed for it: docs/decisions/0005-exact-integers.md.
  test('quickjs carries integers exactly', async () => {
    const entry = join(root, 'packages/host/test/fixtures/scalars.ts');
    const { component } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
    const file = join(dir, 'scalars.wasm');
    writeFileSync(file, component);
    const values = {
      u32: [0, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1],
      s32: [-(2 ** 31), -1, 2 ** 31 - 1],
      u64: [0n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n],
      s64: [-(2n ** 63n), -(2n ** 53n) - 1n, -1n, 2n ** 53n, 2n ** 63n - 1n],
      many: [[0n, 2n ** 64n - 1n]],
    };
    const calls = Object.entries(values).flatMap(([name, list]) => list.map((value) => [name, [value]] as const));
    const printed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(printed);
      if (typeof value !== 'bigint') return value;
      return value >= 2n ** 53n || value <= -(2n ** 53n) ? String(value) : Number(value);
    };
    expect(there({ component: file, interface: 'test:scalars/operations@1.0.0', calls })).toEqual({
      results: calls.map(([, [value]]) => printed(value)),
    });
  }, 120_000);
});
