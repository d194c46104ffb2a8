/** Names of a project: which ones may be, and which one follows from its directory. */
import { basename } from 'node:path';
import { escapeWitName, toKebabCase } from '@airssys/model';

/** Of a component's name, as the analysis of sources has it. */
const LEAST = 3;
const MOST = 64;
const DEFAULT_NAMESPACE = 'demo';

/** A word or words of lower-case letters and digits that begin with a letter, joined by single dashes. */
const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const MOST_OF_PACKAGE = 214;
const RESERVED = new Set(['node_modules', 'favicon.ico']);

/** What is wrong with the name of a package; undefined where nothing is. */
export function packageNameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > MOST_OF_PACKAGE) return `it has more than ${MOST_OF_PACKAGE} characters`;
  if (RESERVED.has(name)) return 'npm keeps that name for itself';
  if (!PACKAGE.test(name)) return 'npm takes lower-case letters, digits, and - . _ ~ after the first of them';
  return undefined;
}

/** What is wrong with a component's id; undefined where nothing is. */
export function componentIdFault(id: string): string | undefined {
  const [namespace = '', name, ...more] = id.split(':');
  if (name === undefined || more.length > 0) return 'it is not NAMESPACE:NAME';
  for (const part of [namespace, name]) {
    if (!KEBAB.test(part)) {
      return `'${part}' is not in kebab-case: words of lower-case letters and digits that begin with a letter, joined by dashes`;
    }
  }
  if (name.length < LEAST || name.length > MOST) return `'${name}' does not have ${LEAST} to ${MOST} characters`;
  if (namespace === 'wasi' || namespace === 'airssys') return `${namespace} is a namespace of the host's interfaces`;
  if (escapeWitName(namespace) !== namespace) return `'${namespace}' is a word of WIT's own`;
  return undefined;
}

/** The package's name for a directory: `My App` → `my-app`. It may be no name at all, which {@link packageNameFault} tells. */
export const packageNameFor = (directory: string): string =>
  basename(directory)
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
    .replaceAll(/[^a-z0-9.~-]+/g, '')
    .replaceAll(/^[.-]+|[.-]+$/g, '');

/** The component's id for a package: `@acme/web-shop` → `acme:web-shop`, `shop` → `demo:shop`. It may be no id at all. */
export function componentIdFor(packageName: string): string {
  const [, scope = DEFAULT_NAMESPACE, name = ''] = /^(?:@([^/]+)\/)?(.*)$/.exec(packageName) ?? [];
  return `${toKebabCase(scope) ?? scope}:${toKebabCase(name) ?? name}`;
}
