import { join } from 'node:path';
import { operationsInterface, type EngineName } from '@airssys/model';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';

export const ENGINES: readonly EngineName[] = ['quickjs', 'starlingmonkey'];
export const CACHE_DIR: string = defaultCacheDir(import.meta.dirname);

export interface BuiltCalculator {
  readonly component: Uint8Array;
  readonly interfaceName: string;
}

export async function buildCalculator(engine: EngineName): Promise<BuiltCalculator> {
  const { component, manifest } = await buildComponent({
    entry: join(import.meta.dirname, 'fixtures/calculator.ts'),
    engine,
    outDir: false,
  });
  return { component, interfaceName: operationsInterface(manifest.component) };
}
