/** The components of `fixtures/importing`, which use the interfaces of others. */
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { ComponentHost, type LoadedComponent } from '../../src/index.ts';
import { CACHE_DIR, type EngineName } from '../components.ts';

export const PROJECT: string = join(import.meta.dirname, '../fixtures/importing');

export const host: ComponentHost = new ComponentHost({ cacheDir: CACHE_DIR });

export async function load(name: string, engine: EngineName): Promise<LoadedComponent> {
  const { component } = await buildComponent({ entry: join(PROJECT, `src/${name}.ts`), engine, outDir: false });
  return await host.load(component, name);
}
