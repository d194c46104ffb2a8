/** The packages that are read together, and what a path in one of their files leads to. */
import { interfaceId, packageId } from '../document/document.ts';
import type { Complaints } from './complaint.ts';
import type {
  FileItemSyntax,
  FileUseSyntax,
  InterfaceSyntax,
  PackageNameSyntax,
  PackageSyntax,
  PathSyntax,
  WorldSyntax,
} from './syntax.ts';

/** The items of one file, or of one nested package: what a top-level `use` names holds here. */
export interface FileScope {
  readonly owner: PackageScope;
  readonly uses: ReadonlyMap<string, FileUseSyntax>;
}

export interface PackageScope {
  readonly id: string;
  readonly name: PackageNameSyntax;
  docs: string | undefined;
  readonly entries: Map<string, Entry>;
}

/** An interface or world with the file that its names are looked up in. */
export interface Entry<S extends InterfaceSyntax | WorldSyntax = InterfaceSyntax | WorldSyntax> {
  readonly id: string;
  readonly syntax: S;
  readonly file: FileScope;
}

export type InterfaceEntry = Entry<InterfaceSyntax>;
export type WorldEntry = Entry<WorldSyntax>;

/** What a path leads to. Without an entry: a package that was not given, where that is accepted. */
export interface Target<E> {
  readonly id: string;
  readonly entry: E | undefined;
}

export class Library {
  readonly complaints: Complaints;
  readonly packages: Map<string, PackageScope> = new Map();
  readonly #files: FileScope[] = [];
  readonly #acceptMissing: boolean;

  constructor(complaints: Complaints, acceptMissing: boolean) {
    this.complaints = complaints;
    this.#acceptMissing = acceptMissing;
  }

  /** Adds a package that may have several files. Whether another one of this name was there before, it says. */
  addPackage(name: PackageNameSyntax, parts: readonly PackageSyntax[]): boolean {
    const id = packageId(name);
    if (this.packages.has(id)) return false;
    const scope: PackageScope = { id, name, docs: undefined, entries: new Map() };
    this.packages.set(id, scope);
    for (const part of parts) {
      if (part.docs !== undefined && scope.docs !== undefined && part.name !== undefined) {
        this.complaints.add(
          'AIRSSYS_WIT_READ_PACKAGE',
          part.name,
          `the package ${id} has documentation in several files`,
          'Keep it in one of them.',
        );
      }
      scope.docs ??= part.docs;
    }
    const files = parts.map((part) => ({ part, file: this.#fileScope(scope, part.items) }));
    for (const { part, file } of files) this.#addEntries(scope, file, part.items);
    this.#files.push(...files.map(({ file }) => file));
    return true;
  }

  #fileScope(owner: PackageScope, items: readonly FileItemSyntax[]): FileScope {
    const uses = new Map<string, FileUseSyntax>();
    for (const item of items) {
      if (item.kind !== 'file-use') continue;
      if (uses.has(item.name.name)) this.#duplicate(item, 'this file');
      else uses.set(item.name.name, item);
    }
    return { owner, uses };
  }

  #addEntries(scope: PackageScope, file: FileScope, items: readonly FileItemSyntax[]): void {
    for (const syntax of items) {
      if (syntax.kind === 'file-use') continue;
      const { name } = syntax.name;
      if (scope.entries.has(name)) this.#duplicate(syntax, `the package ${scope.id}`);
      else scope.entries.set(name, { id: interfaceId(scope.name, name), syntax, file });
    }
  }

  /** A `use` that nothing makes use of must lead somewhere all the same. */
  checkUses(): void {
    for (const [file, { path, name }] of this.#files.flatMap((one) =>
      [...one.uses.values()].map((use) => [one, use] as const),
    )) {
      if (file.owner.entries.has(name.name)) this.#duplicate({ name }, `the package ${file.owner.id}`);
      else this.#find(path, file, 'interface or world', true);
    }
  }

  #duplicate({ name }: { readonly name: FileUseSyntax['name'] }, where: string): void {
    this.complaints.add(
      'AIRSSYS_WIT_READ_DUPLICATE',
      name,
      `'${name.name}' is there twice in ${where}`,
      'Give one of them another name.',
    );
  }

  interfaceAt(path: PathSyntax, file: FileScope): Target<InterfaceEntry> | undefined {
    const target = this.#find(path, file, 'interface');
    if (target?.entry?.syntax.kind === 'world') return this.#wrongKind(path, 'a world', 'an interface');
    return target as Target<InterfaceEntry> | undefined; // its entry is no world
  }

  worldAt(path: PathSyntax, file: FileScope): Target<WorldEntry> | undefined {
    const target = this.#find(path, file, 'world');
    if (target?.entry?.syntax.kind === 'interface') return this.#wrongKind(path, 'an interface', 'a world');
    return target as Target<WorldEntry> | undefined; // its entry is no interface
  }

  /** The interface with this id, if it is among the packages. */
  interfaceOf(id: string): InterfaceEntry | undefined {
    for (const { entries } of this.packages.values()) {
      for (const entry of entries.values()) {
        if (entry.id === id && isInterface(entry)) return entry;
      }
    }
    return undefined;
  }

  #wrongKind(path: PathSyntax, is: string, wanted: string): undefined {
    this.complaints.add('AIRSSYS_WIT_READ_UNDEFINED', path, `'${path.name.name}' is ${is}, not ${wanted}`);
    return undefined;
  }

  /** Names in a top-level `use` are those of the package, never of another such `use`. */
  #find(path: PathSyntax, file: FileScope, what: string, isUse = false): Target<Entry> | undefined {
    if (path.package === undefined) {
      const use = isUse ? undefined : file.uses.get(path.name.name);
      return use === undefined ? this.#inPackage(path, file.owner, what) : this.#find(use.path, file, what, true);
    }
    const id = packageId(path.package);
    if (id === file.owner.id) {
      this.complaints.add(
        'AIRSSYS_WIT_READ_CYCLE',
        path,
        `the package ${id} names itself`,
        `Inside of it, '${path.name.name}' is enough.`,
      );
      return undefined;
    }
    const found = this.packages.get(id);
    if (found !== undefined) return this.#inPackage(path, found, what);
    if (this.#acceptMissing) return { id: interfaceId(path.package, path.name.name), entry: undefined };
    const known = [...this.packages.keys()].filter((one) => one !== file.owner.id).toSorted();
    this.complaints.add(
      'AIRSSYS_WIT_READ_UNDEFINED',
      path,
      `there is no package ${id}`,
      known.length > 0 ? `Known: ${known.join(', ')}.` : 'Put it into the folder deps beside the file.',
    );
    return undefined;
  }

  #inPackage(path: PathSyntax, scope: PackageScope, what: string): Target<Entry> | undefined {
    const entry = scope.entries.get(path.name.name);
    if (entry !== undefined) return { id: entry.id, entry };
    const known = [...scope.entries.keys()].toSorted();
    this.complaints.add(
      'AIRSSYS_WIT_READ_UNDEFINED',
      path.name,
      `there is no ${what} '${path.name.name}' in the package ${scope.id}`,
      known.length > 0 ? `It has: ${known.join(', ')}.` : undefined,
    );
    return undefined;
  }
}

export const isInterface = (entry: Entry): entry is InterfaceEntry => entry.syntax.kind === 'interface';
export const isWorld = (entry: Entry): entry is WorldEntry => entry.syntax.kind === 'world';
