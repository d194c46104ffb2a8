/** The files that a `tsconfig.json` is made of: itself, and what it extends, as `tsc` finds it. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Absolute paths. What is not there is left out: `tsc` reports it. */
export function configChain(file: string): readonly string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const specifier of extendsOf(path)) resolveExtended(specifier, path).forEach(visit);
  };
  visit(file);
  return [...found];
}

function extendsOf(path: string): readonly string[] {
  const value = parseJsonc(path)?.['extends'];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

/** The file behind an `extends`; for a whole package also the `package.json` that may name it. */
function resolveExtended(specifier: string, from: string): readonly string[] {
  if (/^\.\.?[/\\]/.test(specifier) || isAbsolute(specifier)) {
    const path = resolve(dirname(from), specifier);
    return [path, `${path}.json`].filter(isFile).slice(0, 1);
  }
  const require = createRequire(from);
  for (const candidate of [specifier, `${specifier}.json`, `${specifier}/tsconfig.json`]) {
    try {
      const path = require.resolve(candidate);
      if (path.endsWith('.json')) return [path];
    } catch {
      // not this one
    }
  }
  return resolveByPackage(specifier, from);
}

/** A package may name its configuration in the field `tsconfig`. */
function resolveByPackage(specifier: string, from: string): readonly string[] {
  try {
    const packageJson = findPackageJSON(specifier, pathToFileURL(from));
    const named = packageJson === undefined ? undefined : parseJsonc(packageJson)?.['tsconfig'];
    if (packageJson === undefined || typeof named !== 'string') return [];
    return [packageJson, join(dirname(packageJson), named)].filter(isFile);
  } catch {
    return [];
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

// Strings come first, so that what looks like a comment or a comma in one is left alone.
const COMMENT = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const TRAILING_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[\]}])/g;

/** JSON with comments and trailing commas, as `tsc` reads it. Undefined where it is none. */
function parseJsonc(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const json = text.replace(COMMENT, '$1').replace(TRAILING_COMMA, '$1');
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
