/** From sources to one script with its source map, by esbuild. */
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AirssysError, answersHttp, type ComponentModel, type EngineName } from '@airssys/model';
import type { MarkPlace } from '@airssys/wit-gen';
import { build, type BuildFailure, type Metafile, type Plugin } from 'esbuild';
import { compact, shortened } from './compact.ts';
import { adapterSource, authorClasses, HOST_INTERFACES, type HostInterface } from './adapter-source.ts';
import { nameAsyncFunctions } from './async-names.ts';
import { type BuildDiagnostic, sourceError } from './diagnostics.ts';
import { withStandIns } from './engines/wasi-names.ts';
import { interfaceUses } from './interface-uses.ts';
import type { ResolvedOptions } from './options.ts';
import type { InterfaceUse } from './project-interfaces.ts';
import { transformed } from './source-transform.ts';
import { withoutMarks } from './without-marks.ts';
import { GLOBALS, type GlobalsName, usedGlobals } from './used-globals.ts';

/** File name of the bundled script. */
export const SCRIPT_NAME = 'component.js';
/** What the engines call it in stack traces. */
export const TRACE_NAMES: Readonly<Record<EngineName, string>> = { starlingmonkey: SCRIPT_NAME, quickjs: 'user.js' };

export interface Bundle {
  readonly script: string;
  /** Source map (revision 3, JSON) from the script to the author's files, their text included. */
  readonly sourceMap: string;
  /** Absolute paths of the files that went in. */
  readonly inputs: readonly string[];
  /** What the transform of the sources wants to know of each, by absolute path. */
  readonly transformed: Readonly<Record<string, string>>;
}

const own = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const RUNTIME = own('../runtime/index.js');
const moduleOfGlobals = (name: GlobalsName): string => own(`../runtime/globals/${name}.js`);
const SDK = own('../index.js');
const CONVERTERS = fileURLToPath(import.meta.resolve('@airssys/model/codec'));

/** The client modules of the SDK, and the interface that each calls. */
const CLIENTS: Readonly<Record<string, HostInterface>> = {
  [own('../clients/storage.js')]: HOST_INTERFACES.storage,
  [own('../clients/storage-entries.js')]: HOST_INTERFACES.storageEntries,
  [own('../clients/messaging.js')]: HOST_INTERFACES.hostMessaging,
  [own('../clients/bus.js')]: HOST_INTERFACES.bus,
  [own('../clients/files.js')]: HOST_INTERFACES.files,
  [own('../clients/open-file.js')]: HOST_INTERFACES.openFiles,
  [own('../clients/processes.js')]: HOST_INTERFACES.processes,
  [own('../clients/secrets.js')]: HOST_INTERFACES.secrets,
  [own('../clients/random.js')]: HOST_INTERFACES.random,
  [own('../clients/http.js')]: HOST_INTERFACES.http,
  [own('../clients/dns.js')]: HOST_INTERFACES.dns,
  [own('../clients/tcp.js')]: HOST_INTERFACES.tcp,
  [own('../clients/tls.js')]: HOST_INTERFACES.tls,
  [own('../clients/udp.js')]: HOST_INTERFACES.udp,
};

/** Name of the generated entry module in the source map. */
const ADAPTER_NAME = 'airssys-adapter.js';

/** Code that is in every component; its frames are left out of the author's stack traces. */
const OWN_CODE = [own('../..'), fileURLToPath(new URL('..', import.meta.resolve('@airssys/model')))].flatMap((dir) => [
  join(dir, 'dist/'),
  join(dir, 'src/'),
]);

/** esbuild lowers decorators right up to this target; both engines run it. */
const TARGET = 'es2023';

/** Lowered to generators over the runtime's own `Promise`, which it can run to the end inside of a call (runtime/promise). */
const LOWERED = { 'async-await': false, 'async-generator': false, 'for-await': false } as const;

/** What was found out of a component's code. */
interface Used extends Pick<UsedInterfaces, 'imports' | 'globals'> {
  /** The decorators that it can do without. */
  readonly marks: readonly MarkPlace[];
}

/**
 * @throws AirssysError `AIRSSYS_BUILD_SOURCE` where an import cannot be resolved or a file not parsed, with the places.
 */
