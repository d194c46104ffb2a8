/**
 * The TypeScript program behind an analysis. A cold program costs some hundred milliseconds, most of it for the standard
 * library's declarations; a reused one reads again only what changed on disk.
 */
import { statSync } from 'node:fs';
import { Project, ts } from 'ts-morph';
import { compilerOptionsFor } from './compiler-options.ts';

/** Keeps what was parsed from one analysis to the next. Holds memory, no handles: drop it when done. */
export interface AnalysisProject {
  /** Forgets everything; the next analysis starts cold. */
  reset(): void;
}

/** Makes a project to pass to several analyses, as watch mode does. */
export function createAnalysisProject(): AnalysisProject {
  return new ProgramCache();
}

/** The program for an entry file, brought up to date with the disk; undefined where the file cannot be read. */
export function programFor(entry: string, project: AnalysisProject | undefined): ts.Program | undefined {
  const cache = project instanceof ProgramCache ? project : new ProgramCache();
  return cache.program(entry);
}

interface Entry {
  readonly project: Project;
  readonly configFile: string | undefined;
  readonly configStamp: string;
  /** Modification stamps of the files at the time they were read. */
  readonly stamps: Map<string, string>;
  /** Whether an import led nowhere. A file that appears later is looked for by a fresh program only. */
  hasUnresolved: boolean;
}

class ProgramCache implements AnalysisProject {
  readonly #entries = new Map<string, Entry>();

  reset(): void {
    this.#entries.clear();
  }

  program(path: string): ts.Program | undefined {
    if (!ts.sys.fileExists(path)) return undefined;
    const existing = this.#entries.get(path);
    const entry = existing !== undefined && isCurrent(existing) ? existing : open(path);
    this.#entries.set(path, entry);
    if (entry === existing) refresh(entry);
    const program = entry.project.getProgram().compilerObject;
    const files = program.getSourceFiles().filter((file) => !program.isSourceFileDefaultLibrary(file));
    for (const { fileName } of files) {
      if (!entry.stamps.has(fileName)) entry.stamps.set(fileName, stampOf(fileName));
    }
    const checker = program.getTypeChecker();
    entry.hasUnresolved = files.some((file) => !file.isDeclarationFile && hasUnresolvedImport(checker, file));
    return program;
  }
}

function open(path: string): Entry {
  const { options, configFile } = compilerOptionsFor(path);
  const project = new Project({
    compilerOptions: options,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  project.addSourceFileAtPath(path);
  return { project, configFile, configStamp: stampOf(configFile), stamps: new Map(), hasUnresolved: false };
}

function isCurrent({ configFile, configStamp, stamps, hasUnresolved }: Entry): boolean {
  const isGone = stamps.keys().some((path) => stampOf(path) === '');
  return !hasUnresolved && !isGone && stampOf(configFile) === configStamp;
}

function refresh({ project, stamps }: Entry): void {
  for (const [path, stamp] of stamps) {
    if (stampOf(path) === stamp) continue;
    stamps.delete(path);
    project.getSourceFile(path)?.refreshFromFileSystemSync();
  }
}

function hasUnresolvedImport(checker: ts.TypeChecker, file: ts.SourceFile): boolean {
  return file.statements.some((statement) => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const specifier = isImport ? statement.moduleSpecifier : undefined;
    return specifier !== undefined && checker.getSymbolAtLocation(specifier) === undefined;
  });
}

function stampOf(path: string | undefined): string {
  const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs}:${stat.size}`;
}
