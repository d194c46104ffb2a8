/** A change to the author's modules on their way into the script: what instruments them, for one. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { build, type Loader, type Plugin } from 'esbuild';

/** One of the author's modules, lowered to JavaScript and not yet bundled. */
export interface TransformedModule {
  /** Absolute path of the author's file. */
  readonly path: string;
  /** JavaScript, as a module. */
  readonly code: string;
  /** Source map (revision 3, JSON) from the code to the author's file, its text included. */
  readonly map: string;
}

/** Changes the author's modules before they are bundled. What comes out must do what goes in does. */
export interface SourceTransform {
  /** What it does, with its version: a component that was built with another one, or with none, is another component. */
  readonly id: string;
  /**
   * The module as it is to be bundled, with a map that leads as far as the given one; and what the transform wants to know of it
   * later, as text, which the build keeps beside the component (`BuildResult.transformed`).
   */
  transform(module: TransformedModule): {
    readonly code: string;
    readonly map: string;
    readonly data: string;
  };
}

export interface TransformOptions {
  readonly target: string;
  /** Where esbuild's paths begin. */
  readonly projectDir: string;
  /** Whether the module is not the author's: the SDK's, the adapter, a package. */
  readonly isForeign: (path: string) => boolean;
  /** Receives the transform's data by absolute path. */
  readonly data: Map<string, string>;
}

const LOADERS: Readonly<Record<string, Loader>> = { '.js': 'js', '.jsx': 'jsx', '.tsx': 'tsx' };

/** Hands each of the author's modules to the transform, lowered as the bundle would have lowered it by itself. */
export function transformed(transform: SourceTransform, options: TransformOptions): Plugin {
  const { target, projectDir, isForeign, data } = options;
  return {
    name: 'airssys-transformed',
    setup(bundle) {
      bundle.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
        if (isForeign(path)) return undefined;
        const lowered = await lower(path, target, projectDir);
        // Where it cannot be lowered, the bundle says so itself, with the place.
        if (lowered === undefined) return undefined;
        const { code, map, data: kept } = transform.transform({ path, ...lowered });
        data.set(path, kept);
        const inline = Buffer.from(map).toString('base64');
        return {
          contents: `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`,
          loader: 'js',
          resolveDir: dirname(path),
        };
      });
    },
  };
}

/** By a build of this one file, which finds the `tsconfig.json` that holds for it. */
async function lower(
  path: string,
  target: string,
  projectDir: string,
): Promise<{ readonly code: string; readonly map: string } | undefined> {
  const contents = await readFile(path, 'utf8');
  const result = await build({
    absWorkingDir: projectDir,
    stdin: { contents, sourcefile: path, resolveDir: dirname(path), loader: LOADERS[extname(path)] ?? 'ts' },
    bundle: false,
    write: false,
    outfile: `${path}.js`,
    target,
    charset: 'utf8',
    sourcemap: 'external',
    logLevel: 'silent',
  }).catch(() => undefined);
  const text = (ending: string): string | undefined =>
    result?.outputFiles.find((file) => file.path.endsWith(ending))?.text;
  const [code, map] = [text('.js'), text('.map')];
  if (code === undefined || map === undefined) return undefined;
  return { code, map: JSON.stringify({ ...JSON.parse(map), sources: [basename(path)] }) };
}
