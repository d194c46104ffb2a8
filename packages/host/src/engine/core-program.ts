/**
 * Programs that are no components yet: core modules that import WASI preview 1 (`wasi_snapshot_preview1`), as most toolchains
 * have made them. An adapter, which comes with jco, makes a component of WASI 0.2 of them, in the transpiler's thread.
 */
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { AirssysError } from '@airssys/model';

/** Core modules by the name of the module whose imports they are. */
export type Adapters = Readonly<Record<string, Uint8Array>>;

export const PREVIEW_1 = 'wasi_snapshot_preview1';

/** What the transpiler's thread needs to make a component of a core module. */
export interface CoreProgram {
  /** For a program with `_start`. */
  readonly command: Uint8Array;
  /** For a library of functions. */
  readonly reactor: Uint8Array;
  /** Those of the embedder. */
  readonly others: Adapters;
}

/** The magic, then version 1 and layer 0. */
const CORE_MODULE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Whether the bytes begin as a core module of WebAssembly does, which is no component. */
export const isCoreModule = (bytes: Uint8Array): boolean => CORE_MODULE.every((byte, at) => bytes[at] === byte);

let found: Promise<Omit<CoreProgram, 'others'>> | undefined;

/** @throws AirssysError `AIRSSYS_ENGINE_UNSUPPORTED` where jco is not installed. */
export async function coreProgram(others: Adapters = {}): Promise<CoreProgram> {
  found ??= readAdapters();
  try {
    return { ...(await found), others };
  } catch (cause) {
    found = undefined; // it may be installed by then
    throw new AirssysError(
      'AIRSSYS_ENGINE_UNSUPPORTED',
      'A program of WASI preview 1 needs an adapter, which is not here',
      {
        hint: 'Install it: npm install @bytecodealliance/jco. Or make a component of the program first, with `jco new`.',
        cause,
      },
    );
  }
}

async function readAdapters(): Promise<Omit<CoreProgram, 'others'>> {
  // jco exports no files: it has them beside its package.json.
  const file = findPackageJSON('@bytecodealliance/jco', import.meta.url);
  if (file === undefined) throw new Error('@bytecodealliance/jco has no package.json');
  const read = async (kind: string): Promise<Uint8Array> =>
    await readFile(join(dirname(file), `lib/wasi_snapshot_preview1.${kind}.wasm`));
  const [command, reactor] = await Promise.all([read('command'), read('reactor')]);
  return { command, reactor };
}
