/**
 * Built components. A build's inputs are known only after it has run, so a record per entry lists the inputs of its last
 * build; when each of them still has its hash, the result still holds. The record also has the hash of every file of the
 * result, and these hashes name the result's folder: one in which a file is missing or changed counts as not there.
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
  /** By absolute path. */
  readonly transformed: Readonly<Record<string, string>>;
}

/** A result that still holds. */
export interface FoundBuild extends Artifacts {
  /** Absolute paths of the files that it was made of. */
  readonly inputs: readonly string[];
}

interface BuildRecord {
  /** SHA-256 (hex) by absolute path. */
  readonly inputs: Readonly<Record<string, string>>;
  /** SHA-256 (hex) of each file of the result. */
  readonly files: FileHashes;
}

type FileHashes = Readonly<Record<keyof Artifacts, string>>;

const FILES = {
  component: 'component.wasm',
  wit: 'component.wit',
  declarations: 'component.d.ts',
  componentToml: 'Component.toml',
  manifest: 'manifest.json',
  sourceMap: 'component.js.map',
  warnings: 'warnings.json',
  transformed: 'transformed.json',
} as const satisfies Record<keyof Artifacts, string>;

/** Other builds that replace the same broken folder can get in between. */
const PUBLISH_ATTEMPTS = 5;

const PARTS = Object.keys(FILES) as (keyof typeof FILES)[]; // its own keys

function mapParts<T>(map: (part: keyof Artifacts) => T): Readonly<Record<keyof Artifacts, T>> {
  // As many entries as parts.
  return Object.fromEntries(PARTS.map((part) => [part, map(part)])) as Record<keyof Artifacts, T>;
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

export class BuildCache {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The result of the last build under `key`, if none of its inputs has changed. Whatever cannot be read is a miss. */
  async find(key: string): Promise<FoundBuild | undefined> {
    try {
      const record: unknown = JSON.parse(await readFile(this.#recordFile(key), 'utf8'));
      if (!isRecord(record)) return undefined;
      const unchanged = await Promise.all(
        Object.entries(record.inputs).map(async ([path, hash]) => sha256(await readFile(path)) === hash),
      );
      if (!unchanged.every(Boolean)) return undefined;
      return { ...(await this.#read(record.files)), inputs: Object.keys(record.inputs) };
    } catch {
      return undefined;
    }
  }

  /** Keeps a result. `inputs` are the hashes of the files as the build read them. */
  async store(key: string, inputs: Readonly<Record<string, string>>, artifacts: Artifacts): Promise<void> {
    const contents = contentsOf(artifacts);
    const files = mapParts((part) => sha256(contents[part]));
    const target = this.#folder(files);
    const temporary = `${target}.${randomUUID()}`;
    await mkdir(temporary, { recursive: true });
    try {
      for (const part of PARTS) await writeFile(join(temporary, FILES[part]), contents[part]);
      await this.#publish(temporary, target, files);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    const record: BuildRecord = { inputs, files };
    await mkdir(join(this.#dir, 'builds'), { recursive: true });
    await writeAtomic(this.#recordFile(key), JSON.stringify(record));
    for (const folder of ['components', 'builds', 'work']) await sweep(join(this.#dir, folder));
  }

  /** Puts the finished folder in its place. Another build may have been first; a broken folder gives way. */
  async #publish(temporary: string, target: string, files: FileHashes): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await rename(temporary, target);
      } catch (error) {
        const isWhole = await this.#read(files).then(
          () => true,
          () => false,
        );
        if (isWhole) return;
        if (attempt === PUBLISH_ATTEMPTS) throw error;
        // Moved away at once, then removed: another one may put its own in place at any moment.
        const aside = `${target}.${randomUUID()}`;
        await rename(target, aside).catch(() => {});
        await rm(aside, { recursive: true, force: true });
      }
    }
  }

  #recordFile(key: string): string {
    return join(this.#dir, 'builds', `${key}.json`);
  }

  #folder(files: FileHashes): string {
    const hashes = PARTS.map((part) => files[part]);
    return join(this.#dir, 'components', sha256(JSON.stringify(hashes)).slice(0, 32));
  }

  async #read(files: FileHashes): Promise<Artifacts> {
    const dir = this.#folder(files);
    const bytes = async (part: keyof Artifacts): Promise<Buffer> => {
      const content = await readFile(join(dir, FILES[part]));
      if (sha256(content) !== files[part]) throw new Error(`${FILES[part]} in ${dir} has changed`);
      return content;
    };
    const text = async (part: keyof Artifacts): Promise<string> => (await bytes(part)).toString();
    const [component, wit, declarations, componentToml, manifest, sourceMap, warnings, transformed] = await Promise.all(
      [
        bytes('component'),
        text('wit'),
        text('declarations'),
        text('componentToml'),
        text('manifest'),
        text('sourceMap'),
        text('warnings'),
        text('transformed'),
      ],
    );
    // Written by store from values of these types.
    const parsed = {
      warnings: JSON.parse(warnings) as readonly BuildDiagnostic[],
      transformed: JSON.parse(transformed) as Readonly<Record<string, string>>,
    };
    return { component, wit, declarations, componentToml, manifest, sourceMap, ...parsed };
  }
}

function contentsOf(artifacts: Artifacts): Readonly<Record<keyof Artifacts, string | Uint8Array>> {
  const { warnings, transformed } = artifacts;
  return { ...artifacts, warnings: JSON.stringify(warnings), transformed: JSON.stringify(transformed) };
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
    'files' in value &&
    isHashes(value.files)
  );
}

function isHashes(value: unknown): value is FileHashes {
  if (typeof value !== 'object' || value === null) return false;
  const hashes = new Map<string, unknown>(Object.entries(value));
  return PARTS.every((part) => typeof hashes.get(part) === 'string');
}
