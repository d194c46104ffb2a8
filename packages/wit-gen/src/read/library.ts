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
      if (part.docs !== undefined) scope.docs = scope.docs === undefined ? part.docs : `${scope.docs}\n\n${part.docs}`;
    }
    const files = parts.map((part) => ({ part, file: this.#fileScope(scope, part.items) }));
    for (const { part, file } of files) this.#addEntries(scope, file, part.items);
    for (const { file } of files) this.#checkUses(file);
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

  #checkUses(file: FileScope): void {
    for (const use of file.uses.values())
      if (file.owner.entries.has(use.name.name)) this.#duplicate(use, `the package ${file.owner.id}`);
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
    const target = this.#find(path, file, 'interface', new Set());
    if (target?.entry?.syntax.kind === 'world') return this.#wrongKind(path, 'a world', 'an interface');
    return target as Target<InterfaceEntry> | undefined; // its entry is no world
  }

  worldAt(path: PathSyntax, file: FileScope): Target<WorldEntry> | undefined {
    const target = this.#find(path, file, 'world', new Set());
    if (target?.entry?.syntax.kind === 'interface') return this.#wrongKind(path, 'an interface', 'a world');
    return target as Target<WorldEntry> | undefined; // its entry is no interface
  }

  #wrongKind(path: PathSyntax, is: string, wanted: string): undefined {
    this.complaints.add('AIRSSYS_WIT_READ_UNDEFINED', path, `'${path.name.name}' is ${is}, not ${wanted}`);
    return undefined;
  }

  #find(path: PathSyntax, file: FileScope, what: string, seen: Set<FileUseSyntax>): Target<Entry> | undefined {
    const { name } = path.name;
    if (path.package === undefined) {
      const use = file.uses.get(name);
      if (use === undefined) return this.#inPackage(path, file.owner, what);
      if (seen.has(use) || (use.path.package === undefined && use.path.name.name === name)) {
        this.complaints.add('AIRSSYS_WIT_READ_CYCLE', use.name, `the use of '${name}' leads back to itself`);
        return undefined;
      }
      return this.#find(use.path, file, what, seen.add(use));
    }
    const id = packageId(path.package);
    const found = this.packages.get(id);
    if (found !== undefined) return this.#inPackage(path, found, what);
    if (this.#acceptMissing) return { id: interfaceId(path.package, name), entry: undefined };
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
