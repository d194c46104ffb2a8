/** Where WIT packages lie. Loads nothing that reads them. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where a project keeps the WIT packages of others, relative to it. */
export const WIT_DEPS: string = join('wit', 'deps');

/** The folder of `@airssys/wit`: the packages that all components and hosts share, a folder for each. */
export function sdkWitDir(): string {
  return dirname(createRequire(import.meta.url).resolve('@airssys/wit/package.json'));
}
