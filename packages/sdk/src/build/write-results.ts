/** The results of a build, as files for its user. */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AirssysError } from '@airssys/model';
import { type Artifacts, writeAtomic } from './build-cache.ts';
import type { ResolvedOptions } from './options.ts';

/**
 * Writes the results into `outDir`, if there is one, and returns the absolute paths.
 *
 * @throws AirssysError `AIRSSYS_BUILD_WRITE` where that fails.
 */
export async function writeResults(
  artifacts: Artifacts,
  { outDir, fileName }: Pick<ResolvedOptions, 'outDir' | 'fileName'>,
): Promise<readonly string[]> {
  if (outDir === undefined) return [];
  try {
    await mkdir(outDir, { recursive: true });
    const path = (ending: string): string => join(outDir, `${fileName}.${ending}`);
    await writeAtomic(path('wit'), artifacts.wit);
    await writeAtomic(path('d.ts'), artifacts.declarations);
    const toml = await writeComponentToml(outDir, fileName, artifacts.componentToml);
    await writeAtomic(path('wasm'), artifacts.component);
    return [path('wit'), path('d.ts'), toml, path('wasm')];
  } catch (cause) {
    throw new AirssysError('AIRSSYS_BUILD_WRITE', `The results could not be written to ${outDir}`, {
      hint: 'See that the folder can be written, or name another one as outDir.',
      cause,
    });
  }
}

/**
 * `Component.toml`; where that one is another component's, or `NAME.Component.toml` is there from such a time, the latter.
 * What cannot be read counts as another's, so that nothing is lost.
 */
async function writeComponentToml(outDir: string, fileName: string, content: string): Promise<string> {
  const shared = join(outDir, 'Component.toml');
  const own = join(outDir, `${fileName}.Component.toml`);
  const isWritten = (!existsSync(own) && (await createAtomic(shared, content))) || (await replaceIfOf(shared, content));
  if (isWritten) return shared;
  await writeAtomic(own, content);
  return own;
}

/** Writes the file if it is not there, and says whether. Of several builds at once, one gets it. */
async function createAtomic(path: string, content: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content);
    await link(temporary, path);
    return true;
  } catch (error) {
    if (existsSync(path)) return false;
    // A file system without links: the last of several wins.
    if (error instanceof Error && 'syscall' in error && error.syscall === 'link') {
      await writeAtomic(path, content);
      return true;
    }
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes the file if it is of the same component, and says whether. */
async function replaceIfOf(path: string, content: string): Promise<boolean> {
  const existing = await readFile(path, 'utf8').catch(() => undefined);
  if (existing === content) return true;
  if (existing === undefined) return false;
  const { componentIn } = await import('./component-toml.ts');
  const name = componentIn(existing);
  if (name === undefined || name !== componentIn(content)) return false;
  await writeAtomic(path, content);
  return true;
}
