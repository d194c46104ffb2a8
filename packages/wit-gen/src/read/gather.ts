/** Files by the package that they belong to. */
import { packageId } from '../document/document.ts';
import type { Library } from './library.ts';
import type { FileSyntax, PackageNameSyntax } from './syntax.ts';

export interface FileGroups {
  readonly root: readonly FileSyntax[];
  readonly dependencies: readonly (readonly FileSyntax[])[];
  readonly fallbacks: readonly (readonly FileSyntax[])[];
}

/** Puts all packages into the library. Returns the id of the root, undefined where none is declared. */
export function gatherPackages(library: Library, { root, dependencies, fallbacks }: FileGroups): string | undefined {
  const add = (name: PackageNameSyntax, parts: Parameters<Library['addPackage']>[1]): void => {
    if (library.addPackage(name, parts)) return;
    library.complaints.add(
      'AIRSSYS_WIT_READ_PACKAGE',
      name,
      `the package ${packageId(name)} is there twice`,
      'Remove one.',
    );
  };
  const addGroup = (files: readonly FileSyntax[]): PackageNameSyntax | undefined => {
    const name = headOf(library, files);
    if (name !== undefined) add(name, files);
    const nested = files.flatMap((file) => file.nested);
    for (const one of nested) add(one.name, [one]);
    return name;
  };

  const name = addGroup(root);
  for (const group of dependencies) addGroup(group);
  for (const group of fallbacks) {
    const head = group.find((file) => file.name)?.name;
    if (head !== undefined && !library.packages.has(packageId(head))) library.addPackage(head, group);
  }
  return name && packageId(name);
}

/** The name that the files of one package declare: at least one of them, and all that do the same one. */
function headOf(library: Library, files: readonly FileSyntax[]): PackageNameSyntax | undefined {
  const [first, ...others] = files.map(({ name }) => name).filter((name) => name !== undefined);
  for (const other of others) {
    if (first !== undefined && packageId(other) !== packageId(first)) {
      library.complaints.add(
        'AIRSSYS_WIT_READ_PACKAGE',
        other,
        `this file is of the package ${packageId(other)}, another one in the folder of ${packageId(first)}`,
        'Keep the files of each package in a folder of their own.',
      );
    }
  }
  const [file] = files;
  if (first === undefined && file !== undefined) {
    library.complaints.add(
      'AIRSSYS_WIT_READ_PACKAGE',
      { source: file.source, start: 0, end: 0 },
      'the package is not declared',
      'Begin the file with `package namespace:name;`.',
    );
  }
  return first;
}
