import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '@airssys/model';
import { nearest } from './options.ts';

const ENGINE_PACKAGES: Readonly<Record<EngineName, string>> = {
  starlingmonkey: '@bytecodealliance/componentize-js',
  quickjs: 'componentize-qjs',
};

/** The versions of the packages that make a component with this engine. They are part of what a build depends on. */
export function toolVersions(engine: EngineName): Readonly<Record<string, string>> {
  const names = ['@airssys/sdk', ENGINE_PACKAGES[engine], 'esbuild', 'typescript'];
  return Object.fromEntries(names.map((name) => [name, packageVersion(name)]));
}

function packageVersion(name: string): string {
  const from = fileURLToPath(name === '@airssys/sdk' ? import.meta.url : import.meta.resolve(name));
  for (
    let dir = nearest(dirname(from), 'package.json');
    dir !== undefined;
    dir = nearest(dirname(dir), 'package.json')
  ) {
    const found: unknown = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    // Folders inside of a package may have a package.json without a name, for their module type.
    if (typeof found === 'object' && found !== null && 'name' in found && found.name === name && 'version' in found) {
      return String(found.version);
    }
  }
  return 'unknown';
}
