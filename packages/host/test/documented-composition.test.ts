/** docs/composition.md: its programs do what the page says. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, onTestFinished, test } from 'vitest';
import { parsePipeline, type Pipeline } from '../src/index.ts';
import { written } from './components.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/composition.md'), 'utf8');

function fence(language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(PAGE)?.[1];
  if (found === undefined) throw new Error(`docs/composition.md has no fence with ${language}`);
  return found;
}

/** Within this package, so that programs find its dependencies. */
function directory(name: string): string {
  const dir = join(import.meta.dirname, `../../../node_modules/.cache/airssys-documented/${name}`);
  mkdirSync(dir, { recursive: true });
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('the program that composes', async () => {
  const dir = directory('compose');
  const ops = 'test:guest/ops@1.0.0';
  const prices = await written({
    core: '(import "host" "now" (func (result i32))) (func (export "run") (result i32) (i32.const 7))',
    imports: { now: '(result u32)' },
  });
  const shop = await parse(`(component
    (import "${ops}" (instance $given (export "run" (func (result u32)))))
    (alias export $given "run" (func $run))
    (instance $api (export "total" (func $run)))
    (export "test:shop/api@1.0.0" (instance $api)))`);
  writeFileSync(join(dir, 'prices.wasm'), prices);
  writeFileSync(join(dir, 'shop.wasm'), shop);
  // Node strips no types beneath node_modules, and there are none in it.
  writeFileSync(join(dir, 'compose.mjs'), fence('ts file=compose.ts'));
  const { stdout } = await promisify(execFile)(process.execPath, ['compose.mjs'], { cwd: dir });
  expect(stdout).toBe('test:guest/host@1.0.0, for prices\n');
  expect(readFileSync(join(dir, 'whole.wasm')).length).toBeGreaterThan(prices.length + shop.length);
});

test('the pipeline in TypeScript is the one in TOML', async () => {
  const file = join(directory('telemetry'), 'telemetry.ts');
  writeFileSync(file, fence('ts file=telemetry.ts'));
  const { telemetry } = (await import(pathToFileURL(file).href)) as { readonly telemetry: Pipeline<unknown> };
  expect(parsePipeline(fence('toml')).definition).toEqual(telemetry.definition);
});
