/**
 * Takes a component from a package of npm. The package is fetched by npm itself, which knows the registries, proxies and tokens of its
 * user, and checks what it gets against the registry's integrity. It is unpacked; no script of it runs.
 */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { AirssysError } from '@airssys/model';
import type { NpmSource } from '../component-source.ts';
import { npm, type NpmOptions } from './run-npm.ts';

export interface FetchNpmOptions extends NpmOptions {
  readonly maxBytes: number;
}

/** @throws AirssysError as `fetchComponent`. */
export async function fetchNpmComponent(
  source: NpmSource,
  options: FetchNpmOptions,
): Promise<{ readonly bytes: Uint8Array; readonly resolved: string }> {
  const { name, range, integrity: wanted } = source;
  const dir = await mkdtemp(join(tmpdir(), 'airssys-npm-'));
  try {
    // A project of its own, so that npm looks for none above.
    await writeFile(join(dir, 'package.json'), '{"private":true}');
    const flags = [
      '--ignore-scripts',
      '--omit=dev',
      '--omit=optional',
      '--omit=peer',
      '--no-audit',
      '--no-fund',
      '--prefer-online',
    ];
    await npm(['install', ...flags, '--save-exact', `${name}@${range}`], dir, options);
    const { version, integrity } = await lockedPackage(dir, name);
    if (wanted !== undefined && integrity !== wanted) {
      throw new AirssysError(
        'AIRSSYS_SOURCE_DIGEST',
        `${name}@${version} has the integrity ${integrity}, not ${wanted}`,
        {
          hint: 'It is not what was asked for: the registry has something else under that name.',
          data: { name, version, integrity },
        },
      );
    }
    const bytes = await readFile(
      await componentFile(join(dir, 'node_modules', ...name.split('/')), source, options.maxBytes),
    );
    return { bytes, resolved: `npm:${name}@${version}#${integrity}` };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function lockedPackage(
  dir: string,
  name: string,
): Promise<{ readonly version: string; readonly integrity: string }> {
  // Written by npm a moment ago.
  const lock = JSON.parse(await readFile(join(dir, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity?: string }>>;
  };
  const entry = lock.packages[`node_modules/${name}`];
  // INVARIANT: what has no integrity was checked against nothing.
  if (entry?.integrity === undefined) {
    throw new AirssysError('AIRSSYS_SOURCE_DIGEST', `The registry tells no integrity of ${name}`, {
      hint: 'Take the package from a registry that does.',
      data: { name },
    });
  }
  return { version: entry.version, integrity: entry.integrity };
}

/** The file that `airssys.component` of package.json names, or its export. It has to be in the package. */
async function componentFile(folder: string, { name }: NpmSource, maxBytes: number): Promise<string> {
  const description = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    // npm has read it
    readonly airssys?: { readonly component?: unknown };
  };
  const named = description.airssys?.component;
  const path = typeof named === 'string' ? join(folder, named) : '';
  // INVARIANT: no file outside of the package.
  if (!path.startsWith(folder + sep)) throw noComponent(name, 'its package.json names none as airssys.component');
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw noComponent(name, `it has no file ${String(named)}`);
  if (found.size > maxBytes) throw noComponent(name, `it is larger than ${maxBytes} bytes`);
  return path;
}

function noComponent(name: string, why: string): AirssysError {
  return new AirssysError('AIRSSYS_SOURCE_INVALID', `npm:${name} is not a component: ${why}`, {
    hint: 'Packages of components are published by `airssys publish --npm`.',
    data: { name },
  });
}
