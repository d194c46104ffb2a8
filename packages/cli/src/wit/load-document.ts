/** WIT from wherever it may be: text, a package's folder, a component, or the source of one. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AirssysError, isAirssysError, MANIFEST_SECTION, type Manifest } from '@airssys/model';
import type { WitDocument, WitInput, WitSource } from '@airssys/wit-gen';
import { isSource, readNamedFile } from '../component-file.ts';
import { nearestPackage } from '../find-entry.ts';
import { usageError } from '../report/usage-error.ts';
import { shownPath } from '../report/text.ts';

/** The world of a component that airssys built. */
const WORLD = 'component';

export interface LoadSetting {
  /** What to do where a package is named that is neither there nor in the project's `wit/deps` nor one of airssys. */
  readonly missing: 'refuse' | 'accept';
}

export interface LoadedDocument {
  readonly document: WitDocument;
  /** Whether it comes from a component: without documentation, and of what it imports only what it uses. */
  readonly isComponent: boolean;
}

/**
 * Reads a `.wit` file, a folder of them, a component (`.wasm`), or the `.ts` file of one.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` where there is no such file, `AIRSSYS_WIT_INVALID` and `AIRSSYS_BUILD_SOURCE` with all that is
 *   wrong in `data.diagnostics`, `AIRSSYS_ENGINE_INVALID_COMPONENT` for bytes that are none.
 */
export async function loadDocument(path: string, setting: LoadSetting): Promise<LoadedDocument> {
  if (!existsSync(path)) {
    throw usageError(
      `There is no file ${path}`,
      'Name a .wit file or a folder of them, a component (.wasm), or the .ts file of one.',
    );
  }
  if (isSource(path)) return await ofEntry(path, setting);
  if (statSync(path).isDirectory() || path.endsWith('.wit')) {
    const { witFiles } = await import('@airssys/wit-gen');
    const input = witFiles(resolve(path));
    if (input.files.length === 0)
      throw usageError(`There is no .wit file in ${path}`, 'Name the folder that has the files.');
    return await readTexts(path, input, setting);
  }
  return await ofComponent(path);
}

async function ofEntry(path: string, setting: LoadSetting): Promise<LoadedDocument> {
  const { checkComponent } = await import('@airssys/sdk/build');
  const { wit, diagnostics } = await checkComponent({ entry: path });
  if (wit === undefined) {
    throw new AirssysError('AIRSSYS_BUILD_SOURCE', `The sources of ${path} have errors`, { data: { diagnostics } });
  }
  return await readTexts(path, { files: [{ path: resolve(path), text: wit }] }, setting);
}

async function readTexts(
  path: string,
  input: Pick<WitInput, 'files' | 'dependencies'>,
  { missing }: LoadSetting,
): Promise<LoadedDocument> {
  const { onlyNeeded, readWit } = await import('@airssys/wit-gen');
  const { document, diagnostics } = readWit({ ...input, fallbacks: await surroundings(path), missing });
  if (document !== undefined) return { document: onlyNeeded(document), isComponent: false };
  throw new AirssysError('AIRSSYS_WIT_INVALID', `The WIT of ${shownPath(path)} cannot be read`, {
    data: { diagnostics },
  });
}

/** The packages of the project around a file, and those of airssys. */
async function surroundings(path: string): Promise<readonly (readonly WitSource[])[]> {
  const { packagesIn } = await import('@airssys/wit-gen');
  const { sdkWitDir, WIT_DEPS } = await import('@airssys/sdk/build');
  const project = nearestPackage(dirname(resolve(path)));
  return [...(project === undefined ? [] : packagesIn(join(project, WIT_DEPS))), ...packagesIn(sdkWitDir())];
}

async function ofComponent(path: string): Promise<LoadedDocument> {
  const bytes = await readNamedFile(path, 'a .wit file, a component (.wasm), or the .ts file of one');
  const manifest = await manifestOf(bytes, path);
  if (manifest === undefined) return { document: await readBytes(bytes, path), isComponent: true };
  const { namespace, name, version } = manifest.component;
  const document = await readBytes(bytes, path, { namespace, name, version, world: WORLD });
  return { document: manifest.build.engine === 'quickjs' ? withoutInit(document) : document, isComponent: true };
}

async function readBytes(
  bytes: Uint8Array,
  path: string,
  root?: { readonly namespace: string; readonly name: string; readonly version: string; readonly world: string },
): Promise<WitDocument> {
  const { readComponent } = await import('@airssys/wit-gen');
  try {
    return readComponent(bytes, root === undefined ? {} : { root });
  } catch (error) {
    if (!isAirssysError(error, 'AIRSSYS_ENGINE_INVALID_COMPONENT')) throw error;
    // The host knows more of what is no component at all, such as a core module.
    const host = await import('@airssys/host');
    host.readComponent(bytes, path);
    throw new AirssysError(error.code, `${path} cannot be read: ${error.message}`, {
      ...(error.hint !== undefined && { hint: error.hint }),
      cause: error,
    });
  }
}

/** Without the function by which QuickJS starts: it is the engine's, not the component's. */
function withoutInit(document: WitDocument): WitDocument {
  return {
    ...document,
    packages: document.packages.map((one) => ({
      ...one,
      worlds: one.worlds.map((world) => ({
        ...world,
        exports: world.exports.filter((item) => item.kind !== 'function' || item.name !== 'init'),
      })),
    })),
  };
}

/** What airssys says of a component that it built: the bytes alone do not name their package. */
async function manifestOf(bytes: Uint8Array, path: string): Promise<Manifest | undefined> {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(MANIFEST_SECTION)) return undefined;
  const { readComponent } = await import('@airssys/host');
  try {
    return readComponent(bytes, path).manifest;
  } catch (error) {
    // Its WIT can be read all the same.
    if (isAirssysError(error, 'AIRSSYS_MANIFEST_INVALID')) return undefined;
    throw error;
  }
}
