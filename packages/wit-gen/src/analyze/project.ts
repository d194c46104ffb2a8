/**
 * The TypeScript program behind an analysis. A cold one costs some hundred milliseconds, most of it for the standard
 * library's declarations; the next one of the same project reads again only what changed on disk.
 */
import { statSync } from 'node:fs';
import { ts } from 'ts-morph';
import { BASE_OPTIONS, compilerOptionsFor } from './compiler-options.ts';
import { libraryFiles } from './library-files.ts';

/** Keeps what was parsed from one analysis to the next. Holds memory, no handles: drop it when done. */
export interface AnalysisProject {
  /** Forgets everything; the next analysis starts cold. */
  reset(): void;
}

/** Makes a project to pass to several analyses, as watch mode does. */
export function createAnalysisProject(): AnalysisProject {
  return new ProgramCache();
}

export interface CurrentProgram {
  readonly program: ts.Program;
  /** Absolute paths at which imports that lead nowhere were looked for. Sorted. */
  readonly missing: readonly string[];
}

/** The program for an entry file, brought up to date with the disk; undefined where the file cannot be read. */
export function programFor(entry: string, project: AnalysisProject | undefined): CurrentProgram | undefined {
  const cache = project instanceof ProgramCache ? project : new ProgramCache();
  return cache.program(entry);
}

interface Document {
  /** Of the file at the time it was read. */
  readonly stamp: string;
  readonly file: ts.SourceFile;
}

interface Known extends CurrentProgram {
  /** What its options came from. */
  readonly config: string;
}

class ProgramCache implements AnalysisProject {
  /** By entry. */
  readonly #programs = new Map<string, Known>();
  /** By path, shared by the programs of all entries. */
  readonly #documents = new Map<string, Document>();

  reset(): void {
    this.#programs.clear();
    this.#documents.clear();
  }

  program(entry: string): CurrentProgram | undefined {
    if (!ts.sys.fileExists(entry)) return undefined;
    const { options, configFile } = compilerOptionsFor(entry);
    const config = `${configFile ?? ''} ${stampOf(configFile)} ${JSON.stringify(options.paths)}`;
    const known = this.#programs.get(entry);
    const old = known?.config === config ? known : undefined;
    const mayResolve = old === undefined || this.#mayResolveAnew(old);
    if (old !== undefined && !mayResolve && this.#isCurrent(old.program)) return old;
    const program = ts.createProgram({
      rootNames: [entry],
      options,
      host: this.#host(options, mayResolve),
      ...(old && { oldProgram: old.program }),
    });
    const current: Known = { program, config, missing: missingOf(program) };
    this.#programs.set(entry, current);
    return current;
  }

  /** Whether an import may lead elsewhere than it did: a file is gone, or there is one that was looked for. */
  #mayResolveAnew({ program, missing }: CurrentProgram): boolean {
    return missing.some((path) => ts.sys.fileExists(path)) || ownFiles(program).some((path) => stampOf(path) === '');
  }

  #isCurrent(program: ts.Program): boolean {
    return ownFiles(program).every((path) => this.#documents.get(path)?.stamp === stampOf(path));
  }

  #host(options: ts.CompilerOptions, mayResolve: boolean): ts.CompilerHost {
    const { folder, files } = libraryFiles(BASE_OPTIONS);
    return {
      ...ts.createCompilerHost(options, true),
      getDefaultLibFileName: (of) => `${folder}/${ts.getDefaultLibFileName(of)}`,
      getDefaultLibLocation: () => folder,
      getSourceFile: (path, version) => files.get(path) ?? this.#document(path, version),
      hasInvalidatedResolutions: () => mayResolve,
    };
  }

  #document(path: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const stamp = stampOf(path);
    const known = this.#documents.get(path);
    if (known !== undefined && known.stamp === stamp) return known.file;
    const text = stamp === '' ? undefined : ts.sys.readFile(path);
    if (text === undefined) {
      this.#documents.delete(path);
      return undefined;
    }
    const file = ts.createSourceFile(path, text, version, true);
    this.#documents.set(path, { stamp, file });
    return file;
  }
}

/** All but the standard library's, which never change. */
function ownFiles(program: ts.Program): readonly string[] {
  return program
    .getSourceFiles()
    .filter((file) => !program.isSourceFileDefaultLibrary(file))
    .map((file) => file.fileName);
}

/** Not in the public types, but what the compiler's own watch mode goes by. */
interface WithResolutions {
  forEachResolvedModule?(visit: (resolution: Resolution, name: string, mode: unknown, path: string) => void): void;
}
interface Resolution {
  readonly resolvedModule?: unknown;
  readonly failedLookupLocations?: readonly string[];
}

function missingOf(program: ts.Program): readonly string[] {
  const found = new Set<string>();
  (program as WithResolutions).forEachResolvedModule?.(
    ({ resolvedModule, failedLookupLocations = [] }, _, __, path) => {
      if (resolvedModule !== undefined || path.includes('/node_modules/')) return;
      for (const one of failedLookupLocations) found.add(one);
    },
  );
  return [...found].sort();
}

function stampOf(path: string | undefined): string {
  const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs}:${stat.ctimeMs}:${stat.size}`;
}