export async function bundleComponent(
  { entry, engine, projectDir, transform }: Pick<ResolvedOptions, 'entry' | 'engine' | 'projectDir' | 'transform'>,
  model: ComponentModel,
  { imports, globals: used, marks }: Used,
): Promise<Bundle> {
  const interfaces = [...imports.map(({ wit }) => withStandIns(wit)), ...(model.imports ?? []).map(({ wit }) => wit)];
  const modules = { runtime: RUNTIME, moduleOfGlobals, converters: CONVERTERS };
  // What a transform puts into the sources has not been looked at; StarlingMonkey's own bindings make promises.
  const globals = engine === 'quickjs' && transform === undefined ? used : GLOBALS;
  const source = adapterSource({ model, engine, imports, globals, entry, ...modules, projectDir });
  const data = new Map<string, string>();
  const plugins = transform
    ? [transformed(transform, { target: TARGET, projectDir, isForeign: isOwnOrInstalled, data })]
    : [withoutMarks(marks)];
  const { script, sourceMap, inputs } = await bundle(source, entry, projectDir, interfaces, plugins);
  const named = await compact(nameAsyncFunctions(script), sourceMap, TARGET);
  return {
    script: named.script,
    sourceMap: nameSources(named.sourceMap, projectDir),
    inputs: inputs.filter((path) => !path.endsWith(ADAPTER_NAME)),
    transformed: Object.fromEntries([...data].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const isOwn = (path: string): boolean => path.endsWith(ADAPTER_NAME) || OWN_CODE.some((dir) => path.startsWith(dir));
const isOwnOrInstalled = (path: string): boolean => isOwn(path) || path.split(sep).includes('node_modules');

/** Names the sources as their author knows them: relative to the project. The SDK's own begin with `airssys:`. */
function nameSources(sourceMap: string, projectDir: string): string {
  // esbuild's own output.
  const map = JSON.parse(sourceMap) as {
    readonly sources: readonly string[];
    readonly sourcesContent: readonly string[];
  };
  const paths = map.sources.map((source) => resolve(projectDir, source));
  const sources = paths.map((path) =>
    isOwn(path) ? `airssys:${basename(path)}` : relative(projectDir, path).replaceAll('\\', '/'),
  );
  // The author's text travels with the component; the SDK's would only make it larger.
  const sourcesContent = map.sourcesContent.map((text, index) => (isOwn(paths[index] ?? '') ? null : text));
  return JSON.stringify({ ...map, sources, sourcesContent });
}

export interface UsedInterfaces {
  /**
   * Those behind the clients that survive tree shaking, those of the capabilities that globals stand for, and the one that
   * every component has.
   */
  readonly imports: readonly HostInterface[];
  /** Those of others, by the generated modules that survive. */
  readonly uses: readonly InterfaceUse[];
  /** The runtime's globals that the code which survives can come across. */
  readonly globals: readonly GlobalsName[];
}

/**
 * The interfaces that a component uses.
 *
 * @throws AirssysError as {@link bundleComponent}.
 */
export async function usedInterfaces(
  { entry, projectDir }: Pick<ResolvedOptions, 'entry' | 'projectDir'>,
  model: ComponentModel,
): Promise<UsedInterfaces> {
  const classes = [
    { source: model.exportName ?? model.className, local: model.className, module: entry },
    ...authorClasses({ model, projectDir }).map((one, index) => ({ ...one, local: `Resource${index}` })),
  ];
  const lines = classes.map(
    ({ source, local, module }) => `export { ${source} as ${local} } from ${JSON.stringify(module)};`,
  );
  const { script, metafile } = await bundle(lines.join('\n'), entry, projectDir);
  const output = Object.values(metafile.outputs).find((one) => one.entryPoint !== undefined);
  const kept = new Set(
    Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [resolve(projectDir, path)] : [],
    ),
  );
  const found = new Set<HostInterface>([HOST_INTERFACES.hostServices]);
  for (const [path, hostInterface] of Object.entries(CLIENTS)) {
    if (kept.has(path)) found.add(hostInterface);
  }
  // Math.random() goes to the host, whether or not the client is used.
  if (model.permissions.some(({ area }) => area === 'random')) found.add(HOST_INTERFACES.random);
  if (answersHttp(model)) found.add(HOST_INTERFACES.httpTypes);
  const uses = await interfaceUses([...kept].filter((path) => !isOwn(path)));
  return { imports: [...found], uses, globals: usedGlobals(script, model) };
}

interface Bundled {
  readonly script: string;
  readonly sourceMap: string;
  readonly metafile: Metafile;
  /** Absolute paths. The adapter, which is no file, is among them. */
  readonly inputs: readonly string[];
}

/** esbuild names files relative to its working directory, also in the script: by the project's, no name tells where that lies. */
async function bundle(
  contents: string,
  entry: string,
  projectDir: string,
  interfaces: readonly string[] = [],
  plugins: readonly Plugin[] = [],
): Promise<Bundled> {
  try {
    const result = await build({
      absWorkingDir: projectDir,
      stdin: { contents, resolveDir: dirname(entry), sourcefile: ADAPTER_NAME, loader: 'js' },
      bundle: true,
      write: false,
      outfile: SCRIPT_NAME,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['airssys', 'import'],
      target: TARGET,
      supported: LOWERED,
      charset: 'utf8',
      sourcemap: 'external',
      metafile: true,
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [shortened(OWN_CODE, TARGET), ...plugins],
      alias: { '@airssys/sdk': SDK },
      // What the engine provides.
      external: ['airssys:*', ...interfaces],
    });
    const text = (suffix: string): string => result.outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? '';
    const inputs = Object.keys(result.metafile.inputs).map((path) => resolve(projectDir, path));
    return { script: text('.js'), sourceMap: text('.js.map'), metafile: result.metafile, inputs };
  } catch (error) {
    throw toSourceError(error, entry, projectDir);
  }
}

function toSourceError(error: unknown, entry: string, projectDir: string): unknown {
  if (!(error instanceof Error) || !('errors' in error)) {
    return new AirssysError('AIRSSYS_BUILD_BUNDLE', `The sources of ${entry} could not be bundled`, { cause: error });
  }
  // esbuild's documented failure carries its messages.
  const { errors } = error as BuildFailure;
  return sourceError(
    errors.map(({ text, location, notes }): BuildDiagnostic => {
      const isNode = /Could not resolve "(node:)?(\w+)"/.test(text) && notes.some((note) => note.text.includes('node'));
      const isTopLevelAwait = text.startsWith('Top-level await');
      return {
        code: 'BUNDLE',
        severity: 'error',
        message: isTopLevelAwait ? 'await at the top level of a module' : text,
        file: location ? resolve(projectDir, location.file) : entry,
        line: location?.line ?? 1,
        column: (location?.column ?? 0) + 1,
        length: Math.max(1, location?.length ?? 1),
        ...(isTopLevelAwait && {
          hint: 'The top level runs at build time, where there is nothing to wait for. Await in an operation or a hook, such as @onInitialize.',
        }),
        ...(isNode && {
          hint: 'A component has no Node API. Use the clients of @airssys/sdk, such as files and storage.',
        }),
      };
    }),
  );
}
