/**
 * The script between the engine and the author's class: it imports the host's functions in the engine's way, puts the
 * runtime's globals in place, and exports what the world demands.
 */
import { resolve } from 'node:path';
import { answersHttp, type ComponentModel, type EngineName, handsStateOver } from '@airssys/model';
import { usedKinds } from '@airssys/model/codec';
import { withStandIns } from './engines/wasi-names.ts';
import type { GlobalsName } from './used-globals.ts';

/** A WIT interface that a component can import, and the runtime's name for it. */
export interface HostInterface {
  /** Key in the runtime's `HostImports`. */
  readonly key: string;
  /** Full WIT name. */
  readonly wit: string;
  /** Folder of the package in `@airssys/wit`. */
  readonly folder: string;
  /** Folders of the packages that it uses in turn, besides `core`. */
  readonly uses?: readonly string[];
}

export const HOST_INTERFACES = {
  hostServices: { key: 'hostServices', wit: 'airssys:core/host-services@1.0.0', folder: 'core' },
  storage: { key: 'storage', wit: 'airssys:core/storage@1.0.0', folder: 'core' },
  storageEntries: { key: 'storageEntries', wit: 'airssys:ext-storage/entries@1.0.0', folder: 'ext-storage' },
  hostMessaging: { key: 'hostMessaging', wit: 'airssys:core/host-messaging@1.0.0', folder: 'core' },
  bus: { key: 'bus', wit: 'airssys:ext-messaging/messaging@1.0.0', folder: 'ext-messaging' },
  files: { key: 'files', wit: 'airssys:ext-filesystem/files@1.0.0', folder: 'ext-filesystem' },
  openFiles: { key: 'openFiles', wit: 'airssys:ext-filesystem/open-files@1.0.0', folder: 'ext-filesystem' },
  processes: { key: 'processes', wit: 'airssys:ext-process/processes@1.0.0', folder: 'ext-process' },
  secrets: { key: 'secrets', wit: 'airssys:ext-secrets/secrets@1.0.0', folder: 'ext-secrets' },
  random: { key: 'random', wit: 'airssys:ext-random/random@1.0.0', folder: 'ext-random' },
  http: { key: 'http', wit: 'airssys:ext-network/http@1.0.0', folder: 'ext-network' },
  httpTypes: { key: 'httpTypes', wit: 'wasi:http/types@0.2.0', folder: 'wasi/http', uses: ['wasi/io'] },
  dns: { key: 'dns', wit: 'airssys:ext-network/dns@1.0.0', folder: 'ext-network' },
  tcp: { key: 'tcp', wit: 'airssys:ext-network/tcp@1.0.0', folder: 'ext-network' },
  tls: { key: 'tls', wit: 'airssys:ext-network/tls@1.0.0', folder: 'ext-network' },
  udp: { key: 'udp', wit: 'airssys:ext-network/udp@1.0.0', folder: 'ext-network' },
} as const;

export interface AdapterInput {
  readonly model: ComponentModel;
  readonly engine: EngineName;
  readonly imports: readonly HostInterface[];
  /** The globals that its code can come across. */
  readonly globals: readonly GlobalsName[];
  /** Module specifiers: the author's file, the runtime, and what each of its globals is in. */
  readonly entry: string;
  readonly runtime: string;
  readonly moduleOfGlobals: (name: GlobalsName) => string;
  /** Module specifier of what converts values, by the kinds of their types. */
  readonly converters: string;
  /** Folder that the model's module paths are relative to. */
  readonly projectDir: string;
}

