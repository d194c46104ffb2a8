/** From WIT text to a document: parse each file, gather packages, resolve their names. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { WitDocument, WitPackage } from '../document/document.ts';
import { deepFreeze } from '../document/freeze.ts';
import { Complaints, SyntaxComplaint } from './complaint.ts';
import { refuseInterfaceCycles, refusePackageCycles } from './dependencies.ts';
import { gatherPackages } from './gather.ts';
import { type InterfaceEntry, isInterface, isWorld, Library, type PackageScope, type WorldEntry } from './library.ts';
import { parseFile } from './parse-file.ts';
import { preambleOf } from './preamble.ts';
import { refuseUnreleased } from './releases.ts';
import { ScopeResolver } from './resolve-scope.ts';
import { WorldResolver } from './resolve-world.ts';
import type { WitSource } from './source-text.ts';
import type { FileSyntax } from './syntax.ts';

/** The texts of a package, and of those that it depends on. */
export interface WitInput {
  /** The files of the root package. */
  readonly files: readonly WitSource[];
  /** Further packages: the files of each. */
  readonly dependencies?: readonly (readonly WitSource[])[];
  /** Packages that are taken where neither the files nor the dependencies have one of that name. */
  readonly fallbacks?: readonly (readonly WitSource[])[];
  /**
   * What to do where a package is named that was not given. `refuse` (default): an error. `accept`: its interfaces are known
   * by their ids alone, and a type used from one may be anything.
   */
  readonly missing?: 'refuse' | 'accept';
}

/** What was read of WIT text. */
export interface WitReading {
  /** Absent where there are diagnostics. */
  readonly document: WitDocument | undefined;
  /** What is wrong: for each file the first error of syntax, or all errors in names and types. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads WIT packages. What is wrong with them is in the result; nothing is thrown. */
export function readWit({ files, dependencies = [], fallbacks = [], missing = 'refuse' }: WitInput): WitReading {
  const syntax: Diagnostic[] = [];
  const parse = (sources: readonly WitSource[]): readonly FileSyntax[] =>
    sources.flatMap((source) => {
      try {
        return [parseFile(source)];
      } catch (error) {
        if (!(error instanceof SyntaxComplaint)) throw error;
        syntax.push(error.diagnostic);
        return [];
      }
    });
  const groups = { root: parse(files), dependencies: dependencies.map(parse), fallbacks: fallbacks.map(parse) };
  if (syntax.length > 0) return { document: undefined, diagnostics: syntax };

  const complaints = new Complaints();
  const library = new Library(complaints, missing === 'accept');
  const root = gatherPackages(library, groups);
  const packages = resolveAll(library, groups.root[0]);
  if (root === undefined || complaints.all.length > 0) return { document: undefined, diagnostics: complaints.all };
  return { document: deepFreeze({ root, packages: inOrder(packages, root) }), diagnostics: [] };
}

/** Types and interfaces that depend on each other are gone through by recursion. */
function resolveAll(library: Library, first: FileSyntax | undefined): readonly WitPackage[] {
  try {
    return resolvePackages(library);
  } catch (error) {
    if (!(error instanceof RangeError) || first === undefined) throw error;
    const span = { source: first.source, start: 0, end: 0 };
    library.complaints.add(
      'AIRSSYS_WIT_READ_UNSUPPORTED',
      span,
      'types or packages depend on each other over too many steps',
    );
    return [];
  }
}

function resolvePackages(library: Library): readonly WitPackage[] {
  const scopes = new ScopeResolver(library);
  const worlds = new WorldResolver(library, scopes);
  const all = [...library.packages.values()];
  library.checkUses();
  refusePackageCycles(library);
  refuseUnreleased(library);
  refuseInterfaceCycles(library, scopes.facts, all.flatMap(interfacesOf));
  return all.map((scope) => ({
    id: scope.id,
    namespace: scope.name.namespace,
    name: scope.name.name,
    ...(scope.name.version !== undefined && { version: scope.name.version }),
    ...(scope.docs !== undefined && { docs: scope.docs }),
    interfaces: interfacesOf(scope).map((entry) => ({
      name: entry.syntax.name.name,
      ...preambleOf(entry.syntax),
      ...scopes.resolve(scopes.facts.tableOf(entry)),
    })),
    worlds: worldsOf(scope)
      .map((entry) => worlds.resolve(entry))
      .filter((world) => world !== undefined),
  }));
}

function interfacesOf({ entries }: PackageScope): readonly InterfaceEntry[] {
  return [...entries.values()].filter(isInterface);
}

function worldsOf({ entries }: PackageScope): readonly WorldEntry[] {
  return [...entries.values()].filter(isWorld);
}

/** The root first, the others by their id. */
function inOrder(packages: readonly WitPackage[], root: string): readonly WitPackage[] {
  const rank = ({ id }: WitPackage): string => (id === root ? '' : id);
  return packages.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
