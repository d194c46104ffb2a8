/**
 * The script between the engine and the author's class: it imports the host's functions in the engine's way, puts the
 * runtime's globals in place, and exports what the world demands.
 */
import type { ComponentModel, EngineName } from '@airssys/model';

/** A WIT interface that a component can import, and the runtime's name for it. */
export interface HostInterface {
  /** Key in the runtime's `HostImports`. */
  readonly key: string;
  /** Full WIT name. */
  readonly wit: string;
  /** Folder of the package in `@airssys/wit`. */
  readonly folder: string;
}

export const HOST_INTERFACES = {
  hostServices: { key: 'hostServices', wit: 'airssys:core/host-services@1.0.0', folder: 'core' },
  storage: { key: 'storage', wit: 'airssys:core/storage@1.0.0', folder: 'core' },
  hostMessaging: { key: 'hostMessaging', wit: 'airssys:core/host-messaging@1.0.0', folder: 'core' },
  files: { key: 'files', wit: 'airssys:ext-filesystem/files@1.0.0', folder: 'ext-filesystem' },
  random: { key: 'random', wit: 'airssys:ext-random/random@1.0.0', folder: 'ext-random' },
} as const;

export interface AdapterInput {
  readonly model: ComponentModel;
  readonly engine: EngineName;
  readonly imports: readonly HostInterface[];
  /** Module specifiers: the author's file, the runtime, its globals. */
  readonly entry: string;
  readonly runtime: string;
  readonly globals: string;
}

/** Source text (ESM) of the component's entry module. */
export function adapterSource(input: AdapterInput): string {
  const { model, engine, imports, entry, runtime, globals } = input;
  // StarlingMonkey gives an interface's functions as named exports, QuickJS as one default export.
  const isStarlingMonkey = engine === 'starlingmonkey';
  // What its bindings get wrong is put right from one of their functions.
  const mending = isStarlingMonkey ? ['carryExactIntegers', 'keepByteOrderMarks'] : [];
  const importForm = (key: string): string => (isStarlingMonkey ? `* as ${key}` : key);
  const interfaces = (model.imports ?? []).map(({ wit }, at) => ({ key: `interface${at}`, wit }));
  return [
    // Evaluated in this order: the globals before the author's top level.
    `import ${JSON.stringify(globals)};`,
    ...[...imports, ...interfaces].map(({ key, wit }) => `import ${importForm(key)} from ${JSON.stringify(wit)};`),
    `import { ${[...mending, 'createRuntime'].join(', ')} } from ${JSON.stringify(runtime)};`,
    `import { ${model.className} as Component } from ${JSON.stringify(entry)};`,
    ...mending.map((name) => `${name}(${HOST_INTERFACES.hostServices.key}.log);`),
    'const { componentLifecycle, operations } = createRuntime({',
    `  model: ${JSON.stringify(model)},`,
    `  engine: ${JSON.stringify(engine)},`,
    '  create: () => new Component(),',
    `  imports: { ${imports.map(({ key }) => key).join(', ')} },`,
    `  interfaces: { ${interfaces.map(({ key, wit }) => `${JSON.stringify(wit)}: ${key}`).join(', ')} },`,
    '});',
    'export { componentLifecycle, operations };',
    '',
  ].join('\n');
}
