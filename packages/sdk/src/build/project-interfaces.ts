/** The interfaces that a project's generated modules import, from the WIT packages under its `wit/deps`. */
import { join } from 'node:path';
import { type AirssysError, explainCommand, type ImportedInterface } from '@airssys/model';
import { bindInterface, findInterface, packagesIn, readWit, type WitDocument, type WitSource } from '@airssys/wit-gen';
import { type BuildDiagnostic, sourceError } from './diagnostics.ts';
import { sdkWitDir, WIT_DEPS } from './wit-dirs.ts';

export interface ProjectInterfaces {
  readonly models: readonly ImportedInterface[];
  /** The packages that the engine has to see besides the SDK's: the files of each. */
  readonly packages: readonly (readonly WitSource[])[];
}

/** An interface that a source file imports. */
export interface InterfaceUse {
  readonly wit: string;
  /** Absolute path of the generated module, and the place in it that names the interface. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Finds and binds the interfaces.
 *
 * @throws AirssysError `AIRSSYS_BUILD_SOURCE` where the packages cannot be read, do not have an interface, or one of them cannot
 *   be used; with the places.
 */
export function projectInterfaces(uses: readonly InterfaceUse[], projectDir: string): ProjectInterfaces {
  if (uses.length === 0) return { models: [], packages: [] };
  const own = packagesIn(sdkWitDir());
  const ownIds = new Set(own.map(packageOf));
  const packages = packagesIn(join(projectDir, WIT_DEPS)).filter((files) => !ownIds.has(packageOf(files)));
  const document = readAll(packages, own);
  const sources = packages.flat();
  const models = uses.map((use) => {
    if (findInterface(document, use.wit) === undefined) throw unknownInterface(use, document);
    const { bound, diagnostics } = bindInterface(document, use.wit, sources);
    if (bound === undefined) throw sourceError(diagnostics);
    return bound.model;
  });
  return { models, packages };
}

function readAll(packages: readonly (readonly WitSource[])[], own: readonly (readonly WitSource[])[]): WitDocument {
  // A package that nobody sees, so that all others are its dependencies.
  const root: WitSource = { path: 'airssys', text: 'package airssys:project;' };
  const { document, diagnostics } = readWit({ files: [root], dependencies: packages, fallbacks: own });
  if (document === undefined) throw sourceError(diagnostics);
  return document;
}

/** Id of a package; empty where it cannot be read: then reading all of them says why. */
const packageOf = (files: readonly WitSource[]): string => readWit({ files, missing: 'accept' }).document?.root ?? '';

function unknownInterface({ wit, ...place }: InterfaceUse, document: WitDocument): AirssysError {
  const known = document.packages
    .filter(({ id }) => !id.startsWith('airssys:'))
    .flatMap(({ id, interfaces }) => interfaces.map(({ name }) => id.replace(/(@|$)/, `/${name}$1`)));
  const has = known.length === 0 ? 'nothing' : known.toSorted().join(', ');
  const diagnostic: BuildDiagnostic = {
    code: 'AIRSSYS_BUILD_INTERFACE',
    severity: 'error',
    message: `${wit} is not among the packages in ${WIT_DEPS.replaceAll('\\', '/')} of the project`,
    hint: `It has ${has}. Put the package there, and make its modules again: airssys wit add FILE.`,
    ...place,
    length: wit.length,
    docs: explainCommand('AIRSSYS_BUILD_INTERFACE'),
  };
  return sourceError([diagnostic]);
}
