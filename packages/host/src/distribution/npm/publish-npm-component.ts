/** Publishes a component as a package of npm, by npm itself. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { npm, type NpmOptions } from './run-npm.ts';

/** What a package's `package.json` and README say. */
export interface NpmPackageFacts {
  /** Such as `@acme/shop`. */
  readonly name: string;
  /** As the component's own. */
  readonly version: string;
  /** In a sentence; empty for none. */
  readonly description: string;
  /** Empty for none. */
  readonly author: string;
  /** In SPDX's terms; empty for none. */
  readonly license: string;
  /** Markdown. */
  readonly readme: string;
}

/** The files of a component that become a package, by their paths. */
export interface NpmComponentFiles {
  /** The component. */
  readonly component: string;
  /** What the build has written beside it; undefined where it is not there. */
  readonly declarations: string | undefined;
  /** Its WIT. */
  readonly wit: string | undefined;
  /** Its `Component.toml`, whatever the file is called. */
  readonly componentToml: string | undefined;
}

/** How {@link publishNpmComponent} publishes. */
export interface PublishNpmOptions extends NpmOptions {
  /** Packs, and publishes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** The tag of npm. Default `latest`. */
  readonly tag?: string | undefined;
}

/** What {@link publishNpmComponent} has published, or would. */
export interface PublishedPackage {
  /** The package's. */
  readonly name: string;
  /** The package's. */
  readonly version: string;
  /** As npm writes it: `sha512-` and base64. */
  readonly integrity: string;
  /** Packed. */
  readonly sizeBytes: number;
  /** Their paths in the package. */
  readonly files: readonly string[];
}

/**
 * Packs a component with its declarations, its WIT and `Component.toml`, and publishes the package with npm, as its user is logged in
 * there. Its `package.json` names the component as `airssys.component`, and exports it.
 *
 * @param facts What it says of itself.
 * @param files What is in it.
 * @param options Each has a default.
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID`, `AIRSSYS_SOURCE_DENIED`, `AIRSSYS_SOURCE_UNREACHABLE`.
 */
export async function publishNpmComponent(
  facts: NpmPackageFacts,
  files: NpmComponentFiles,
  options: PublishNpmOptions = {},
): Promise<PublishedPackage> {
  const { dryRun = false, tag = 'latest' } = options;
  const dir = await mkdtemp(join(tmpdir(), 'airssys-npm-'));
  try {
    for (const file of [files.component, files.declarations, files.wit]) {
      if (file !== undefined) await copyFile(file, join(dir, basename(file)));
    }
    if (files.componentToml !== undefined) await copyFile(files.componentToml, join(dir, 'Component.toml'));
    await writeFile(join(dir, 'README.md'), facts.readme);
    await writeFile(join(dir, 'package.json'), JSON.stringify(packageJson(facts, files), undefined, 2));
    const scope = facts.name.startsWith('@') ? ['--access=public'] : [];
    const packed = packedIn(await npm(['pack', '--json'], dir, options), facts);
    const published = ['publish', packed.filename, `--tag=${tag}`, ...scope];
    if (!dryRun) await npm(published, dir, options);
    const { integrity, size, files: names } = packed;
    return {
      name: facts.name,
      version: facts.version,
      integrity,
      sizeBytes: size,
      files: names.map(({ path }) => path),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function packageJson(
  { name, version, description, author, license }: NpmPackageFacts,
  { component, declarations, wit, componentToml }: NpmComponentFiles,
): object {
  const local = (file: string): string => `./${basename(file)}`;
  return {
    name,
    version,
    ...(description !== '' && { description }),
    ...(author !== '' && { author }),
    ...(license !== '' && { license }),
    type: 'module',
    files: [component, declarations, wit]
      .flatMap((file) => (file === undefined ? [] : [basename(file)]))
      .concat(componentToml === undefined ? [] : ['Component.toml']),
    exports: {
      '.': { ...(declarations !== undefined && { types: local(declarations) }), default: local(component) },
      ...(wit !== undefined && { './wit': local(wit) }),
      ...(componentToml !== undefined && { './Component.toml': './Component.toml' }),
      './package.json': './package.json',
    },
    airssys: { component: local(component) },
    keywords: ['airssys', 'webassembly', 'wasm-component'],
  };
}

interface Packed {
  readonly filename: string;
  readonly integrity: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** npm answers a list, later versions of it an object by name. */
function packedIn(output: string, { name }: NpmPackageFacts): Packed {
  const answer = JSON.parse(output) as readonly Packed[] | Readonly<Record<string, Packed>>; // npm's own
  const found = Array.isArray(answer)
    ? (answer as readonly Packed[])[0]
    : (answer as Readonly<Record<string, Packed>>)[name];
  if (found === undefined) throw new Error(`npm pack tells of no ${name}: ${output.slice(0, 200)}`);
  return found;
}
