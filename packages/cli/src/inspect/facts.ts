/** What `airssys inspect` tells of a component, as data. */
import { type ComponentBinary, readComponent } from '@airssys/host';
import { answersHttp, type ComponentModel, formatPermission, packageName, type SourceRecord } from '@airssys/model';
import { formatSignature, resourceSignatures } from '../report/signature.ts';
import { permissionSentence } from '../report/permission-sentence.ts';
import { type ComponentLayout, readLayout } from './layout.ts';

/** The JSON document of `airssys inspect --json`, without the WIT. */
export interface ComponentFacts {
  readonly file: string;
  readonly bytes: number;
  /** Absent for a component of another toolchain. */
  readonly component?: ManifestFacts;
  /** Absent where the binary has a form that this version does not know. */
  readonly layout?: ComponentLayout;
}

export interface ManifestFacts {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly author: string;
  readonly license: string;
  readonly stateful: boolean;
  /** It has a method for HTTP requests. Absent: none. */
  readonly answersHttp?: true;
  readonly engine: string;
  readonly tools: Readonly<Record<string, string>>;
  /** What it was built of: the file with the class, and all files by their hashes. Absent where that was not recorded. */
  readonly entry?: string;
  readonly sources?: readonly SourceRecord[];
  readonly operations: readonly OperationFacts[];
  readonly resources: readonly ResourceFacts[];
  readonly permissions: readonly { readonly permission: string; readonly sentence: string }[];
  readonly limits: ComponentModel['limits'];
  /** The components that it was composed of, and what each asks for. Absent: it was not. */
  readonly parts?: readonly PartFacts[];
}

export interface PartFacts {
  readonly name: string;
  /** `namespace:name@version`. Absent for a component of another toolchain. */
  readonly component?: string;
  readonly sha256: string;
  readonly permissions: readonly string[];
}

export interface OperationFacts {
  readonly name: string;
  readonly signature: string;
  /** The first line of its documentation. */
  readonly summary?: string;
}

/** A class whose objects stay in the component. */
export interface ResourceFacts {
  readonly name: string;
  readonly signatures: readonly string[];
  /** The first line of its documentation. */
  readonly summary?: string;
}

/** @throws AirssysError as readComponent of the host does. */
export function componentFacts(bytes: Uint8Array, file: string): ComponentFacts {
  const binary = readComponent(bytes, file);
  const component = manifestFacts(binary);
  const layout = readLayout(bytes);
  return { file, bytes: bytes.length, ...(component && { component }), ...(layout && { layout }) };
}

function manifestFacts({ manifest }: ComponentBinary): ManifestFacts | undefined {
  if (manifest === undefined) return undefined;
  const { component, build, parts } = manifest;
  const { namespace, name, version, description, author, license, stateful, operations, permissions, limits } =
    component;
  return {
    id: packageName(component),
    namespace,
    name,
    version,
    description,
    author,
    license,
    stateful,
    ...(answersHttp(component) && { answersHttp: true as const }),
    engine: build.engine,
    tools: build.tools,
    ...(build.entry !== undefined && { entry: build.entry }),
    ...(build.sources && { sources: build.sources }),
    operations: operations.operations.map((operation): OperationFacts => {
      const [summary] = (operation.docs ?? '').split('\n');
      return { name: operation.key, signature: formatSignature(operation, operations), ...(summary && { summary }) };
    }),
    resources: operations.types.flatMap((type): ResourceFacts[] => {
      if (type.kind !== 'resource' || type.as !== undefined) return [];
      const [summary] = (type.docs ?? '').split('\n');
      return [{ name: type.source, signatures: resourceSignatures(type, operations), ...(summary && { summary }) }];
    }),
    permissions: permissions.map((one) => ({ permission: formatPermission(one), sentence: permissionSentence(one) })),
    limits,
    ...(parts && { parts: parts.map((part) => ({ ...part, permissions: part.permissions.map(formatPermission) })) }),
  };
}
