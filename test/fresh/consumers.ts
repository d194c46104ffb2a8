/** Users of the packages who do not test: their compilers and bundlers, with the settings that there are. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageEntries } from '../../scripts/api/entry-points.ts';
import { type Place, runProgram } from './programs.ts';
import { type Archives, installProject } from './project.ts';

/** Compilers by the names under which they are installed: the one that the project has, and older ones that users have. */
const COMPILERS = { 'typescript-5': '5.9.3', 'typescript-6': '6.0.3', 'typescript-7': '7.0.2' };
const RESOLUTIONS = { node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' };
const BUNDLERS = { esbuild: '0.28.2', rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3', vite: '8.3.8' };

/** Has no exports: it is imported for what it does. */
const EFFECTS = '@airssys/sdk/runtime/globals';

const LIBRARY = `import { isAirssysError } from '@airssys/model';
import { HostError, storage } from '@airssys/sdk';

export const keep = (key: string, text: string): void => storage.set(key, text);
export const isOurs = (error: unknown): boolean => error instanceof HostError || isAirssysError(error);
`;

/** What only clients that are not used have: it is in no bundle. */
const UNUSED = ['readStdout', 'UdpSocket'];

/** Every entry point, with types that are there and are not `any`. */
function entryPoints(): string {
  const specifiers = packageEntries().flatMap(({ entries }) => entries.map(({ specifier }) => specifier));
  const modules = specifiers.filter((one) => one !== EFFECTS);
  return [
    `import '${EFFECTS}';`,
    ...modules.map((specifier, at) => `import * as m${at} from '${specifier}';`),
    `type Kind<T> = 0 extends 1 & T ? 'any' : [keyof T] extends [never] ? 'empty' : 'types';`,
    ...modules.map((_, at) => `export const kind${at}: Kind<typeof m${at}> = 'types';`),
    '',
  ].join('\n');
}

/** Type-checks by each compiler with each way of resolving modules, and bundles for a platform that has nothing of Node. */
export function checkConsumers(folder: string, archives: Archives, node: string): void {
  const compilers = Object.entries(COMPILERS).map(([name, version]) => [name, `npm:typescript@${version}`] as const);
  installProject(folder, {
    dependencies: {
      ...archives,
      ...BUNDLERS,
      ...Object.fromEntries(compilers),
      '@types/node': '26.6.6',
      vitest: '5.1.0',
    },
    files: { 'src/entries.ts': entryPoints(), 'src/library.ts': LIBRARY },
  });
  const place: Place = { folder, modules: join(folder, 'node_modules'), node };
  for (const compiler of Object.keys(COMPILERS)) {
    for (const [moduleResolution, module] of Object.entries(RESOLUTIONS))
      typeCheck(place, compiler, module, moduleResolution);
    console.log(`${compiler}: ${Object.keys(RESOLUTIONS).join(', ')}`);
  }
  bundle(place);
}

function typeCheck(place: Place, compiler: string, module: string, moduleResolution: string): void {
  const compilerOptions = {
    ...{ target: 'es2024', lib: ['es2024', 'esnext.disposable', 'dom'], types: ['node'], strict: true, noEmit: true },
    ...{ module, moduleResolution, exactOptionalPropertyTypes: true, skipLibCheck: true },
  };
  const file = `tsconfig.${moduleResolution}.json`;
  writeFileSync(join(place.folder, file), JSON.stringify({ compilerOptions, include: ['src'] }));
  runProgram(place, `${compiler}/bin/tsc`, '-p', file);
}

/** A bundler that meets a module of Node's fails, or leaves an import behind. */
function bundle(place: Place): void {
  const { folder } = place;
  const entry = join(folder, 'src/library.ts');
  const script = join(folder, 'src/library.js');
  const at = (name: string): string => join(folder, `out/${name}.js`);
  const run = (name: string, content: string): void => {
    writeFileSync(join(folder, name), content);
    runProgram({ ...place, modules: folder }, name);
  };
  // Rollup itself reads JavaScript only.
  run(
    'esbuild.mjs',
    `import { build } from 'esbuild';
const options = { entryPoints: [${JSON.stringify(entry)}], platform: 'browser', format: 'esm' };
await build({ ...options, outfile: ${JSON.stringify(script)} });
await build({ ...options, bundle: true, outfile: ${JSON.stringify(at('esbuild'))} });
`,
  );
  run(
    'rollup.mjs',
    `import resolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
// The compiler's own helpers ask for this, as they may.
const onwarn = ({ code, message }) => {
  if (code !== 'THIS_IS_UNDEFINED') throw new Error(message);
};
const plugins = [resolve({ browser: true, preferBuiltins: false })];
const bundle = await rollup({ input: ${JSON.stringify(script)}, plugins, onwarn });
await bundle.write({ file: ${JSON.stringify(at('rollup'))} });
`,
  );
  run(
    'vite.mjs',
    `import { build } from 'vite';
const lib = { entry: ${JSON.stringify(entry)}, formats: ['es'], fileName: () => 'vite.js' };
await build({ logLevel: 'error', configFile: false, build: { outDir: 'out', emptyOutDir: false, minify: false, lib } });
`,
  );
  for (const name of ['esbuild', 'rollup', 'vite']) {
    const text = readFileSync(at(name), 'utf8');
    const left = /^\s*import\b.*|\brequire\(.*/m.exec(text)?.[0];
    if (left !== undefined) throw new Error(`${name} has left an import: ${left}`);
    const unused = UNUSED.find((one) => text.includes(one));
    if (unused !== undefined) throw new Error(`${name} has bundled what is not used: ${unused}`);
    console.log(`${name}: ${Math.ceil(text.length / 1000)} kB, nothing of Node, nothing unused`);
  }
}
