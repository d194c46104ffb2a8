/** The declarations of TypeScript's standard library, parsed once for all programs of this process. */
import { Project, type ts } from 'ts-morph';

export interface LibraryFiles {
  /** Path of the folder that they seem to be in. There is no such folder: they come with the compiler. */
  readonly folder: string;
  /** By path. */
  readonly files: ReadonlyMap<string, ts.SourceFile>;
}

let known: LibraryFiles | undefined;

/** @param options What programs are made with; only the first call's count, so they have to be the same in all. */
export function libraryFiles(options: ts.CompilerOptions): LibraryFiles {
  known ??= parse(options);
  return known;
}

/** Takes them from a project of ts-morph, which has their text in itself. */
function parse(options: ts.CompilerOptions): LibraryFiles {
  const project = new Project({ compilerOptions: options, useInMemoryFileSystem: true });
  project.createSourceFile('/empty.ts', ''); // a program of nothing has no library
  const program = project.getProgram().compilerObject;
  const library = program.getSourceFiles().filter((file) => program.isSourceFileDefaultLibrary(file));
  const files = new Map(library.map((file) => [file.fileName, file]));
  const folder = [...files.keys()][0]?.replace(/\/[^/]*$/, '') ?? '';
  return { folder, files };
}
