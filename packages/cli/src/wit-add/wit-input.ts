/** What `airssys wit add` is given, as packages: a file, a folder, or a component. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { readComponent as readBinary } from '@airssys/host';
import { operationsInterface } from '@airssys/model';
import { sdkWitDir } from '@airssys/sdk/build';
import {
  bindInterface,
  type Diagnostic,
  interfaceId,
  packagesIn,
  printDocument,
  printWit,
  readComponent,
  readWit,
  rootPackage,
  type WitDocument,
  witFiles,
  type WitPackage,
  type WitSource,
} from '@airssys/wit-gen';
import { readNamedFile } from '../component-file.ts';
import { usageError } from '../report/usage-error.ts';

/** The files of one package, to be put under `wit/deps`. */
export interface InputPackage {
  /** `acme:rates@1.2.0`. */
  readonly id: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export interface WitInput {
  /** The package that was asked for first, then those that it depends on. The SDK's own are not among them. */
  readonly packages: readonly InputPackage[];
  /** Why nothing of it can be used: then there are no packages. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param existing Packages that the project has: what the input depends on and does not bring along is looked for there.
 * @throws AirssysError `AIRSSYS_CLI_USAGE` where there is no such file; what reading a component throws.
 */
export async function readInput(path: string, existing: readonly (readonly WitSource[])[]): Promise<WitInput> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw usageError(`There is no file ${path}`, 'Name a .wit file, a folder of them, or a component (.wasm).');
  }
  if (stats.isFile() && path.endsWith('.wasm')) {
    return ofComponent(await readNamedFile(path, 'a component'), basename(path));
  }
  const { files, dependencies = [] } = witFiles(path);
  if (files.length === 0) throw usageError(`There are no .wit files in ${path}`, 'Name the folder of a WIT package.');
  const fallbacks = [...existing, ...packagesIn(sdkWitDir())];
  const { document, diagnostics } = readWit({ files, dependencies, fallbacks });
  if (document === undefined) return { packages: [], diagnostics };
  const refused = refusalOf(document, [files, ...dependencies].flat());
  if (refused !== undefined) return { packages: [], diagnostics: refused };
  const groups = [files, ...dependencies].map((group) => ({ id: idOf(group), files: group.map(toFile) }));
  return { packages: groups.filter(isOthers), diagnostics: [] };
}

/** What is said of the root package's interfaces, where none of them can be used. */
function refusalOf(document: WitDocument, sources: readonly WitSource[]): readonly Diagnostic[] | undefined {
  const root = rootPackage(document);
  const bindings = root.interfaces.map(({ name }) => bindInterface(document, interfaceId(root, name), sources));
  if (bindings.length === 0 || bindings.some(({ bound }) => bound !== undefined)) return undefined;
  return bindings.flatMap(({ diagnostics }) => diagnostics);
}

/** The interfaces that a component exports, with those whose types they use. */
function ofComponent(bytes: Uint8Array, name: string): WitInput {
  const { document, exported } = interfacesOf(bytes, name);
  const needed = withUsed(document, exported);
  const packages = document.packages
    .map((one) => ({
      ...one,
      worlds: [],
      interfaces: one.interfaces.filter((item) => needed.has(interfaceId(one, item.name))),
    }))
    .filter((one) => one.interfaces.length > 0 && isOthers(one));
  if (packages.length === 0) {
    throw usageError(`${name} exports no interface`, 'There is nothing of it that another component could use.');
  }
  const isFirst = ({ id }: WitPackage): boolean => exported.some((item) => item.startsWith(`${id.split('@')[0]}/`));
  const ordered = [...packages.filter(isFirst), ...packages.filter((one) => !isFirst(one))];
  return { packages: ordered.map(printed), diagnostics: [] };
}

interface Exported {
  readonly document: WitDocument;
  /** Ids of the interfaces. */
  readonly exported: readonly string[];
}

/** What airssys has built says it in its manifest, with the author's documentation; of others the types are in the binary. */
function interfacesOf(bytes: Uint8Array, name: string): Exported {
  const { manifest } = readBinary(bytes, name);
  if (manifest === undefined) {
    const document = readComponent(bytes);
    const items = rootPackage(document).worlds.flatMap(({ exports }) => exports);
    return { document, exported: items.flatMap((item) => (item.kind === 'interface' ? [item.interface] : [])) };
  }
  const { component } = manifest;
  const text = printWit(component, { imports: [] });
  const { document, diagnostics } = readWit({
    files: [{ path: 'manifest', text }],
    fallbacks: packagesIn(sdkWitDir()),
  });
  if (document === undefined) {
    throw new TypeError(
      `the WIT of the manifest cannot be read: ${diagnostics.map(({ message }) => message).join('; ')}`,
    );
  }
  return { document, exported: [operationsInterface(component)] };
}

/** The ids, and those of all interfaces whose types they use. */
function withUsed(document: WitDocument, ids: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    const scope = document.packages
      .flatMap((one) => one.interfaces.map((item) => ({ id: interfaceId(one, item.name), item })))
      .find((one) => one.id === id);
    for (const type of scope?.item.types ?? []) if (type.kind === 'use') visit(type.from);
  };
  ids.forEach(visit);
  return found;
}

function printed(one: WitPackage): InputPackage {
  const text = printDocument({ root: one.id, packages: [one] });
  return { id: one.id, files: [{ name: `${one.name}.wit`, text }] };
}

const toFile = ({ path, text }: WitSource): InputPackage['files'][number] => ({ name: basename(path), text });

const idOf = (files: readonly WitSource[]): string => readWit({ files, missing: 'accept' }).document?.root ?? '';

/** The SDK's packages are there in every build. */
const isOthers = ({ id }: { readonly id: string }): boolean => !id.startsWith('airssys:');
