/**
 * From script and WIT to a component, with either engine. Both run the script's top level now and store the engine's
 * state after it in the component (Wizer), so nothing of the host is reachable from there.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AirssysError, type EngineName, isAirssysError } from '@airssys/model';
import type { WitSource } from '@airssys/wit-gen';
import type { HostInterface } from './adapter-source.ts';
import { SCRIPT_NAME } from './bundle.ts';
import { sourceError } from './diagnostics.ts';
import { otherEngine } from './engines/other-engine.ts';
import { QuickJsEngine } from './engines/quickjs-engine.ts';
import { pureRuntime } from './engines/quickjs-runtime.ts';
import { makeStarlingMonkey } from './engines/starlingmonkey.ts';
import { withStandIns, withWasiNames } from './engines/wasi-names.ts';
import { TOP_LEVEL_HINT, topLevelDiagnostic } from './top-level-error.ts';

export interface ComponentizeInput {
  readonly engine: EngineName;
  /** May still be under way: an engine is linked meanwhile. */
  readonly bundle: Script | Promise<Script>;
  readonly projectDir: string;
  /** The component's own WIT package, with the world `component`. */
  readonly wit: string;
  readonly imports: readonly HostInterface[];
  /** WIT packages besides the SDK's: the files of each. */
  readonly packages: readonly (readonly WitSource[])[];
  /** Folder for files that last as long as the stage. */
  readonly workDir: string;
}

export interface Script {
  readonly script: string;
  /** For the places of what its top level throws. */
  readonly sourceMap: string;
}

const WORLD = 'component';

/** With this code the runtime says that it does not know the engine around it. */
const OTHER_ENGINE = 'AIRSSYS_BUILD_ENGINE';

/** Reads what an engine is made of, while there is other work to wait for. What fails here fails again, and is told, in {@link componentize}. */
export async function readEngine(engine: EngineName): Promise<void> {
  if (engine === 'quickjs') await pureRuntime().catch(() => {});
}

/**
 * @throws What the bundler throws; AirssysError `AIRSSYS_BUILD_SOURCE` where the sources' top level throws, with the place;
 *   `AIRSSYS_BUILD_ENGINE` where the engine is another one than expected; `AIRSSYS_BUILD_COMPONENTIZE` where it fails otherwise.
 */
export async function componentize(input: ComponentizeInput): Promise<Uint8Array> {
  if (input.engine === 'quickjs') return await componentWith(await linkEngine(input), input);
  const bundle = await input.bundle;
  const work = async (_witDir: string, dir: string): Promise<Uint8Array> => {
    await writeFile(join(dir, SCRIPT_NAME), bundle.script);
    return await makeStarlingMonkey(dir, SCRIPT_NAME, WORLD);
  };
  return withWasiNames(await withWit(input, work, bundle));
}

/** An engine for components with the interfaces of this one. Of QuickJS. @throws As {@link componentize}. */
export async function linkEngine(input: ComponentizeInput): Promise<QuickJsEngine> {
  return await withWit(input, async (witDir) => await QuickJsEngine.link(witDir, WORLD));
}

/** @throws As {@link componentize}. */
export async function componentWith(engine: QuickJsEngine, input: ComponentizeInput): Promise<Uint8Array> {
  const bundle = await input.bundle;
  try {
    return withWasiNames(await engine.component(bundle.script));
  } catch (cause) {
    throw componentizeError(cause, input, { bundle });
  }
}

/** @param bundle What the work evaluates, if it does. */
async function withWit<T>(
  input: ComponentizeInput,
  work: (witDir: string, dir: string) => Promise<T>,
  bundle?: Script,
): Promise<T> {
  await mkdir(input.workDir, { recursive: true });
  const dir = await mkdtemp(join(input.workDir, 'componentize-'));
  try {
    const witDir = join(dir, 'wit');
    await writeWit(witDir, input);
    return await work(witDir, dir);
  } catch (cause) {
    throw componentizeError(cause, input, { bundle, dir });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The component's package, and under `deps` the packages that its world names. */
async function writeWit(witDir: string, { wit, imports, packages }: ComponentizeInput): Promise<void> {
  const own = createRequire(import.meta.url).resolve('@airssys/wit/package.json');
  const folders = new Set(['core', 'ext-lifecycle', ...imports.flatMap(({ folder, uses = [] }) => [folder, ...uses])]);
  await mkdir(join(witDir, 'deps'), { recursive: true });
  await writeFile(join(witDir, 'world.wit'), withStandIns(wit));
  for (const folder of folders) {
    const target = join(witDir, 'deps', folder.replace('/', '-'));
    await mkdir(target);
    const from = join(dirname(own), folder);
    for (const name of (await readdir(from)).filter((one) => one.endsWith('.wit'))) {
      await writeFile(join(target, name), withStandIns(await readFile(join(from, name), 'utf8')));
    }
  }
  for (const [at, files] of packages.entries()) {
    const dir = join(witDir, 'deps', `project-${at}`);
    await mkdir(dir, { recursive: true });
    await Promise.all(files.map(({ path, text }) => writeFile(join(dir, basename(path)), text)));
  }
}

interface Failed {
  /** What was evaluated. */
  readonly bundle?: Script | undefined;
  /** The folder whose name is left out of the engine's words. */
  readonly dir?: string;
}

function componentizeError(
  cause: unknown,
  { engine, projectDir }: ComponentizeInput,
  { bundle, dir = '\0' }: Failed,
): AirssysError {
  if (isAirssysError(cause)) return cause;
  const words = (cause instanceof Error ? cause.message : String(cause)).replaceAll(dir, '.').replace(/^[:\s]+/, '');
  const diagnostic = bundle && topLevelDiagnostic(words, bundle.sourceMap, projectDir);
  if (diagnostic !== undefined) return sourceError([diagnostic]);
  if (words.includes(OTHER_ENGINE)) return otherEngine('componentize-js', 'its bindings convert otherwise', cause);
  return new AirssysError('AIRSSYS_BUILD_COMPONENTIZE', `The ${engine} engine refused the component: ${words}`, {
    hint: TOP_LEVEL_HINT,
    cause,
  });
}
