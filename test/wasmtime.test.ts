/** A component built here runs in another runtime, unchanged, and answers the same. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ComponentHost } from '@airssys/host';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
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

describe.skipIf('skipped' in wasmtime)('in wasmtime', () => {
  test.each(['quickjs', 'starlingmonkey'] as const)(
    '%s answers as it does here',
    async (engine) => {
      if ('skipped' in wasmtime) throw new Error('unreachable: the suite is skipped');
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
      writeFileSync(join(dir, 'request.json'), JSON.stringify(request));
      const { stdout, stderr, status } = spawnSync(
        wasmtime.python,
        [join(root, 'scripts/run-in-wasmtime.py'), join(dir, 'request.json')],
        {
          encoding: 'utf8',
        },
      );
      if (status !== 0) throw new Error(stderr);
      const there = JSON.parse(stdout) as { readonly result: unknown; readonly stored: unknown };
      expect(camelKeys(there.result)).toEqual(here);
      expect(there.stored).toEqual({ 'total-days': '1461' });
    },
    120_000,
  );
});
