import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The folder that a model's module paths are relative to: the nearest one with a `package.json`, else the entry's own. */
export function projectDirOf(entry: string): string {
  for (let dir = dirname(entry); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dir === dirname(dir)) return dirname(entry);
  }
}

/** A source file as a model names it: relative to the project, with `/`. */
export function modulePath(file: string, projectDir: string): string {
  return relative(projectDir, file).replaceAll('\\', '/');
}
