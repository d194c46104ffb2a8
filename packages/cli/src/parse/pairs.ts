/** Options of the form `NAME=VALUE`. */
import { statSync } from 'node:fs';
import { usageError } from '../report/usage-error.ts';

/** `--env NAME=VALUE`. A later one of the same name counts. */
export function parseEnv(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text) => split('--env', text, 'NAME=VALUE')));
}

/** `--label NAME=VALUE` and the like. */
export function parsePairs(option: string, texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text) => split(option, text, 'NAME=VALUE')));
}

/** `--mount /data=./data`: directories of the host by the component's path. */
export function parseMounts(texts: readonly string[]): Readonly<Record<string, string>> {
  const mounts = texts.map((text) => split('--mount', text, '/data=./data'));
  for (const [, dir] of mounts) {
    const stats = statSync(dir, { throwIfNoEntry: false });
    if (!stats?.isDirectory()) {
      const what = stats ? 'is not a directory' : 'does not exist';
      throw usageError(`The directory to mount ${what}: ${dir}`, 'Name a directory of this machine after the =.');
    }
  }
  return Object.fromEntries(mounts);
}

function split(option: string, text: string, example: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  const hasValue = at > 0 && (option === '--env' || at < text.length - 1);
  if (hasValue) return [text.slice(0, at), text.slice(at + 1)];
  throw usageError(`${option} cannot be '${text}'`, `Write ${option} ${example}.`);
}
