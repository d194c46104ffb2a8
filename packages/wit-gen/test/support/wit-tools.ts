import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';

const WIT = join(import.meta.dirname, '../../../../wit');

/**
 * Lets wasm-tools read a component's WIT together with `airssys:core`, and make an empty component of its world.
 *
 * @throws What wasm-tools says of the text.
 */
export async function validateWit(wit: string): Promise<Uint8Array> {
  const source = `${wit}\n${nestedPackage(join(WIT, 'core'))}`;
  return componentNew(await componentEmbed({ dummy: true, witSource: source, world: 'component' }));
}

/**
 * The interfaces of several components' WIT as one text whose world exports them all, for {@link validateWit}: to start
 * wasm-tools costs more than to read a package.
 */
export function mergeWit(texts: readonly string[]): string {
  const packages = texts.map((text, index) => {
    const body = text.slice(text.indexOf(';') + 1, text.lastIndexOf('world component {'));
    return body.trim() === '' ? '' : `package merged:p${index} {\n${body}\n}`;
  });
  const exports = packages.flatMap((text, index) => (text === '' ? [] : [`  export merged:p${index}/operations;`]));
  return ['package merged:all;', 'world component {', ...exports, '}', ...packages].join('\n');
}

/** The files of a package folder as one nested package, which a single source can carry. */
function nestedPackage(directory: string): string {
  if (!existsSync(directory)) throw new Error(`no WIT package in ${directory}`);
  const texts = readdirSync(directory)
    .filter((name) => name.endsWith('.wit'))
    .map((name) => readFileSync(join(directory, name), 'utf8'));
  const head = /^package [^;]+;/m;
  const name = texts.map((text) => head.exec(text)?.[0]).find((found) => found !== undefined);
  return `${String(name).replace(';', ' {')}\n${texts.map((text) => text.replace(head, '')).join('\n')}\n}`;
}
