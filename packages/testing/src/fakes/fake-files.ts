import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import type { Mounts } from '@airssys/host';
import { AirssysError } from '@airssys/model';
import { disposeWithTest } from '../session/cleanup.ts';
import type { Fake } from './fakes.ts';

/** Where the files are, and what the component may do with them. */
export interface FakeFilesOptions {
  /**
   * Where the files are: in a temporary folder (`disk`), or in the system's memory, where it has a file system there (Linux:
   * `/dev/shm`; elsewhere it is a temporary folder all the same). Default `disk`.
   */
  readonly on?: 'disk' | 'memory' | undefined;
  /** Whether the component may only read. Default false. */
  readonly readonly?: boolean | undefined;
  /** Bytes that the files beneath each directory may have together. Default: no bounds. */
  readonly quotaBytes?: number | undefined;
}

const MEMORY = '/dev/shm';

/**
 * Directories with files, which a component sees under their paths and a test reads and writes: a real folder, mounted by the host, so
 * that everything is as in production. It is removed with the test.
 */
export class FakeFiles implements Fake {
  readonly #options: FakeFilesOptions;
  readonly #folder: string;
  /** The first segments of the paths: what is mounted. */
  readonly #directories = new Set<string>();

  constructor(files: Readonly<Record<string, Uint8Array | string>>, options: FakeFilesOptions) {
    this.#options = options;
    const place = options.on === 'memory' && existsSync(MEMORY) ? MEMORY : tmpdir();
    this.#folder = mkdtempSync(join(place, 'airssys-files-'));
    try {
      for (const [path, content] of Object.entries(files)) this.write(path, content);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Where a path of the component's is on the host. */
  hostPath(path: string): string {
    return join(this.#folder, normalized(path));
  }

  /**
   * Writes a file, with the directories above it; a path that ends with `/` makes a directory. Text becomes UTF-8; the
   * `content` is empty by default.
   */
  write(path: string, content: Uint8Array | string = ''): void {
    const own = normalized(path);
    const [, first = ''] = own.split('/');
    const isDirectory = path.endsWith('/') || own === `/${first}`;
    this.#directories.add(`/${first}`);
    mkdirSync(isDirectory ? this.hostPath(path) : dirname(this.hostPath(path)), { recursive: true });
    if (!isDirectory) writeFileSync(this.hostPath(path), content);
  }

  bytes(path: string): Uint8Array {
    return new Uint8Array(readFileSync(this.hostPath(path)));
  }

  /** A file's content as UTF-8. */
  text(path: string): string {
    return readFileSync(this.hostPath(path), 'utf8');
  }

  exists(path: string): boolean {
    return existsSync(this.hostPath(path));
  }

  remove(path: string): void {
    rmSync(this.hostPath(path), { recursive: true });
  }

  /** The paths of all files, in the order of their names. */
  paths(): readonly string[] {
    return readdirSync(this.#folder, { recursive: true, encoding: 'utf8' })
      .map((path) => `/${path.replaceAll('\\', '/')}`)
      .filter((path) => statSync(this.hostPath(path), { throwIfNoEntry: false })?.isFile() === true)
      .sort();
  }

  /** Used by `mount`. */
  async attach(): Promise<{ readonly mounts: Mounts }> {
    const { readonly, quotaBytes } = this.#options;
    const mounts = [...this.#directories].map(
      (path) => [path, { path: this.hostPath(path), readonly, quotaBytes }] as const,
    );
    return { mounts: Object.fromEntries(mounts) };
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function normalized(path: string): string {
  const own = posix.normalize(path).replace(/(?<=.)\/$/, '');
  if (path.startsWith('/') && own !== '/' && !path.includes('\0')) return own;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${JSON.stringify(path)} cannot be a fake file`, {
    hint: "Give an absolute path below a directory, such as '/data/a.txt'.",
  });
}

/**
 * Files for `mount(path, { fakes: { files } })`, by the paths at which the component sees them. What is above them all, such as `/data`,
 * is mounted; a directory without files is given with a slash: `{ '/out/': '' }`.
 *
 * ```ts
 * const files = fakeFiles({ '/data/cities.csv': 'Bern,Basel' });
 * const report = await mount<typeof Report>('../src/report.ts', { grants: 'requested', fakes: { files } });
 * ```
 */
export function fakeFiles(
  files: Readonly<Record<string, Uint8Array | string>> = {},
  options: FakeFilesOptions = {},
): FakeFiles {
  const made = new FakeFiles(files, options);
  const forget = disposeWithTest(async () => {
    forget();
    made.dispose();
  });
  return made;
}
