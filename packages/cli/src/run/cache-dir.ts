import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandIo } from '../io.ts';

/**
 * Where prepared components are kept: `AIRSSYS_CACHE_DIR`, else a folder of the user's own. What lies there is run, so it must
 * not be one that other users can write to.
 */
export function preparedCacheDir({ env }: Pick<CommandIo, 'env'>): string {
  const named = env['AIRSSYS_CACHE_DIR'];
  return named ? resolve(named) : join(userCacheDir(env), 'airssys');
}

function userCacheDir(env: CommandIo['env']): string {
  if (process.platform === 'win32') return env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
}
