/**
 * `npm run examples -- --example NAME`: builds every component of the examples on both engines, and starts each in a host with what it
 * requests. The exit code is 1 where one is not built or does not start, or where its interface is not the same on both.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ComponentHost, type ImportProviders } from '@airssys/host';
import { ENGINES, formatPermission, type ImportedInterface, operationsInterface } from '@airssys/model';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const COMPONENT_CLASS = /^@component\(/m;

const { values } = parseArgs({ options: { example: { type: 'string', default: '*' } } });
const entries = globSync(`${values.example}/src/*.ts`, { cwd: EXAMPLES })
  .filter((file) => COMPONENT_CLASS.test(readFileSync(join(EXAMPLES, file), 'utf8')))
  .toSorted();
if (entries.length === 0) throw new Error(`There is no component in examples/${values.example}/src`);

const cacheDir = defaultCacheDir(EXAMPLES);
await using host = new ComponentHost({ cacheDir });
let failed = 0;
const waiting = entries.values();
// Two at once: the engines' compilers and the transpiler have threads and processes of their own.
await Promise.all([work(), work()]);
console.log(`${entries.length} components of the examples on ${ENGINES.length} engines, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function work(): Promise<void> {
  for (const name of waiting) {
    const startedAt = performance.now();
    try {
      await onBothEngines(name);
      console.log(`${name}: ${ENGINES.join(' and ')} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed += 1;
      console.error(`${name}:`, error);
    }
  }
}

/** @throws Error where one of the two is not built, does not start, or is not as the other. */
async function onBothEngines(name: string): Promise<void> {
  const interfaces = new Set<string>();
  for (const engine of ENGINES) {
    const { component, manifest, wit } = await buildComponent({
      entry: join(EXAMPLES, name),
      engine,
      cacheDir,
      outDir: false,
    });
    const loaded = await host.load(component, `${name} on ${engine}`);
    const imports = await providers(manifest.component.imports ?? [], dirname(name));
    await using instance = await loaded.instantiate({
      imports,
      grants: manifest.component.permissions?.map(formatPermission) ?? [],
    });
    if (instance.requested.length !== (manifest.component.permissions?.length ?? 0)) {
      throw new Error(`${name} does not request on ${engine} what its manifest says`);
    }
    interfaces.add(JSON.stringify([wit, manifest.component]));
  }
  if (interfaces.size > 1) throw new Error(`${name} has another interface on each engine`);
}

/**
 * Instances of the components of the same folder that export what one of them imports. They end with the host.
 *
 * @throws Error where there is none.
 */
async function providers(imports: readonly ImportedInterface[], folder: string): Promise<ImportProviders> {
  if (imports.length === 0) return {};
  const found: Record<string, ImportProviders[string]> = {};
  for (const name of entries.filter((entry) => dirname(entry) === folder)) {
    const { component, manifest } = await buildComponent({
      ...{ entry: join(EXAMPLES, name), engine: 'quickjs', cacheDir, outDir: false },
    });
    const wit = operationsInterface(manifest.component);
    if (wit === undefined || !imports.some((one) => one.wit === wit)) continue;
    found[wit] = await (await host.load(component, name)).instantiate();
  }
  const missing = imports.find(({ wit }) => found[wit] === undefined);
  if (missing !== undefined) throw new Error(`No component of ${folder} exports ${missing.wit}`);
  return found;
}
