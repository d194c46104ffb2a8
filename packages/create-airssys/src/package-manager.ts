/** Which program installs packages: the one that has started this. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const KNOWN: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'bun'];

/** As `npm_config_user_agent` begins: `pnpm/10.1.0 npm/? node/v26 …`. Default npm. */
export function packageManagerOf(env: Readonly<Record<string, string | undefined>>): PackageManager {
  const first = env['npm_config_user_agent']?.split('/')[0];
  return KNOWN.find((one) => one === first) ?? 'npm';
}

/** How a script of `package.json` is run: `npm test`, `yarn test`, `bun run test`. */
export function runScript(manager: PackageManager, script: 'build' | 'check' | 'start' | 'test'): string {
  const isShort = manager !== 'bun' && (manager === 'yarn' || script === 'test' || script === 'start');
  return isShort ? `${manager} ${script}` : `${manager} run ${script}`;
}
