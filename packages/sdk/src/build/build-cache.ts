/**
 * Built components, kept by the hash of all that went into them. A build's inputs are known only after it has run, so a
 * record per entry lists the inputs of its last build; when each of them still has its hash, the result still holds.
 *
 * Everything is written under a temporary name and then renamed, so a killed build leaves nothing that a later one could
 * take for whole.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildDiagnostic } from './diagnostics.ts';
import { sweep } from './sweep.ts';

/** What a build makes, by file. */
export interface Artifacts {
  readonly component: Uint8Array;
  readonly wit: string;
  readonly declarations: string;
  readonly componentToml: string;
  readonly manifest: string;
  readonly sourceMap: string;
  readonly warnings: readonly BuildDiagnostic[];
}

interface BuildRecord {
  /** SHA-256 (hex) by absolute path. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly artifacts: string;
}

const FILES = {
  component: 'component.wasm',
  wit: 'component.wit',
  declarations: 'component.d.ts',
  componentToml: 'Component.toml',
  manifest: 'manifest.json',
  sourceMap: 'component.js.map',
  warnings: 'warnings.json',
} as const satisfies Record<keyof Artifacts, string>;

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

export class BuildCache {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The result of the last build under `key`, if none of its inputs has changed. Whatever cannot be read is a miss. */
  async find(key: string): Promise<Artifacts | undefined> {
    try {
      const record: unknown = JSON.parse(await readFile(this.#recordFile(key), 'utf8'));
      if (!isRecord(record)) return undefined;
      const unchanged = await Promise.all(
        Object.entries(record.inputs).map(async ([path, hash]) => sha256(await readFile(path)) === hash),
      );
      return unchanged.every(Boolean) ? await this.#read(record.artifacts) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a result. `inputs` are the hashes of the files as the build read them. */
  async store(key: string, inputs: Readonly<Record<string, string>>, artifacts: Artifacts): Promise<void> {
    const id = sha256(artifacts.component).slice(0, 32);
    const target = join(this.#dir, 'components', id);
    const temporary = `${target}.${randomUUID()}`;
    await mkdir(temporary, { recursive: true });
    try {
      for (const [part, file] of Object.entries(FILES)) {
        const content = artifacts[part as keyof Artifacts]; // FILES has the keys of Artifacts
        await writeFile(
          join(temporary, file),
          part === 'warnings' ? JSON.stringify(content) : (content as string | Uint8Array),
        );
      }
      // A directory cannot replace one that is not empty; whoever was first has written the same bytes.
      await rename(temporary, target).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    const record: BuildRecord = { inputs, artifacts: id };
    await mkdir(join(this.#dir, 'builds'), { recursive: true });
    await writeAtomic(this.#recordFile(key), JSON.stringify(record));
    for (const folder of ['components', 'builds', 'work']) await sweep(join(this.#dir, folder));
  }

  #recordFile(key: string): string {
    return join(this.#dir, 'builds', `${key}.json`);
  }

  async #read(id: string): Promise<Artifacts> {
    const dir = join(this.#dir, 'components', id);
    const text = (file: string): Promise<string> => readFile(join(dir, file), 'utf8');
    const [component, wit, declarations, toml, manifest, sourceMap, warnings] = await Promise.all([
      readFile(join(dir, FILES.component)),
      text(FILES.wit),
      text(FILES.declarations),
      text(FILES.componentToml),
      text(FILES.manifest),
      text(FILES.sourceMap),
      text(FILES.warnings),
    ]);
    if (sha256(component).slice(0, 32) !== id) throw new Error(`${dir} does not hold what its name says`);
    // Written by store from diagnostics of this type.
    const parsed = JSON.parse(warnings) as readonly BuildDiagnostic[];
    return { component, wit, declarations, componentToml: toml, manifest, sourceMap, warnings: parsed };
  }
}

/** Writes the whole file or nothing: a reader sees the old content or the new. */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

function isRecord(value: unknown): value is BuildRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'inputs' in value &&
    typeof value.inputs === 'object' &&
    value.inputs !== null &&
    'artifacts' in value &&
    typeof value.artifacts === 'string' &&
    /^[0-9a-f]{32}$/.test(value.artifacts)
  );
}