/** Source text (ESM) of the component's entry module. */
export function adapterSource(input: AdapterInput): string {
  const { model, engine, imports, globals, entry, runtime, moduleOfGlobals, converters } = input;
  const resources = authorClasses(input);
  const hasResources = model.operations.types.some(({ kind }) => kind === 'resource');
  // StarlingMonkey gives an interface's functions as named exports, QuickJS as one default export.
  const isStarlingMonkey = engine === 'starlingmonkey';
  // What its bindings get wrong is put right from one of their functions.
  const mending = isStarlingMonkey ? ['carryExactIntegers', 'keepByteOrderMarks'] : [];
  const importForm = (key: string): string => (isStarlingMonkey ? `* as ${key}` : key);
  const interfaces = (model.imports ?? []).map(({ wit }, at) => ({ key: `interface${at}`, wit }));
  const named = [...imports.map(({ key, wit }) => ({ key, wit: withStandIns(wit) })), ...interfaces];
  const parts = [
    ...(globals.includes('promises') ? ['promises'] : []),
    ...(model.hooks.initialize === undefined ? [] : ['toConfig']),
    ...(model.hooks.message === undefined ? [] : ['messages']),
    ...(handsStateOver(model) ? ['createMigration'] : []),
    ...(answersHttp(model) ? ['createIncomingHandler'] : []),
  ];
  const kinds = usedKinds(model.operations);
  const exported = [
    'componentLifecycle',
    ...(handsStateOver(model) ? ['migration'] : []),
    ...(answersHttp(model) ? ['incomingHandler'] : []),
    'operations',
  ];
  const runtimeNames = [...mending, 'createRuntime', ...(hasResources ? ['GuestResources'] : []), ...parts];
  return [
    // Evaluated in this order: the globals before the author's top level.
    ...globals.map((name) => `import ${JSON.stringify(moduleOfGlobals(name))};`),
    ...named.map(({ key, wit }) => `import ${importForm(key)} from ${JSON.stringify(wit)};`),
    `import { ${runtimeNames.join(', ')} } from ${JSON.stringify(runtime)};`,
    ...(kinds.length > 0 ? [`import { ${kinds.join(', ')} } from ${JSON.stringify(converters)};`] : []),
    `import { ${model.exportName ?? model.className} as Component } from ${JSON.stringify(entry)};`,
    ...resources.map(({ source, module }, index) => importLine(source, `Resource${index}`, module)),
    ...mending.map((name) => `${name}(${HOST_INTERFACES.hostServices.key}.log);`),
    `const model = ${JSON.stringify(model, withoutDocs)};`,
    `const engine = ${JSON.stringify(engine)};`,
    `const { ${exported.join(', ')} } = createRuntime({`,
    '  model,',
    '  engine,',
    '  create: () => new Component(),',
    ...(hasResources ? [`  resources: ${resourcesExpression(resources)},`] : []),
    ...parts.map((name) => `  ${name},`),
    `  kinds: { ${kinds.join(', ')} },`,
    `  imports: { ${imports.map(({ key }) => key).join(', ')} },`,
    `  interfaces: { ${interfaces.map(({ key, wit }) => `${JSON.stringify(wit)}: ${key}`).join(', ')} },`,
    '});',
    `export { ${exported.join(', ')} };`,
    '',
  ].join('\n');
}

/** Comments of the author's are for readers of the manifest; every instance would have them in its memory. */
const withoutDocs = (key: string, value: unknown): unknown =>
  key === 'docs' && typeof value === 'string' ? undefined : value;

/** A class of the author's that the model names. */
export interface AuthorClass {
  /** Of the resource, in WIT. */
  readonly name: string;
  readonly source: string;
  /** Absolute path. */
  readonly module: string;
}

/** The classes of the interface's resources. */
export function authorClasses({
  model,
  projectDir,
}: Pick<AdapterInput, 'model' | 'projectDir'>): readonly AuthorClass[] {
  return model.operations.types.flatMap((type) =>
    type.kind === 'resource' && type.module !== undefined
      ? [{ name: type.name, source: type.source, module: resolve(projectDir, type.module) }]
      : [],
  );
}

function importLine(source: string, local: string, module: string): string {
  return `import { ${source} as ${local} } from ${JSON.stringify(module)};`;
}

function resourcesExpression(resources: readonly AuthorClass[]): string {
  const classes = resources.map(({ name }, index) => `${JSON.stringify(name)}: Resource${index}`).join(', ');
  return `new GuestResources({ model: model.operations, engine, classes: { ${classes} } })`;
}
