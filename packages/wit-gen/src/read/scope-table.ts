/** The names of an interface, of an inline interface or of a world's own types, before their types are looked at. */
import type { InterfaceEntry, FileScope, Library, Target } from './library.ts';
import type { FunctionSyntax, Ident, RenameSyntax, TypeItemSyntax, UseSyntax, WorldItemSyntax } from './syntax.ts';

/** `use` of one name. */
export interface UsedType {
  readonly kind: 'use';
  readonly syntax: UseSyntax;
  readonly rename: RenameSyntax;
  /** Undefined where the path leads nowhere, which has been complained of. */
  readonly target: Target<InterfaceEntry> | undefined;
}

export type TableEntry = UsedType | { readonly kind: 'definition'; readonly syntax: TypeItemSyntax };

export interface ScopeTable {
  /** For messages: `the interface 'streams'`. */
  readonly where: string;
  readonly types: ReadonlyMap<string, TableEntry>;
  readonly functions: readonly FunctionSyntax[];
}

/** WIT compares names without regard to case. */
export const sameCase = (name: string): string => name.toLowerCase();

/** Complains of names that are there twice. */
export class NameSet {
  readonly #names = new Set<string>();
  readonly #library: Library;
  readonly #where: string;

  constructor(library: Library, where: string) {
    this.#library = library;
    this.#where = where;
  }

  /** Whether the name is new; if not, the complaint has been made. */
  add(name: Ident): boolean {
    const key = sameCase(name.name);
    if (!this.#names.has(key)) {
      this.#names.add(key);
      return true;
    }
    this.#library.complaints.add(
      'AIRSSYS_WIT_READ_DUPLICATE',
      name,
      `'${name.name}' is there twice in ${this.#where}`,
      'Give one of them another name; upper and lower case count as the same.',
    );
    return false;
  }
}

/** The table of all items that are types, uses or functions; imports, exports and includes of a world are left out. */
export function tableOf(
  library: Library,
  items: readonly WorldItemSyntax[] | readonly (UseSyntax | TypeItemSyntax | FunctionSyntax)[],
  file: FileScope,
  where: string,
  names: NameSet = new NameSet(library, where),
): ScopeTable {
  const types = new Map<string, TableEntry>();
  const functions: FunctionSyntax[] = [];
  for (const item of items) {
    switch (item.kind) {
      case 'use': {
        const target = library.interfaceAt(item.from, file);
        for (const rename of item.names) {
          if (names.add(rename.name)) types.set(rename.name.name, { kind: 'use', syntax: item, rename, target });
        }
        break;
      }
      case 'function':
      case 'static':
      case 'constructor':
        if (names.add(item.name)) functions.push(item);
        break;
      case 'import':
      case 'export':
      case 'include':
        break;
      default:
        if (names.add(item.name)) types.set(item.name.name, { kind: 'definition', syntax: item });
    }
  }
  return { where, types, functions };
}
