/** The components that the loader's fuzzer damages: of the hostile corpus those that can be loaded, and one of QuickJS. */
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { CORPUS } from '../corpus.ts';

const LARGEST_BYTES = 4_096;
const FIXTURE = join(import.meta.dirname, '../../fixtures/scalars.ts');

export async function originals(): Promise<readonly Uint8Array[]> {
  const loadable = CORPUS.filter(({ expected }) => !expected.some((outcome) => outcome.startsWith('load:')));
  const written = await Promise.all(loadable.map(async (one) => await one.bytes()));
  const small = written.filter((bytes) => bytes.length <= LARGEST_BYTES);
  const { component } = await buildComponent({ entry: FIXTURE, engine: 'quickjs', outDir: false });
  return [...small, component];
}
