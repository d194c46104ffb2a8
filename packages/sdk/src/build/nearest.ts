import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The closest directory, from `from` upwards, that has an entry of this name. */
export function nearest(from: string, name: string): string | undefined {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    if (existsSync(join(dir, name))) return dir;
    if (dirname(dir) === dir) return undefined;
  }
}
