/**
 * Our packages, as Vitest is to see them: as they are installed, also where they are links to a folder elsewhere (workspaces, `npm link`).
 * Vitest takes what does not lie in `node_modules` for sources of the project and passes it through Vite: hundreds of modules, once for
 * each test file, and a second time for whatever loads the same module without Vite.
 */
import { realpathSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['@airssys/host', '@airssys/model', '@airssys/sdk', '@airssys/testing'];

/** Patterns of the files that Node is to load by itself, for Vitest's `server.deps.external`. */
export function ownPackages(): RegExp[] {
  // Of sources, only Vite knows what to do with them.
  if (extname(import.meta.url) !== '.js') return [];
  return NAMES.map((name) => {
    const folder = dirname(realpathSync(fileURLToPath(import.meta.resolve(name)))).replaceAll('\\', '/');
    return new RegExp(`^${folder.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)}/.*\\.js$`);
  });
}
