/** docs/mapping.md is true: its examples build with both engines, have the WIT that it shows, and answer as it says. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { pathToFileURL } from 'node:url';
import { ComponentHost, type ComponentInstance, type LoadedComponent } from '@airssys/host';
import { ENGINES, isAirssysError } from '@airssys/model';
import { buildComponent } from '@airssys/sdk/build';
import { analyzeComponent, formatDiagnostic } from '@airssys/wit-gen';
import { beforeAll, describe, expect, test } from 'vitest';
import { sdkImport } from '../../packages/wit-gen/test/support/diagnostic-page.ts';
import { callCount, callsModule, interfaceBody, joinExamples, PAGE, sections, witItems } from './page.ts';
import { isSame } from './same.ts';
import { BUILD_CACHE, CACHE_DIR, WORKSPACE, writeTsconfig, writeWhenNew } from './workspace.ts';

const all = sections();
const directory = join(WORKSPACE, 'page');
const AIRSSYS = join(import.meta.dirname, '../../packages/cli/bin/airssys.js');
const entry = join(directory, 'mapping.ts');
mkdirSync(directory, { recursive: true });
writeTsconfig(directory);
writeWhenNew(join(directory, 'package.json'), '{ "name": "mapping-page", "private": true, "type": "module" }\n');
writeWhenNew(entry, joinExamples(all.flatMap(({ component }) => component ?? [])));

beforeAll(() => {
  for (const text of all.flatMap(({ imported }) => imported ?? [])) {
    writeWhenNew(join(directory, 'rates.wit'), text);
    const args = [AIRSSYS, 'wit', 'add', 'rates.wit', '--replace'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
    if (status !== 0) throw new Error(`airssys wit add: ${stderr}`);
  }
});

/** For the instance that is called in the other sections. */
const NOBODY = { 'demo:rates/exchange@1.0.0': { convert: () => ({ ok: false, error: { kind: 'unknown-day' } }) } };

/** Checks the calls of the page, and keeps what is not as it says. */
class Checker {
  readonly wrong: string[] = [];

  async gives(call: string, run: () => Promise<unknown>, expected: () => unknown): Promise<void> {
    const value = await run().catch((error: unknown) => `an error: ${messageOf(error)}`);
    if (!isSame(value, expected())) this.wrong.push(`${call} gave ${inspect(value)}, not ${inspect(expected())}`);
  }

  async throws(call: string, run: () => Promise<unknown>, what: string): Promise<void> {
    const text = await run().then((value) => `the value ${inspect(value)}`, messageOf);
    if (text !== what) this.wrong.push(`${call} gave ${text}, not ${what}`);
  }
}

function messageOf(error: unknown): string {
  return isAirssysError(error) ? `${error.code}: ${error.message}` : String(error);
}

describe.each(ENGINES)('the examples with %s', (engine) => {
  test('have the WIT that is shown, and answer as it says', async () => {
    const { component, wit } = await buildComponent({ entry, engine, outDir: false, cacheDir: BUILD_CACHE });
    expect(all.flatMap((one) => witItems(one.wit ?? '')).toSorted()).toEqual(witItems(interfaceBody(wit)).toSorted());
    const module = join(directory, `calls-${engine}.ts`);
    writeWhenNew(module, callsModule(all.flatMap(({ calls }) => calls ?? [])));
    // Made above: its default export is the function.
    const { default: run } = (await import(pathToFileURL(module).href)) as {
      readonly default: (component: LoadedComponent, example: ComponentInstance, check: Checker) => Promise<void>;
    };
    await using host = new ComponentHost({ cacheDir: CACHE_DIR });
    const loaded = await host.load(component, 'mapping');
    const checker = new Checker();
    await run(loaded, await loaded.instantiate({ imports: NOBODY }), checker);
    expect(checker.wrong).toEqual([]);
  });
});

test.each(all.filter(({ component }) => component !== undefined))(
  '$title: an example is shown, called, and its WIT',
  (one) => {
    expect(witItems(one.wit ?? '')).not.toEqual([]);
    expect(callCount(one.calls ?? '')).toBeGreaterThan(0);
    // Nothing in the block that looks like a call and is none.
    expect(one.calls?.match(/^await (?!using )/gm)).toHaveLength(callCount(one.calls ?? ''));
  },
);

test('the diagnostics of what is refused are those that the author sees', () => {
  const refused = all.filter((one) => one.refused !== undefined);
  expect(refused.length).toBeGreaterThan(0);
  for (const { refused: source = '', text } of refused) {
    const path = join(directory, 'refused.ts');
    // Behind the source, so that lines are those of the page.
    writeWhenNew(path, `${source}${sdkImport(source)}`);
    const { model, diagnostics } = analyzeComponent({ entry: path });
    expect(model).toBeUndefined();
    expect(`${diagnostics.map((one) => formatDiagnostic(one, '', { cwd: directory })).join('\n\n')}\n`).toBe(text);
  }
});

test('every row of the table leads to a section, and every section is in the table', () => {
  const linked = new Set(
    [...readFileSync(PAGE, 'utf8').matchAll(/^\| \[.*?\]\(#([a-z0-9-]+)\)/gm)].map(([, one = '']) => one),
  );
  const anchors = all.map(({ title }) => title.toLowerCase().replaceAll(' ', '-'));
  expect([...linked].toSorted()).toEqual(anchors.filter((one) => one !== 'names-and-documentation').toSorted());
});
