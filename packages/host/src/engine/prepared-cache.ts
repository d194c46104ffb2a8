/**
 * Prepared components on disk, by the hash of the component and of all that decides how it is prepared. An entry is a
 * folder that is filled under a temporary name and then renamed: it is whole or not there, whenever a process is killed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotPlace } from './component-frame.ts';
import { markUsed, sweepAfter, temporaryName } from './sweep.ts';
import type { TranspiledExport } from './transpiler.ts';
import type { MeterHooks } from './metering/meter-hooks.ts';
import type { Footprint } from './metering/meter-module.ts';
import type { HostMemory } from './packing/host-memory.ts';

/** One core module, ready to be compiled. */
export interface PreparedModule {
  /** The name under which the glue asks for it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** How fuel and limits attach to its instances; undefined where it needs none. */
  readonly hooks: MeterHooks | undefined;
  /** What an instance takes before any of its code runs. */
  readonly footprint: Footprint;
  /** How many core modules of the component it is: 1, or more where they were linked. */
  readonly joined: number;
  /** The functions that it exports and that need no stack of their own, as they are over after little fuel. */
  readonly bounded: readonly string[];
  /** The memory that it is to be given; undefined where it makes its own, or has none. */
  readonly memory?: HostMemory;
  /** Where the data is that alone distinguishes components of one frame; undefined where it is of one component. */
  readonly snapshot?: SnapshotPlace;
}

/** A component that has been transpiled and metered. */
export interface PreparedComponent {
  /** Absolute path of the glue, an ES module. */
  readonly gluePath: string;
  readonly modules: readonly PreparedModule[];
  readonly imports: readonly string[];
  readonly exports: readonly TranspiledExport[];
}

interface Index {
  readonly modules: readonly {
    readonly name: string;
    readonly hash: string;
    readonly hooks?: MeterHooks;
    readonly footprint: Footprint;
    readonly joined: number;
    readonly bounded: readonly string[];
    readonly memory?: HostMemory;
    readonly snapshot?: SnapshotPlace;
  }[];
  readonly imports: readonly string[];
  readonly exports: readonly TranspiledExport[];
  readonly glueHash: string;
}

/** The hash of what follows in a line of its own, then JSON. */
const INDEX_FILE = 'index';
// .mjs: the glue is an ES module wherever the cache lies.
const GLUE_FILE = 'glue.mjs';

/** Other processes that replace the same broken entry can get in between. */
const PUBLISH_ATTEMPTS = 5;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

export class PreparedCache {
  readonly #dir: string;
  readonly #maxBytes: number;

  /** @param maxBytes What the entries may take together; the least recently used ones go first. */
  constructor(dir: string, maxBytes: number) {
    this.#dir = join(dir, 'prepared');
    this.#maxBytes = maxBytes;
  }

  /** The key of a component: its bytes, and whatever else the result depends on. */
  static key(bytes: Uint8Array, settings: unknown): string {
    return sha256(`${sha256(bytes)}${JSON.stringify(settings)}`).slice(0, 40);
  }

  /** A whole entry, or undefined: one that is missing, cut off or changed counts as not there. */
  async find(key: string): Promise<PreparedComponent | undefined> {
    const dir = join(this.#dir, key);
    try {
      await markUsed(dir); // before it is read: see the sweep
      const index = readIndex(await readFile(join(dir, INDEX_FILE), 'utf8'));
      const gluePath = join(dir, GLUE_FILE);
      if (sha256(await readFile(gluePath)) !== index.glueHash) return undefined;
      const modules = await Promise.all(
        index.modules.map(async ({ name, hash, hooks, ...others }): Promise<PreparedModule> => {
          const bytes = await readFile(join(dir, name));
          if (sha256(bytes) !== hash) throw new Error(`${name} has changed`);
          return { name, bytes, hooks, ...others };
        }),
      );
      return { gluePath, modules, imports: index.imports, exports: index.exports };
    } catch {
      return undefined;
    }
  }

  async store(
    key: string,
    content: Omit<PreparedComponent, 'gluePath'> & { readonly glue: string },
  ): Promise<PreparedComponent> {
    const { glue, modules, imports, exports } = content;
    const target = join(this.#dir, key);
    const temporary = temporaryName(target);
    await mkdir(temporary, { recursive: true });
    try {
      await writeFile(join(temporary, GLUE_FILE), glue);
      for (const { name, bytes } of modules) await writeFile(join(temporary, name), bytes);
      const index: Index = {
        modules: modules.map(({ name, bytes, hooks, ...others }) => ({
          name,
          hash: sha256(bytes),
          ...others,
          ...(hooks && { hooks }),
        })),
        imports,
        exports,
        glueHash: sha256(glue),
      };
      const text = JSON.stringify(index);
      await writeFile(join(temporary, INDEX_FILE), `${sha256(text)}\n${text}`);
      await this.#publish(temporary, target, key);
      const files = [glue, text, ...modules.map((one) => one.bytes)];
      await sweepAfter(this.#dir, sum(files.map(({ length }) => length)), this.#maxBytes);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return { gluePath: join(target, GLUE_FILE), modules, imports, exports };
  }

  /** Puts the finished folder in its place. Another process may have been first; a broken entry gives way. */
  async #publish(temporary: string, target: string, key: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await rename(temporary, target);
      } catch (error) {
        if ((await this.find(key)) !== undefined) return;
        if (attempt === PUBLISH_ATTEMPTS) throw error;
        // Moved away at once, then removed: another one may put its own in place at any moment.
        const aside = temporaryName(target);
        await rename(target, aside).catch(() => {});
        await rm(aside, { recursive: true, force: true });
      }
    }
  }
}

/** Written by `store`; what was changed since does not match its hash, nor does any file that it tells of. */
function readIndex(content: string): Index {
  const [hash, text = ''] = content.split('\n', 2);
  if (sha256(text) !== hash) throw new Error('the index has changed');
  return JSON.parse(text) as Index;
}
